public import Offsets

/// What a cluster itself knows of the last run of an installation that was committed.
public struct CommittedMark: Hashable, Sendable {
    /// The sentinel group that holds the mark.
    public let group: GroupID
    /// The run, and which way it went.
    public let mark: SentinelMark

    /// A mark found in a group.
    public init(group: GroupID, mark: SentinelMark) {
        self.group = group
        self.mark = mark
    }
}
