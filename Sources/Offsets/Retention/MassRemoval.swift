/// A removal of so many snapshots of one cluster and job that it may be a mistake.
///
/// A policy that is at work removes about as many as are taken. One with a typing mistake, or a store that it was never
/// applied to, shows as this, and an operator has to say that it is meant.
public struct MassRemoval: Hashable, Sendable {
    /// Fewer are no mass, whatever part of a small store they are.
    public static let fewest = 5

    /// The snapshots it is about.
    public let group: RetentionGroup
    /// How many of them are to be removed.
    public let removed: Int
    /// How many there are.
    public let total: Int

    /// The first group of which at least ``fewest``, and more than half, are to be removed; `nil` when there is none.
    public static func find(in verdicts: [RetentionVerdict]) -> MassRemoval? {
        let groups = Dictionary(grouping: verdicts, by: \.candidate.group).map { group, verdicts in
            MassRemoval(group: group, removed: verdicts.count { !$0.isKept }, total: verdicts.count)
        }
        return groups.filter { $0.removed >= fewest && $0.removed > $0.total - $0.removed }
            .sorted { ($0.group.clusterID, $0.group.job ?? "") < ($1.group.clusterID, $1.group.job ?? "") }
            .first
    }
}
