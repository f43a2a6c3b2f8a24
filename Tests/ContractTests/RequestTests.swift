import Cluster
import FoundationEssentials
import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Requests the client must not send, large ones, and the order of what comes back.
    struct RequestTests {
        @Test(arguments: ContractCluster.all)
        func `a plain commit of a negative offset is refused by the client and changes nothing`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            try await bench.commit(group, [bench.offset(3)])
            let error = await failure { () throws(KafkaError) in
                try await bench.client.alterOffsets(
                    of: group,
                    to: [bench.offset(4), bench.offset(-1, 1)],
                    before: bench.deadline
                )
            }
            #expect(error?.code == .invalidArgument)
            #expect(try await bench.all(of: group) == [bench.offset(3)])
        }

        @Test(arguments: ContractCluster.all)
        func `a send of a negative offset is refused by the client and changes nothing`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(3)], of: group, before: bench.deadline)
            let error = await failure { () throws(KafkaError) in
                try await producer.send([bench.offset(4), bench.offset(-1, 1)], of: group, before: bench.deadline)
            }
            #expect(error?.code == .invalidArgument)
            // Nothing was sent, so the transaction is as it was.
            try await producer.commit(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(3)))
        }

        @Test(arguments: ContractCluster.all)
        func `a plain commit that names a partition twice is refused by the client`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let error = await failure { () throws(KafkaError) in
                try await bench.client.alterOffsets(
                    of: group,
                    to: [bench.offset(4), bench.offset(5)],
                    before: bench.deadline
                )
            }
            #expect(error?.code == .invalidArgument)
            #expect(try await bench.listed(group) == nil)
        }

        /// How many partitions one request is about.
        ///
        /// A real broker makes 5 000 logs in half a minute at best, and nothing else meanwhile: there the full number
        /// is for runs that ask for it with `TIDEMARK_TEST_WIDE=1`.
        private static func wide(_ cluster: ContractCluster) -> Int32 {
            let isAskedFor = ProcessInfo.processInfo.environment["TIDEMARK_TEST_WIDE"] == "1"
            return cluster.isReal && !isAskedFor ? 500 : 5_000
        }

        @Test(arguments: ContractCluster.all)
        func `thousands of partitions are written and read in one request`(cluster: ContractCluster) async throws {
            let count = Self.wide(cluster)
            let bench = try await Bench(cluster, "\(count)")
            let topic = TestCluster.uniqueName("wide")
            try await cluster.support.createTopic(topic, partitions: Int(count))
            // A few hundred kilobytes of it, however many partitions there are.
            let metadata = OffsetMetadata(String(repeating: "m", count: 250_000 / Int(count)))
            let offsets = (0..<count).map {
                CommittedOffset(TopicPartition(topic: topic, partition: $0), offset: Int64($0) * 3, metadata: metadata)
            }
            let expected = offsets.map { ($0.topicPartition, PartitionFetch.committed($0)) }
            for way in WritingWay.allCases {
                let group = bench.group()
                #expect(try await way.write(offsets.shuffled(), of: group, bench) == nil, "\(way)")
                #expect(try await bench.all(of: group) == offsets, "\(way)")
                let found = try await bench.decided(of: group, offsets.map(\.topicPartition))
                #expect(found == Dictionary(uniqueKeysWithValues: expected), "\(way)")
            }
            try await cluster.support.deleteTopic(topic)
        }

        @Test(arguments: ContractCluster.all)
        func `everything is sorted and every asked partition has its own answer, in whatever order it was written`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let other = TestCluster.uniqueName("a-first")
            try await cluster.support.createTopic(other, partitions: 4)
            let offsets =
                (0..<4).map { CommittedOffset(TopicPartition(topic: other, partition: $0), offset: Int64($0)) }
                + (0..<Int32(SharedTopics.partitionCount)).map { bench.offset(100 + Int64($0), $0, metadata: "m\($0)") }
            for _ in 0..<3 {
                try await bench.commit(group, offsets.shuffled())
                #expect(try await bench.all(of: group) == offsets)
                let found = try await bench.decided(of: group, offsets.map(\.topicPartition).shuffled())
                #expect(found.count == offsets.count)
                for offset in offsets {
                    #expect(found[offset.topicPartition] == .committed(offset))
                }
            }
            try await cluster.support.deleteTopic(other)
        }

        @Test(arguments: ContractCluster.all)
        func `a read has an entry for every asked partition, of topics that are not there too`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            try await bench.commit(group, [bench.offset(5)])
            let nowhere = TopicPartition(topic: TestCluster.uniqueName("nowhere"), partition: 7)
            let beyond = bench.partition(Int32(SharedTopics.partitionCount))
            let asked = [nowhere, beyond, bench.partition(1), bench.partition()]
            let found = try await bench.decided(of: group, asked)
            #expect(
                found == [
                    nowhere: .absent, beyond: .absent, bench.partition(1): .absent,
                    bench.partition(): .committed(bench.offset(5)),
                ]
            )
            #expect(try await bench.decided(of: bench.group(), asked).values.allSatisfy { $0 == .absent })
        }
    }
}
