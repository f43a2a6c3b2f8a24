import Kafka
import Offsets

/// The groups that were read, and those that could not be.
struct GroupReading: Sendable {
    var groups: [GroupOffsets] = []
    var failures: [GroupFailure] = []

    mutating func add(_ other: GroupReading) {
        groups += other.groups
        failures += other.failures
    }

    /// Moves groups that read as empty and are no longer listed to the failures: they were deleted meanwhile, and
    /// "deleted" must not be kept as "had nothing".
    mutating func reportVanished(stillListed: Set<GroupID>) {
        let vanished = groups.filter { $0.offsets.isEmpty && $0.state != .unknown && !stillListed.contains($0.group) }
        guard !vanished.isEmpty else { return }
        let names = Set(vanished.map(\.group))
        groups.removeAll { names.contains($0.group) }
        failures += vanished.map {
            GroupFailure(
                group: $0.group, code: KafkaErrorCode.groupIDNotFound.name,
                reason: "the group was deleted while the snapshot was taken")
        }
    }
}
