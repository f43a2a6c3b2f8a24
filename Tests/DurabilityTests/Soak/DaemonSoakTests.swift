import Foundation
import KafkaTestSupport
import Offsets
import Testing

/// The daemon on three brokers that are stopped and killed in turn, with a job every 20 seconds and a restore by hand each
/// minute: nothing is missed, nothing leaks, nothing is called complete that is not.
@Suite(.needsKafka, .serialized)
struct DaemonSoakTests {
    /// How long it goes on; `scripts/soak` sets it.
    private static let length: Duration = .seconds(
        ProcessInfo.processInfo.environment["TIDEMARK_SOAK_SECONDS"].flatMap { Int($0) } ?? 150
    )
    /// The release of the brokers; `scripts/soak` sets it.
    private static let version =
        ProcessInfo.processInfo.environment["TIDEMARK_SOAK_VERSION"] ?? TestCluster.requiredVersions[0]
    /// The settings of ``BrokersTrait``: everything on every broker, and who was killed leads again soon.
    private static let settings = [
        "leader.imbalance.check.interval.seconds=2", "default.replication.factor=\(BrokersTrait.brokers)",
    ]
    private static let pace = BrokerRoller.Pace(ways: [.killed, .stopped], away: 4...16, between: 12_000...12_000)
    /// The tasks around the daemon end by themselves within this time after the length is over.
    private static let patienceAtTheEnd = Duration.seconds(240)

    @Test func `a daemon misses nothing, leaks nothing and says nothing untrue for as long as it goes on`() async throws
    {
        let brokers = try await BrokerCluster.start(
            version: Self.version,
            brokers: BrokersTrait.brokers,
            settings: Self.settings
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.soak(brokers))
        } catch {
            result = .failure(error)
        }
        await brokers.destroy()
        try result.get()
    }

    private static func soak(_ brokers: BrokerCluster) async throws {
        let place = try SoakPlace()
        let random = SeededRandom(for: "a soak of \(length) on three brokers of Kafka \(version)")
        var restores = try await SoakRestores(brokers, place)
        let movement = try await SoakMovement(brokers.cluster)
        try place.configure(brokers.cluster, groups: [restores.pattern, movement.pattern])
        try await SoakClock.awayFromSlots()
        let daemon = try place.start("daemon")
        try await daemon.says("ready: 1 job")
        let beginning = Timestamp.now()
        let end = Deadline.after(length)
        let roller = BrokerRoller(
            brokers,
            topics: [restores.topic, movement.topic],
            pace: pace,
            seed: random.seed
        )
        let sampler = FootprintSampler(daemon)
        let stops = DaemonStops(daemon, within: length)

        async let rolled: Void = roller.roll(until: end)
        async let moved: Void = movement.move(until: end)
        async let sampled: Void = sampler.sample(until: end)
        async let stopped: Void = stops.carryOut(until: end)
        do {
            try await restores.carryOut(beside: daemon, roller, until: end)
            _ = try await (rolled, moved, sampled, stopped)
        } catch {
            print(daemon.messages)
            throw error
        }

        // What was due until now is over before anything is judged.
        let last = Timestamp.now()
        try await Waiting.until("a snapshot after the end: \(daemon.messages)", within: patienceAtTheEnd) {
            try place.attempts().contains { $0.hasSucceeded && $0.began > last }
        }
        let job = try await place.job()
        #expect(daemon.kill(SIGTERM, .parent))
        let ended = try await daemon.result(within: .seconds(60))
        #expect(ended.exitCode == .done, "\(ended)")
        try await daemon.isGone()

        let ledger = SoakLedger(try place.attempts(), stops: stops.intervals)
        ledger.judge(from: beginning, to: last, skipped: job.skipped, messages: ended.messages)
        sampler.judge(of: length)
        restores.judge(ledger)
        try await SoakSnapshots(place, restores.history, movement.history).judge()
        roller.report()
    }
}
