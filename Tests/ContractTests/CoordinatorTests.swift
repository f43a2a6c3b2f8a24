import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Who coordinates a group: our client works it out from the metadata and asks that broker directly.
    struct CoordinatorTests {
        /// The topic whose partitions' leaders coordinate the groups.
        private static let topic = "__consumer_offsets"

        /// The partition of the topic that a group belongs to, by Kafka's `abs(groupId.hashCode()) % partitions`.
        private func slot(of group: GroupID, _ count: Int) -> Int32 {
            let hash = group.name.utf16.reduce(0 as Int32) { $0 &* 31 &+ Int32($1) }
            return Int32((hash == .min ? 0 : Int(abs(hash))) % count)
        }

        @Test(arguments: ContractCluster.all)
        func `the leader of a group's partition of the offsets topic answers for it, and no other broker does`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let groups = ["plain", "with space", "é", "e\u{301}", "漢字", "🧾", "a", "b", "c", "d", "e", "f"]
                .map { bench.group($0) }
            for group in groups { try await bench.commit(group, [bench.offset(5)]) }
            let leaders = try await cluster.support.leaders(of: Self.topic)
            let brokers = try await bench.client.metadata(before: bench.deadline).identity.brokers.map(\.id)
            #expect(!leaders.isEmpty)
            for group in groups {
                let leader = try #require(leaders[slot(of: group, leaders.count)])
                let found = try await cluster.support.committed(by: group, askedAt: leader)
                #expect(found == [bench.offset(5)], "\(group) at broker \(leader)")
                for other in brokers where other != leader {
                    let refusal = await #expect(throws: KafkaFailure.self, "\(group) at broker \(other)") {
                        try await cluster.support.committed(by: group, askedAt: other)
                    }
                    #expect(refusal?.code == KafkaErrorCode.notCoordinator.rawValue)
                }
            }
        }
    }
}
