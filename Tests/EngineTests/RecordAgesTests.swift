import Cluster
import Offsets
import Synchronization
import Testing

@testable import Engine

/// How old the records are at which groups stand, found without reading one.
struct RecordAgesTests {
    private static let now = Timestamp(nanoseconds: 1_800_000_000_000_000_000)
    private static let partition = TopicPartition(topic: "orders", partition: 0)

    /// The first offset since a moment of logs whose records have these ages in seconds, as a broker tells it.
    private static func find(
        _ logs: [TopicPartition: [Double]],
        at positions: [RecordAges.Position],
        failing: Set<TopicPartition> = []
    ) async -> (ages: [RecordAges.Position: Int64], questions: Int) {
        let asked = Mutex(0)
        let ages = await RecordAges(of: Set(positions), at: now, before: .after(.seconds(60))) { partitions, time, _ in
            asked.withLock { $0 += 1 }
            var found: [TopicPartition: Result<Int64?, KafkaError>] = [:]
            for partition in partitions {
                guard !failing.contains(partition) else {
                    found[partition] = .failure(KafkaError(.timedOut))
                    continue
                }
                let first = (logs[partition] ?? []).firstIndex { now.advanced(by: .seconds(-$0)) >= time }
                found[partition] = .success(first.map(Int64.init))
            }
            return found
        }
        return (ages.seconds, asked.withLock { $0 })
    }

    private static func position(_ offset: Int64, _ partition: TopicPartition = partition) -> RecordAges.Position {
        RecordAges.Position(partition, offset)
    }

    @Test(
        arguments: [0, 0.4, 1.5, 59.5, 60, 64, 100, 3_600, 86_400, 604_800, 34_560_000, 1_264_896_000] as [Double]
    )
    func `an age is found to a second, and beyond a minute to a 64th`(_ age: Double) async throws {
        let older = [age + 1_000_000, age + 90_000]
        let found = await Self.find([Self.partition: older + [age, age / 2]], at: [Self.position(2)]).ages
        let seconds = try #require(found[Self.position(2)])
        #expect(Double(seconds) <= age)
        #expect(Double(seconds) >= age - max(1, age / 64) - 1)
    }

    @Test func `a record of tomorrow has no age`() async {
        let found = await Self.find([Self.partition: [100, -86_400]], at: [Self.position(1)]).ages
        #expect(found[Self.position(1)] == 0)
    }

    @Test func `where times go back the youngest record up to there counts`() async throws {
        let found = await Self.find([Self.partition: [500, 20, 300]], at: [Self.position(2), Self.position(0)]).ages
        #expect(found[Self.position(2)] == 19)
        #expect(try #require(found[Self.position(0)]) > 480)
    }

    @Test func `many groups and partitions share the questions`() async {
        var logs: [TopicPartition: [Double]] = [:]
        var positions: [RecordAges.Position] = []
        for index in 0..<500 {
            let partition = TopicPartition(topic: "orders", partition: Int32(index))
            logs[partition] = (0..<50).map { Double((50 - $0) * (index + 1)) }
            positions += (0..<50).map { Self.position($0, partition) }
        }
        let (found, questions) = await Self.find(logs, at: positions)
        #expect(found.count == positions.count)
        for position in positions {
            let age = logs[position.partition]?[Int(position.offset)] ?? 0
            let seconds = Double(found[position] ?? -1)
            #expect(seconds <= age && seconds >= age - max(1, age / 64) - 1, "\(position)")
        }
        let chunks = (positions.count + RecordAges.chunk - 1) / RecordAges.chunk
        #expect(questions <= chunks * RecordAges.ages.count)
    }

    @Test func `what is not told, and a log without times, have no age`() async {
        let other = TopicPartition(topic: "orders", partition: 1)
        let empty = TopicPartition(topic: "orders", partition: 2)
        let found = await Self.find(
            [Self.partition: [10], other: [10], empty: []],
            at: [Self.position(0), Self.position(0, other), Self.position(0, empty)],
            failing: [other]
        ).ages
        #expect(Set(found.keys) == [Self.position(0)])
        #expect(await Self.find([:], at: []).ages.isEmpty)
    }

    @Test func `when the time is over nothing more is asked`() async {
        let ages = await RecordAges(of: [Self.position(0)], at: Self.now, before: .after(.zero)) { _, _, _ in
            Issue.record("asked after the deadline")
            return nil
        }
        #expect(ages.seconds.isEmpty)
    }
}
