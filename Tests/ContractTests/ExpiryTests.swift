import Cluster
import Kafka
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import Testing

extension ContractTests {
    /// What goes by itself when its time is over: members that are silent, offsets nobody uses.
    struct ExpiryTests {
        @Test(arguments: ContractCluster.all)
        func `a killed member counts until its session is over, and then its group is free`(
            cluster: ContractCluster
        ) async throws {
            let own = try OwnCluster(like: cluster)
            let bench = try await Bench(own.cluster)
            let group = bench.group()
            let consumer = try await LiveConsumer.start(
                own.cluster.support,
                group: group,
                topics: [bench.topic],
                properties: ["session.timeout.ms": "6000", "heartbeat.interval.ms": "1000"]
            )
            try await consumer.abandon()
            #expect(try await bench.listed(group)?.state == .stable)
            own.pass(.seconds(7))
            try await Waiting.until("the session of \(group) is over") {
                try await bench.listed(group)?.state == .empty
            }
            let producer = try await bench.transaction()
            try await producer.send([bench.offset(9)], of: group, before: bench.deadline)
            try await producer.commit(before: bench.deadline)
            #expect(try await bench.decided(of: group) == .committed(bench.offset(9)))
        }

        /// What a group was before its offsets are written; by that its offsets expire (`docs/kafka.md` §1.11).
        enum Past: String, CaseIterable, Sendable {
            case absent = "absent before"
            case classic = "classic, used before"
            case consumerProtocol = "KIP-848, used before"

            /// Whether a write from outside gives the offsets their whole time again.
            var isRenewedByWriting: Bool { self != .classic }
        }

        /// A past on a cluster that can have it.
        struct Row: Sendable, CustomTestStringConvertible {
            let cluster: ContractCluster
            let past: Past
            var testDescription: String { "\(cluster.name), \(past.rawValue)" }

            static let all = ContractCluster.all.flatMap { cluster in
                Past.allCases.filter { $0 != .consumerProtocol || cluster.profile == .kafka4 }.map {
                    Row(cluster: cluster, past: $0)
                }
            }
        }

        @Test(arguments: Row.all)
        func `offsets written into an empty group expire by what the group was before`(row: Row) async throws {
            let past = row.past
            let own = try OwnCluster(like: row.cluster)
            let bench = try await Bench(own.cluster, past.rawValue)
            guard let simulator = own.simulator else {
                CaseRecord.current?.leaveOut("a broker that others share keeps offsets for seven days")
                return
            }
            let group = bench.group()
            let name = Text(group.name)
            simulator.withState { state in
                state.offsetRetention = 15 * 60_000
                guard past != .absent else { return }
                state.addMember("member", to: name, kind: past == .classic ? .classic : .consumer)
                state.removeMember("member", of: name)
            }
            // Brokers look for what has expired every ten minutes.
            let check = Duration.seconds(600)
            try await bench.commit(group, [bench.offset(5)])
            own.pass(check)
            try await bench.commit(group, [bench.offset(6)])
            own.pass(check)
            let renewed = PartitionFetch.committed(bench.offset(6))
            #expect(try await bench.decided(of: group) == (past.isRenewedByWriting ? renewed : .absent))
            own.pass(check)
            #expect(try await bench.decided(of: group) == .absent)
            #expect(try await bench.listed(group) == nil)
        }
    }
}
