import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Calls of which a part is refused: what is written, and what is said of the rest.
    struct PartialFailureTests {
        private static let longest = String(repeating: "m", count: 4_096)

        @Test(arguments: ContractCluster.all)
        func `a plain commit refuses the unknown and the too large, and writes the others`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let nowhere = TopicPartition(topic: TestCluster.uniqueName("nowhere"), partition: 0)
            let beyond = bench.partition(Int32(SharedTopics.partitionCount))
            let refused = try await bench.client.alterOffsets(
                of: group,
                to: [
                    CommittedOffset(nowhere, offset: 1), CommittedOffset(beyond, offset: 2), bench.offset(3),
                    bench.offset(4, 1, metadata: Self.longest + "m"), bench.offset(5, 2, metadata: Self.longest),
                ],
                before: bench.deadline
            )
            #expect(
                refused.mapValues(\.code) == [
                    nowhere: .unknownTopicOrPartition, beyond: .unknownTopicOrPartition,
                    bench.partition(1): .offsetMetadataTooLarge,
                ]
            )
            #expect(try await bench.all(of: group) == [bench.offset(3), bench.offset(5, 2, metadata: Self.longest)])
            let topics = try await bench.client.metadata(before: bench.deadline).topics
            #expect(topics[nowhere.topic] == nil, "a commit makes no topic")
        }

        @Test(arguments: ContractCluster.all)
        func `a commit of which the broker leaves nothing for the coordinator makes no group`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let nowhere = TopicPartition(topic: TestCluster.uniqueName("nowhere"), partition: 0)
            let beyond = bench.partition(Int32(SharedTopics.partitionCount))
            let refused = try await bench.client.alterOffsets(
                of: group,
                to: [CommittedOffset(nowhere, offset: 1), CommittedOffset(beyond, offset: 2)],
                before: bench.deadline
            )
            #expect(
                refused.mapValues(\.code) == [nowhere: .unknownTopicOrPartition, beyond: .unknownTopicOrPartition]
            )
            #expect(try await bench.listed(group) == nil)
        }

        /// What makes a send of offsets fail.
        enum Fault: String, CaseIterable, Sendable {
            case unknownTopic = "unknown topic"
            case unknownPartition = "unknown partition"
            case metadataTooLarge = "metadata too large"
        }

        @Test(arguments: ContractCluster.all, Fault.allCases)
        func `a send of which a part is refused has to be aborted and then leaves nothing`(
            cluster: ContractCluster,
            fault: Fault
        ) async throws {
            let bench = try await Bench(cluster, fault.rawValue)
            let group = bench.group()
            let other = bench.group()
            try await bench.commit(group, [bench.offset(3)])
            let faulty =
                switch fault {
                case .unknownTopic: CommittedOffset(TopicPartition(topic: "nowhere", partition: 0), offset: 1)
                case .unknownPartition: bench.offset(1, Int32(SharedTopics.partitionCount))
                case .metadataTooLarge: bench.offset(1, 1, metadata: Self.longest + "m")
                }
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(8)], of: other, before: bench.deadline)
            // The library asks again until its deadline whether the topic is still unknown.
            let error = await failure { () throws(KafkaError) in
                try await producer.send([bench.offset(9), faulty], of: group, before: .after(.seconds(2)))
            }
            #expect(error?.code == (fault == .metadataTooLarge ? .offsetMetadataTooLarge : .unknownTopicOrPartition))
            #expect(error?.isFatal == false)
            let commit = await failure { () throws(KafkaError) in try await producer.commit(before: bench.deadline) }
            #expect(commit != nil, "nothing can be committed after it")
            try await producer.abort(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(3)))
            #expect(try await bench.decided(of: other) == .absent)
        }

        @Test(arguments: ContractCluster.all)
        func `a delete of offsets refuses the unknown and deletes the others`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let nowhere = TopicPartition(topic: TestCluster.uniqueName("nowhere"), partition: 0)
            let beyond = bench.partition(Int32(SharedTopics.partitionCount))
            try await bench.commit(group, [bench.offset(1), bench.offset(2, 1)])
            let refused = try await bench.client.deleteOffsets(
                of: group,
                // Partition 2 exists and has no offset: nothing to delete, and no error.
                for: [nowhere, beyond, bench.partition(1), bench.partition(2)],
                before: bench.deadline
            )
            #expect(
                refused.mapValues(\.code) == [nowhere: .unknownTopicOrPartition, beyond: .unknownTopicOrPartition]
            )
            #expect(try await bench.all(of: group) == [bench.offset(1)])
        }

        @Test(arguments: ContractCluster.all)
        func `a live group keeps the offsets of the topic it reads, loses others, and cannot be deleted`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let other = TestCluster.uniqueName("unread")
            try await cluster.support.createTopic(other)
            let unread = CommittedOffset(TopicPartition(topic: other, partition: 0), offset: 7)
            try await bench.commit(group, [bench.offset(3), unread])
            let consumer = try await LiveConsumer.start(cluster.support, group: group, topics: [bench.topic])
            let refused = try await bench.client.deleteOffsets(
                of: group,
                for: [bench.partition(), unread.topicPartition],
                before: bench.deadline
            )
            #expect(refused.mapValues(\.code) == [bench.partition(): .groupSubscribedToTopic])
            #expect(try await bench.all(of: group) == [bench.offset(3)])
            let error = await failure { () throws(KafkaError) in
                try await bench.client.delete(group, before: bench.deadline)
            }
            #expect(error?.code == .nonEmptyGroup)
            #expect(try await bench.all(of: group) == [bench.offset(3)])
            try await consumer.close()
            try await cluster.support.deleteTopic(other)
        }
    }
}
