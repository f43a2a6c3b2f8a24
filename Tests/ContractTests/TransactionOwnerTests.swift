import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// Who may end a transaction, and what becomes of one that nobody ends.
    struct TransactionOwnerTests {
        /// The call by which a fenced producer learns of it.
        enum Call: String, CaseIterable, Sendable {
            case send, commit, abort

            func make(_ producer: any OffsetTransaction, _ bench: Bench, _ group: GroupID) async throws(KafkaError) {
                switch self {
                case .send: try await producer.send([bench.offset(7, 2)], of: group, before: bench.deadline)
                case .commit: try await producer.commit(before: bench.deadline)
                case .abort: try await producer.abort(before: bench.deadline)
                }
            }
        }

        @Test(arguments: ContractCluster.all, Call.allCases)
        func `a second process with the same id aborts the first one's transaction and fences it`(
            cluster: ContractCluster,
            call: Call
        ) async throws {
            let bench = try await Bench(cluster, "noticed by \(call.rawValue)")
            let group = bench.group()
            let id = TestCluster.uniqueName("contract")
            try await bench.commit(group, [bench.offset(3)])
            let first = try await bench.transaction(id: id)
            try await first.send([bench.offset(9)], of: group, before: bench.deadline)
            let second = try await bench.transaction(id: id)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(3)))
            let error = await failure { () throws(KafkaError) in try await call.make(first, bench, group) }
            #expect(error?.code == .fenced)
            #expect(error?.isFatal == true)
            // The second is unhurt, and the group old until it commits.
            #expect(try await bench.decided(of: group) == .committed(bench.offset(3)))
            try await second.send([bench.offset(10)], of: group, before: bench.deadline)
            try await second.commit(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(10)))
        }

        @Test(arguments: ContractCluster.all)
        func `a successor finds the predecessor's commit decided and visible`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let groups = (0..<10).map { _ in bench.group() }
            let id = TestCluster.uniqueName("contract")
            let first = try await bench.transaction(id: id)
            for group in groups {
                try await first.send([bench.offset(9)], of: group, before: bench.deadline)
            }
            try await first.commit(before: bench.deadline)
            let second = try bench.client.transaction(id: id, timeout: .seconds(60))
            try await second.initialize(before: bench.deadline)
            for group in groups {
                let now = try await bench.client.committedOffsets(
                    of: group,
                    for: [bench.partition()],
                    waitsForTransactions: true,
                    before: .after(.milliseconds(500))
                )
                #expect(now == [bench.partition(): .committed(bench.offset(9))])
            }
        }

        @Test(.tags(.longRunning), arguments: ContractCluster.all)
        func `the broker aborts a transaction whose time is over, and every later call is fatal`(
            cluster: ContractCluster
        ) async throws {
            let own = try OwnCluster(like: cluster)
            let bench = try await Bench(own.cluster)
            let group = bench.group()
            try await bench.commit(group, [bench.offset(3)])
            let producer = try await bench.transaction(timeout: .seconds(5))
            try await producer.send([bench.offset(9)], of: group, before: bench.deadline)
            // The stable read waits until the broker has ended the transaction: it looks every ten seconds.
            own.pass(.seconds(15))
            #expect(try await bench.decided(of: group) == .committed(bench.offset(3)))
            for call in [Call.commit, .send, .abort] {
                let error = await failure { () throws(KafkaError) in try await call.make(producer, bench, group) }
                #expect(error?.code == .fenced, "\(call)")
                #expect(error?.isFatal == true, "\(call)")
            }
            #expect(try await bench.all(of: group) == [bench.offset(3)])
        }

        @Test(arguments: ContractCluster.all)
        func `a timeout above the broker's limit is refused at once`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let producer = try bench.client.transaction(
                id: TestCluster.uniqueName("contract"),
                timeout: .seconds(3_600)
            )
            let error = await failure { () throws(KafkaError) in try await producer.initialize(before: bench.deadline) }
            #expect(error?.code.name == "INVALID_TRANSACTION_TIMEOUT")
            #expect(error?.isFatal == true)
        }
    }
}

extension Tag {
    /// Waits for a clock of the broker's, ten seconds or more.
    @Tag static var longRunning: Self
}
