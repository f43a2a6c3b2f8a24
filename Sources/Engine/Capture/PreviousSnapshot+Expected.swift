import Cluster
public import Offsets
public import Store

extension PreviousSnapshot {
    /// The groups that a capture asks for by name where they are not listed: those that it holds or names as not read.
    ///
    /// So a group that is hidden for longer stays known from one partial snapshot to the next.
    public var expected: Set<GroupID> {
        groups.union(failed.lazy.filter { $0.code != KafkaErrorCode.groupIDNotFound.name }.map(\.group))
    }
}
