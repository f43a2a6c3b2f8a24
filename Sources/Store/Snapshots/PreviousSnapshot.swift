public import Offsets

/// The snapshot before a new one of the same cluster and job, as far as a capture has to know it.
public struct PreviousSnapshot: Hashable, Sendable {
    /// The groups that it holds.
    public let groups: Set<GroupID>
    /// The groups that it names as not read.
    public let failed: [GroupFailure]
    /// What it was about, `nil` where it was taken too long ago to say what is lacking now.
    public let names: SnapshotNames?
}
