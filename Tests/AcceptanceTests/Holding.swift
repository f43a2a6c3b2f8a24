import KafkaTestSupport
import Offsets

/// What a seeded group may hold when a restore was cut off.
enum Holding: String, Hashable {
    /// What `alter` gave it.
    case old
    /// What it was given at first, and what its snapshot has.
    case new
    /// A transaction is still to be decided.
    case pending
    /// Something that it should not.
    case other
}

extension TestCluster {
    /// What the seeded groups hold, by stable reads; more than one is a mixture.
    func holding(_ seeded: SeededGroups) async throws -> Set<Holding> {
        let old = seeded.moved
        let new = seeded.everyOffset
        let reads = try await stablyCommitted(by: seeded.groups, of: seeded.topicPartitions)
        return Set(
            reads.map { group, read in
                switch read {
                case .pending: .pending
                case .decided(let offsets):
                    offsets == new[group] ? .new : offsets == old[group] ? .old : .other
                }
            }
        )
    }
}
