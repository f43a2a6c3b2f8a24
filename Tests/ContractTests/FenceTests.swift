import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// A group in every situation, and what the cluster says of it and lets be done to it.
    struct FenceTests {
        /// A situation on a cluster.
        struct Row: Sendable, CustomTestStringConvertible {
            let cluster: ContractCluster
            let situation: GroupSituation
            var testDescription: String { "\(cluster.name), \(situation.rawValue)" }

            static let all = ContractCluster.all.flatMap { cluster in
                GroupSituation.allCases.filter { $0.isPossible(on: cluster) }.map {
                    Row(cluster: cluster, situation: $0)
                }
            }
        }

        @Test(arguments: Row.all)
        func `listing, description, fence, unfenced send and plain commit agree with the table`(row: Row) async throws {
            let bench = try await Bench(row.cluster, row.situation.rawValue)
            let expected = row.situation.expectation(by: row.cluster.client)
            let arranged = try await ArrangedGroup(row.situation, bench)
            let group = arranged.group
            let old = arranged.committed.map(PartitionFetch.committed) ?? .absent

            let listed = try await bench.listed(group)
            #expect(listed?.state == expected.listed, "listed")
            #expect(listed?.type == expected.type, "listed as what it is")
            let described = try await bench.client.describe(group, before: bench.deadline)
            #expect(described.state == expected.described, "described")
            #expect(described.members == expected.members, "members described")

            // Our fence: a member id that nobody has, generation −1.
            let producer = try await bench.transaction()
            let refusal = await failure { () throws(KafkaError) in
                try await producer.send([bench.offset(9)], of: group, before: bench.deadline)
            }
            #expect(refusal?.code == (expected.isFree ? nil : .unknownMemberID), "fenced send")
            if let refusal { #expect(!refusal.isFatal && !refusal.isRetriable, "fenced send") }
            try await producer.abort(before: bench.deadline)
            #expect(try await bench.decided(of: group) == old, "after the aborted send")

            // The handle is good for the next transaction.
            try await producer.begin(before: bench.deadline)
            try await producer.send([bench.offset(9)], of: bench.group(), before: bench.deadline)
            try await producer.abort(before: bench.deadline)

            // Without a member id nothing fences, whatever the group's state: why ours has one.
            let unfenced = try await OpenTransaction.holding([bench.offset(11)], of: group, on: bench.cluster.support)
            try await unfenced.abort()
            #expect(try await bench.decided(of: group) == old, "after the aborted unfenced send")

            let refused = try await bench.client.alterOffsets(
                of: group,
                to: [bench.offset(5), bench.offset(6, 1)],
                before: bench.deadline
            )
            let partitions = [bench.partition(0), bench.partition(1)]
            let now = try await bench.decided(of: group, partitions)
            if expected.isFree {
                #expect(refused.isEmpty, "plain commit")
                let written = [bench.offset(5), bench.offset(6, 1)].map {
                    ($0.topicPartition, PartitionFetch.committed($0))
                }
                #expect(now == Dictionary(uniqueKeysWithValues: written), "after the plain commit")
            } else {
                #expect(
                    refused.mapValues(\.code) == [partitions[0]: .unknownMemberID, partitions[1]: .unknownMemberID]
                )
                #expect(now == [partitions[0]: old, partitions[1]: .absent], "after the refused plain commit")
            }
            try await arranged.end(row.situation)
        }

        @Test(arguments: ContractCluster.all)
        func `a member that joins after our send does not hinder the commit`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(9)], of: group, before: bench.deadline)
            let consumer = try await LiveConsumer.start(cluster.support, group: group, topics: [bench.topic])
            try await producer.commit(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(9)))
            try await consumer.close()
        }
    }
}
