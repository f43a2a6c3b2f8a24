import Cluster
import Offsets

/// The groups that were read, and those that could not be.
struct CapturedGroups: Sendable {
    var groups: [GroupOffsets] = []
    var failures: [GroupFailure] = []
    /// Numbers below 0 that the groups hold, of the selected topics and partitions.
    var negative: [NegativeOffset] = []
    /// Groups that no snapshot can hold.
    var unsupported: [GroupFailure] = []

    mutating func add(_ other: CapturedGroups) {
        groups += other.groups
        failures += other.failures
        negative += other.negative
        unsupported += other.unsupported
    }

    /// Whether a later reading has found the same in every group that had no members at first.
    func agrees(with later: CapturedGroups) -> Bool {
        let held = Dictionary(later.groups.map { ($0.group, $0.offsets) }) { first, _ in first }
        let isSame = groups.allSatisfy { $0.state.isActive(in: $0.type) || held[$0.group] == $0.offsets }
        return isSame && failures == later.failures && groups.count == later.groups.count
    }

    /// Whether no group was read and none failed but such as the cluster never listed and does not know.
    func isNothing(but listed: [ListedGroup]) -> Bool {
        guard groups.isEmpty else { return false }
        guard !failures.isEmpty else { return true }
        let names = Set(listed.map(\.group))
        return failures.allSatisfy { $0.code == KafkaErrorCode.groupIDNotFound.name && !names.contains($0.group) }
    }

    /// Moves groups that were listed, read as empty and are no longer listed to the failures: they were deleted
    /// meanwhile, and "deleted" must not be kept as "had nothing".
    mutating func reportVanished(of listed: Set<GroupID>, stillListed: Set<GroupID>) {
        let vanished = groups.filter {
            $0.offsets.isEmpty && listed.contains($0.group) && !stillListed.contains($0.group)
        }
        guard !vanished.isEmpty else { return }
        let names = Set(vanished.map(\.group))
        groups.removeAll { names.contains($0.group) }
        failures += vanished.map {
            GroupFailure(
                group: $0.group,
                code: KafkaErrorCode.groupIDNotFound.name,
                reason: "the group was deleted while the snapshot was taken"
            )
        }
    }
}
