import KafkaTestSupport
import Offsets

extension TestCluster {
    /// The broker that coordinates each group; nothing for a group whose partition has no leader now.
    func coordinators(of groups: [GroupID]) async throws -> [GroupID: Int32] {
        try await coordinators(of: groups.map { ($0, $0.name) }, by: "__consumer_offsets")
    }

    /// The broker that coordinates the transactions of an id, `nil` when there is none now.
    func coordinator(ofTransactions id: String) async throws -> Int32? {
        try await coordinators(of: [(id, id)], by: "__transaction_state")[id]
    }

    /// The leader of a name's partition of an internal topic is its coordinator.
    private func coordinators<Key: Hashable>(
        of names: [(key: Key, name: String)],
        by topic: String
    ) async throws -> [Key: Int32] {
        let leaders = try await leaders(of: topic)
        let pairs = names.compactMap { key, name -> (Key, Int32)? in
            let leader = leaders[Self.partition(for: name, of: leaders.count)] ?? -1
            return leader < 0 ? nil : (key, leader)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    /// Java's `String.hashCode` without its sign, modulo the number of partitions.
    private static func partition(for name: String, of count: Int) -> Int32 {
        let hash = name.utf16.reduce(Int32(0)) { $0 &* 31 &+ Int32($1) }
        return count == 0 ? -1 : (hash & Int32.max) % Int32(count)
    }
}
