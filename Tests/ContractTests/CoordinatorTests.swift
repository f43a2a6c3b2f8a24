import Cluster
import Kafka
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Who coordinates a group: our client works it out from the metadata and asks that broker directly.
    struct CoordinatorTests {
        /// The topic whose partitions' leaders coordinate the groups.
        private static let topic = OffsetsPartitions.topic

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
                let partition = try #require(group.offsetsPartition(among: Int32(leaders.count)))
                let leader = try #require(leaders[partition])
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

        @Test(arguments: ContractCluster.all)
        func `a listing tells of a group without members all that a description does`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let groups = (0..<6).map { _ in bench.group() }.sorted()
            for group in groups { try await bench.commit(group, [bench.offset(5)]) }
            let listed = try await bench.client.listGroups(before: bench.deadline).groups
            for group in groups {
                let told = try #require(listed.first { $0.group == group }?.descriptionWithoutMembers, "\(group)")
                #expect(try await bench.client.describe(group, before: bench.deadline) == told)
            }
        }

        @Test(arguments: ContractCluster.all)
        func `groups of a partition without a leader are in no listing, and the listing names the partition`(
            cluster: ContractCluster
        ) async throws {
            let own = try OwnCluster(like: cluster)
            guard let simulator = own.simulator else {
                CaseRecord.current?.describe(cluster, row: nil)
                CaseRecord.current?.leaveOut("a broker has to die for it; OfflineOffsetsPartitionTests kills one")
                return
            }
            let bench = try await Bench(own.cluster)
            let groups = (0..<30).map { _ in bench.group() }.sorted()
            for group in groups { try await bench.commit(group, [bench.offset(5)]) }
            let victim: Int32 = 2
            let hidden = Set(groups.filter { simulator.state.coordinator(of: Text($0.name)) == victim })
            #expect(!hidden.isEmpty && hidden.count < groups.count)
            simulator.withState { $0.brokers[victim]?.isRunning = false }
            let offline = try await own.cluster.support.leaders(of: Self.topic).filter { $0.value < 0 }.keys.sorted()
            // A client that has never known the broker has nobody to miss.
            let client = try Bench.client(own.cluster)
            let listing = try await client.listGroups(before: bench.deadline)
            #expect(listing.errors.isEmpty)
            #expect(listing.groups.map(\.group) == groups.filter { !hidden.contains($0) })
            #expect(listing.offsets.unheard == offline)
            #expect(groups.filter(listing.offsets.hides) == hidden.sorted())
            simulator.withState { $0.brokers[victim]?.isRunning = true }
            let again = try await client.listGroups(before: bench.deadline)
            #expect(again.groups.map(\.group) == groups)
            #expect(again.offsets.unheard.isEmpty)
        }
    }
}
