import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// What a transaction over the offsets of groups does, and what readers see meanwhile.
    struct TransactionTests {
        @Test(arguments: ContractCluster.all)
        func `an open transaction is invisible to plain reads and holds up stable ones`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            try await bench.commit(group, [bench.offset(3)])
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(9)], of: group, before: bench.deadline)
            #expect(try await bench.present(of: group) == .committed(bench.offset(3)))
            let stable = await failure { () throws(KafkaError) in
                try await bench.client.committedOffsets(
                    of: group,
                    for: [bench.partition()],
                    waitsForTransactions: true,
                    before: .after(.seconds(1))
                )
            }
            #expect(stable?.code == .unstableOffsetCommit)
            // A partition that the transaction does not touch is stable all the while.
            #expect(try await bench.decided(of: group, 1) == .absent)
            try await producer.abort(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(3)))
        }

        @Test(arguments: ContractCluster.all)
        func `reading everything leaves out what is only pending`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let created = bench.group()
            try await bench.commit(group, [bench.offset(3)])
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(8), bench.offset(9, 1)], of: group, before: bench.deadline)
            try await producer.send([bench.offset(9)], of: created, before: bench.deadline)
            #expect(try await bench.all(of: group) == [bench.offset(3)])
            #expect(try await bench.all(of: created) == [])
            try await producer.commit(before: bench.deadline)
            #expect(try await bench.decided(of: group, 1) == .committed(bench.offset(9, 1)))
            #expect(try await bench.decided(of: created) == .committed(bench.offset(9)))
            #expect(try await bench.all(of: group) == [bench.offset(8), bench.offset(9, 1)])
        }

        /// How a transaction ends.
        enum Ending: String, CaseIterable, Sendable {
            case commit, abort
        }

        @Test(arguments: ContractCluster.all, Ending.allCases)
        func `sixty groups become new together or stay old together`(
            cluster: ContractCluster,
            ending: Ending
        ) async throws {
            let bench = try await Bench(cluster, ending.rawValue)
            let groups = (0..<60).map { _ in bench.group() }
            // Every second group exists before.
            for group in groups.indices.filter({ $0.isMultiple(of: 2) }).map({ groups[$0] }) {
                try await bench.commit(group, [bench.offset(1), bench.offset(2, 1)])
            }
            let new = [bench.offset(11, metadata: "new"), bench.offset(12, 1), bench.offset(13, 2)]
            let producer = try await bench.transaction()
            for group in groups {
                try await producer.send(new, of: group, before: bench.deadline)
            }
            switch ending {
            case .commit: try await producer.commit(before: bench.deadline)
            case .abort: try await producer.abort(before: bench.deadline)
            }
            for (index, group) in groups.enumerated() {
                let old = index.isMultiple(of: 2) ? [bench.offset(1), bench.offset(2, 1)] : []
                _ = try await bench.decided(of: group, new.map(\.topicPartition))
                #expect(try await bench.all(of: group) == (ending == .commit ? new : old))
            }
        }

        @Test(arguments: ContractCluster.all)
        func `a partition sent twice gets the last value`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(5, metadata: "first")], of: group, before: bench.deadline)
            try await producer.send([bench.offset(4, metadata: "second")], of: group, before: bench.deadline)
            try await producer.commit(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(4, metadata: "second")))
        }

        @Test(arguments: ContractCluster.all)
        func `chunks of one group become visible together`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let offsets = (0..<Int32(SharedTopics.partitionCount)).map { bench.offset(100 + Int64($0), $0) }
            let producer = try await bench.transaction()
            for start in stride(from: 0, to: offsets.count, by: 3) {
                try await producer.send(Array(offsets[start...].prefix(3)), of: group, before: bench.deadline)
                #expect(try await bench.all(of: group) == [])
            }
            try await producer.commit(before: bench.deadline)
            _ = try await bench.decided(of: group, offsets.map(\.topicPartition))
            #expect(try await bench.all(of: group) == offsets)
        }

        @Test(arguments: ContractCluster.all)
        func `an empty list sends nothing, and a transaction without sends commits`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let producer = try await bench.transaction()
            try await producer.send([], of: group, before: bench.deadline)
            try await producer.commit(before: bench.deadline)
            #expect(try await bench.client.alterOffsets(of: group, to: [], before: bench.deadline) == [:])
            #expect(try await bench.client.deleteOffsets(of: group, for: [], before: bench.deadline) == [:])
            #expect(try await bench.listed(group) == nil)
        }

        @Test(arguments: ContractCluster.all)
        func `a plain commit between our send and our commit wins`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            try await bench.commit(group, [bench.offset(1), bench.offset(1, 1)])
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(9), bench.offset(9, 1)], of: group, before: bench.deadline)
            try await bench.commit(group, [bench.offset(5)])
            try await producer.commit(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(5)))
            #expect(try await bench.decided(of: group, 1) == .committed(bench.offset(9, 1)))
        }

        @Test(arguments: ContractCluster.all)
        func `an absent group that only an aborted transaction touched is listed as empty`(
            cluster: ContractCluster
        ) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(9)], of: group, before: bench.deadline)
            try await producer.abort(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .absent)
            #expect(try await bench.listed(group)?.state == .empty)
            #expect(try await bench.all(of: group) == [])
            try await bench.client.delete(group, before: bench.deadline)
            #expect(try await bench.listed(group) == nil)
        }

        @Test(arguments: ContractCluster.all)
        func `one producer runs transaction after transaction`(cluster: ContractCluster) async throws {
            let bench = try await Bench(cluster)
            let group = bench.group()
            let producer = try await bench.transaction()
            for round in 1...4 as ClosedRange<Int64> {
                if round > 1 { try await producer.begin(before: bench.deadline) }
                try await producer.send([bench.offset(round)], of: group, before: bench.deadline)
                if round.isMultiple(of: 2) {
                    try await producer.abort(before: bench.deadline)
                } else {
                    try await producer.commit(before: bench.deadline)
                }
                let last = round.isMultiple(of: 2) ? round - 1 : round
                #expect(try await bench.decided(of: group) == .committed(bench.offset(last)))
            }
        }
    }
}
