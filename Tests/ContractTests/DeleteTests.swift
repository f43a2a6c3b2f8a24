import Cluster
import Kafka
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Deletes of offsets and of groups, and what is left.
    struct DeleteTests {
        /// What becomes of an empty group whose last offset was deleted.
        private static let listedAfterTheLastOffset: [BrokerProfile: GroupState?] = [
            // The classic coordinator removes the group with the offset, the new one at its next retention check.
            .kafka3: nil,
            .kafka4: .empty,
        ]

        @Test(arguments: ContractCluster.all)
        func `a group is listed until its last offset is deleted, and then as its release has it`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            try await bench.commit(group, [bench.offset(1), bench.offset(2, 1)])
            #expect(
                try await bench.client.deleteOffsets(of: group, for: [bench.partition()], before: bench.deadline) == [:]
            )
            #expect(try await bench.all(of: group) == [bench.offset(2, 1)])
            #expect(try await bench.listed(group)?.state == .empty)
            #expect(
                try await bench.client.deleteOffsets(of: group, for: [bench.partition(1)], before: bench.deadline)
                    == [:]
            )
            #expect(try await bench.all(of: group) == [])
            #expect(Self.listedAfterTheLastOffset[cluster.profile] == .some(try await bench.listed(group)?.state))
        }

        @Test(arguments: ContractCluster.all)
        func `a deleted group is gone at once with its offsets, and can be made again`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            try await bench.commit(group, [bench.offset(1), bench.offset(2, 1)])
            try await bench.client.delete(group, before: bench.deadline)
            #expect(try await bench.listed(group) == nil)
            #expect(try await bench.all(of: group) == [])
            #expect(try await bench.decided(of: group) == .absent)
            try await bench.commit(group, [bench.offset(4)])
            #expect(try await bench.all(of: group) == [bench.offset(4)])
            #expect(try await bench.listed(group)?.state == .empty)
        }

        @Test(arguments: ContractCluster.all)
        func `an absent group has nothing to delete`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let offsets = await failure { () throws(KafkaError) in
                try await bench.client.deleteOffsets(of: group, for: [bench.partition()], before: bench.deadline)
            }
            #expect(offsets?.code == .groupIDNotFound)
            let whole = await failure { () throws(KafkaError) in
                try await bench.client.delete(group, before: bench.deadline)
            }
            #expect(whole?.code == .groupIDNotFound)
            #expect(try await bench.listed(group) == nil)
        }

        @Test(arguments: ContractCluster.all)
        func `of many groups that are deleted at once each has its own answer`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let (doomed, live, absent) = ((0..<5).map { _ in bench.group() }, bench.group(), bench.group())
            for group in doomed + [live] { try await bench.commit(group, [bench.offset(3)]) }
            let consumer = try await LiveConsumer.start(cluster.support, group: live, topics: [bench.topic])
            let errors = await bench.client.delete([absent, live] + doomed, before: bench.deadline)
            #expect(errors.map { $0?.code } == [.groupIDNotFound, .nonEmptyGroup] + doomed.map { _ in nil })
            for group in doomed {
                #expect(try await bench.listed(group) == nil)
                #expect(try await bench.all(of: group).isEmpty)
            }
            #expect(try await bench.all(of: live) == [bench.offset(3)])
            #expect(await bench.client.delete([], before: bench.deadline).isEmpty)
            try await consumer.close()
        }

        /// How somebody deletes while a transaction is pending.
        enum Deletion: String, CaseIterable, Sendable {
            case offsets, group
        }

        /// What a reader finds after the commit, as long as the coordinator does not move.
        private static let readAfterTheCommit: [BrokerProfile: PartitionFetch] = [.kafka3: .absent, .kafka4: .absent]

        @Test(arguments: ContractCluster.all, Deletion.allCases)
        func `what is deleted while our transaction is pending does not come with its commit`(
            cluster: ContractCluster,
            deletion: Deletion
        ) async throws {
            let bench = try await Bench(cluster, deletion.rawValue)
            let group = try await Self.committed(afterDeleting: deletion, bench)
            #expect(try await bench.decided(of: group) == Self.readAfterTheCommit[cluster.profile])
        }

        /// Whether what was deleted is back once another broker reads the group's log (`docs/kafka.md` §5.7).
        ///
        /// Measured with real brokers, but for the deletion of offsets on 4.3.
        private static let returnsAfterAFailover: [BrokerProfile: Bool] = [.kafka3: true, .kafka4: false]

        @Test(arguments: ContractCluster.all, Deletion.allCases)
        func `what was deleted while our transaction was pending is back after a failover where its release has it so`(
            cluster: ContractCluster,
            deletion: Deletion
        ) async throws {
            let own = try OwnCluster(like: cluster)
            let bench = try await Bench(own.cluster, deletion.rawValue)
            guard let simulator = own.simulator else {
                CaseRecord.current?.leaveOut("a broker that others share is not made to fail")
                return
            }
            let group = try await Self.committed(afterDeleting: deletion, bench)
            simulator.withState { $0.moveCoordinator(of: Text(group.name)) }
            let isBack = Self.returnsAfterAFailover[cluster.profile] == true
            #expect(try await bench.decided(of: group) == (isBack ? .committed(bench.offset(9)) : .absent))
            #expect(try await bench.listed(group)?.state == (isBack ? .empty : deletion == .group ? nil : .empty))
        }

        /// A group whose offset was deleted between our send and our commit.
        private static func committed(afterDeleting deletion: Deletion, _ bench: Bench) async throws -> GroupID {
            let group = bench.group()
            try await bench.commit(group, [bench.offset(1)])
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(9)], of: group, before: bench.deadline)
            switch deletion {
            case .offsets:
                let refused = try await bench.client.deleteOffsets(
                    of: group,
                    for: [bench.partition()],
                    before: bench.deadline
                )
                #expect(refused == [:])
            case .group: try await bench.client.delete(group, before: bench.deadline)
            }
            try await producer.commit(before: bench.deadline)
            return group
        }

        @Test(arguments: ContractCluster.all)
        func `a deleted topic takes its committed offsets with it`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let topic = TestCluster.uniqueName("doomed")
            try await cluster.support.createTopic(topic)
            let doomed = CommittedOffset(TopicPartition(topic: topic, partition: 0), offset: 7)
            try await bench.commit(group, [bench.offset(3), doomed])
            try await cluster.support.deleteTopic(topic)
            try await Waiting.until("the offset of \(topic) is gone") {
                try await bench.all(of: group) == [bench.offset(3)]
            }
        }
    }
}
