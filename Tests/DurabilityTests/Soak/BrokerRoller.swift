import KafkaTestSupport
import Offsets
import Testing

/// Stops and kills one broker after the other, each cleanly the one time and with SIGKILL the next.
final class BrokerRoller: Sendable {
    /// How long one is away.
    private static let away: ClosedRange<Int> = 4...16
    /// How long all are there in between.
    private static let between = Duration.seconds(12)
    private static let patience = Duration.seconds(120)

    private let brokers: BrokerCluster
    private let topics: [String]
    private let seed: UInt64
    private let gate = CaseGate(places: 1)
    private let counts = Kept((killed: 0, stopped: 0))
    /// When brokers were missing, or had just come back.
    private let absences = Kept<[(from: Timestamp, until: Timestamp)]>([])

    init(_ brokers: BrokerCluster, topics: [String], seed: UInt64) {
        self.brokers = brokers
        self.topics = topics
        self.seed = seed
    }

    func roll(until end: Deadline) async throws {
        var random = SeededRandom(seed: seed)
        var index = 0
        while end.remaining > Self.between {
            try await Task.sleep(for: Self.between)
            let broker = brokers.brokers[index % brokers.brokers.count]
            let isKilled = index.isMultiple(of: 2)
            let away = Duration.seconds(Int.random(in: Self.away, using: &random))
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
        #expect(counts.killed > 0)
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
