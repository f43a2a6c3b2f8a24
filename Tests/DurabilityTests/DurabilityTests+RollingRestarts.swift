import Foundation
import KafkaTestSupport
import Offsets
import Testing

extension DurabilityTests {
    /// Restores while the brokers restart one after the other, consumers join and leave, and an application commits offsets in
    /// transactions of its own.
    struct RollingRestarts {
        /// How many restores are carried out on each release; `scripts/kill-check` sets it.
        private static let restores =
            ProcessInfo.processInfo.environment["TIDEMARK_TEST_ROLLING_RESTORES"].flatMap { Int($0) } ?? 3
        /// Every broker comes back at once, and soon the next one goes.
        private static let pace = BrokerRoller.Pace(ways: [.stopped], away: 0...0, between: 0...2_000)
        private static let ways: [BackAndForth.Way] = [.exact, .merge, .undo]
        private static let timeout = Duration.seconds(60)
        /// What was begun is decided and verified in times of its own, which the supervisor limits.
        private static let limit = timeout + .seconds(2 + 300)

        @Test(arguments: BrokersTrait.versions)
        func `while brokers restart in turn every restore is whole, and who else is there keeps what he committed`(
            _ version: String
        ) async throws {
            let brokers = try BrokerCluster.of(version)
            try await brokers.alone { cluster in
                var random = SeededRandom(for: "restores on three brokers of \(cluster) that restart in turn")
                var restores = try await BackAndForth(cluster)
                let roller = BrokerRoller(brokers, topics: [restores.topic], pace: Self.pace, seed: random.next())
                let isOver = Kept(false)
                let visitor = VisitingConsumer(
                    cluster,
                    topic: restores.topic,
                    among: restores.held.groups,
                    random.next()
                )
                let application = TransactionalApplication(cluster, topic: restores.topic)
                async let rolled: Void = roller.roll { !isOver.value }
                async let visited: Void = visitor.comeAndGo { !isOver.value }
                async let applied: Void = application.commit { !isOver.value }

                var counts = OutcomeCounts()
                for number in 0..<Self.restores {
                    let way = Self.ways[number % Self.ways.count]
                    let seconds = Int64(Self.timeout / .seconds(1))
                    let command = try restores.start(way, "--timeout", "\(seconds)s")
                    let result = try await command.result(within: Self.limit)
                    try await command.isGone()
                    // Judged while every broker is there, before the next one goes.
                    let (outcome, state) = try await roller.whole {
                        try await restores.recover(after: result, "\(way.rawValue) \(number), seed \(random.seed)")
                    }
                    let isRefused = [.refused, .unreachable].contains(result.exitCode)
                    #expect(result.exitCode == .done || isRefused, "\(result)")
                    counts.add("\(way.rawValue)", outcome.rawValue, "the journal said \(state), \(result.ending)")
                }
                isOver.change { $0 = true }
                _ = try await (rolled, visited, applied)
                counts.report("restores on three brokers of \(cluster) that restart in turn")
                roller.report()
                visitor.report()
                try await application.judge()
            }
        }
    }
}

/// A consumer that joins a group, one of its own or one that is being restored, leaves it, and joins another.
private final class VisitingConsumer: Sendable {
    /// Of so many visits one is to a group that is being restored.
    private static let oneForeignOf = 8

    private let cluster: TestCluster
    private let topic: String
    private let groups: [GroupID]
    private let seed: UInt64
    private let visits = Kept((own: 0, restored: 0))

    init(_ cluster: TestCluster, topic: String, among groups: [GroupID], _ seed: UInt64) {
        self.cluster = cluster
        self.topic = topic
        self.groups = groups
        self.seed = seed
    }

    func comeAndGo(while goesOn: @Sendable () -> Bool) async throws {
        var random = SeededRandom(seed: seed)
        while goesOn() {
            let isForeign = random.next().isMultiple(of: UInt64(Self.oneForeignOf))
            let foreign = groups.randomElement(using: &random)
            let group = isForeign ? foreign ?? GroupID("\(topic)-visited") : GroupID("\(topic)-visited")
            do {
                let member = try await LiveConsumer.start(cluster, group: group, topics: [topic])
                try await member.close()
                visits.change { if isForeign { $0.restored += 1 } else { $0.own += 1 } }
            } catch is KafkaFailure {
                // The broker that coordinates the group is away: the next visit.
            }
        }
    }

    func report() {
        let visits = visits.value
        print(
            "a consumer came and went: \(visits.own) times in its own group, \(visits.restored) times in a restored one"
        )
        #expect(visits.own + visits.restored > 0)
    }
}

/// An application that commits an offset of its own group in one transaction after the other.
private final class TransactionalApplication: Sendable {
    private let cluster: TestCluster
    private let group: GroupID
    private let partition: TopicPartition
    /// The last offset that was tried, and the last that was acknowledged.
    private let offsets = Kept((tried: Int64(0), committed: Int64(0)))

    init(_ cluster: TestCluster, topic: String) {
        self.cluster = cluster
        group = GroupID("\(topic)-application")
        partition = TopicPartition(topic: topic, partition: 0)
    }

    func commit(while goesOn: @Sendable () -> Bool) async throws {
        while goesOn() {
            let next = offsets.value.tried + 1
            offsets.change { $0.tried = next }
            do {
                let transaction = try await OpenTransaction.holding(
                    [CommittedOffset(partition, offset: next)],
                    of: group,
                    on: cluster
                )
                try await transaction.commit()
                offsets.change { $0.committed = next }
            } catch is KafkaFailure {
                // A broker that it needs is away: the next transaction.
            }
        }
    }

    /// Its group holds what was acknowledged last, or what was tried since.
    func judge() async throws {
        let offsets = offsets.value
        let found = try await cluster.committed(by: group).map(\.offset)
        print(
            "an application tried \(offsets.tried) transactions, the last acknowledged is \(offsets.committed): \(found)"
        )
        #expect(offsets.committed > 0)
        try #require(found.count == 1)
        #expect((offsets.committed...offsets.tried).contains(found[0]))
    }
}
