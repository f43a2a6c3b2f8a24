import KafkaTestSupport
import Offsets
import Testing

/// Lets one broker after the other go and come back.
final class BrokerRoller: Sendable {
    /// How a broker goes.
    enum Way: Sendable {
        /// With SIGKILL.
        case killed
        /// Cleanly: it gives away what it leads.
        case stopped
    }

    /// How long brokers are away and there.
    struct Pace: Sendable {
        /// How they go, in turn.
        var ways: [Way]
        /// How many seconds one is away, besides those of its start.
        var away: ClosedRange<Int>
        /// How many milliseconds all are there in between.
        var between: ClosedRange<Int>
    }

    private static let patience = Duration.seconds(120)

    private let brokers: BrokerCluster
    private let topics: [String]
    private let pace: Pace
    private let seed: UInt64
    private let gate = CaseGate(places: 1)
    private let counts = Kept((killed: 0, stopped: 0))
    /// When brokers were missing, or had just come back.
    private let absences = Kept<[(from: Timestamp, until: Timestamp)]>([])

    init(_ brokers: BrokerCluster, topics: [String], pace: Pace, seed: UInt64) {
        self.brokers = brokers
        self.topics = topics
        self.pace = pace
        self.seed = seed
    }

    /// Rolls until a moment.
    func roll(until end: Deadline) async throws {
        try await roll { end.remaining > .milliseconds(pace.between.upperBound) }
    }

    /// Rolls until somebody says that it is enough.
    func roll(while goesOn: () -> Bool) async throws {
        var random = SeededRandom(seed: seed)
        var index = 0
        while goesOn() {
            try await Task.sleep(for: .milliseconds(Int.random(in: pace.between, using: &random)))
            let broker = brokers.brokers[index % brokers.brokers.count]
            let isKilled = pace.ways[index % pace.ways.count] == .killed
            let away = Duration.seconds(Int.random(in: pace.away, using: &random))
            try await whole {
                let from = Timestamp.now()
                try await isKilled ? brokers.kill(broker) : brokers.stop(broker)
                try await Task.sleep(for: away)
                try await brokers.restart(broker)
                try await waitForLeaders()
                absences.change { $0.append((from, .now())) }
            }
            counts.change { if isKilled { $0.killed += 1 } else { $0.stopped += 1 } }
            index += 1
        }
    }

    /// Does something while every broker is there, or while nobody else says whether it is.
    func whole<Result>(_ body: () async throws -> Result) async throws -> Result {
        await gate.enter()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await gate.leave()
        return try result.get()
    }

    /// Whether a broker was away in some part of a time.
    func wasBrokerAway(from: Timestamp, until: Timestamp) -> Bool {
        absences.value.contains { $0.from < until && from < $0.until }
    }

    func report() {
        let counts = counts.value
        print("brokers: \(counts.killed) killed, \(counts.stopped) stopped and started again")
        #expect(counts.killed > 0 || !pace.ways.contains(.killed))
        #expect(counts.stopped > 0 || pace.ways.contains(.killed))
    }

    /// Returns when every broker leads partitions again, so that the next one to go is missed as well.
    private func waitForLeaders() async throws {
        try await Waiting.until("every broker leads some partitions", within: Self.patience) {
            for topic in topics + [OffsetsPartitions.topic] {
                let leaders = Set(try await brokers.cluster.leaders(of: topic).values)
                guard leaders == Set(brokers.brokers) else { return false }
            }
            return true
        }
    }
}
