import FoundationEssentials
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// `tidemark reset` beside Kafka's own tool: both are asked the same, and give the same numbers.
@Suite(.serialized)
struct ResetOracleTests {
    /// Groups of a run; each is a case of every question.
    private static let groups = 40
    /// What is asked of both at least, groups times questions.
    private static let fewestCases = 300
    private static let minute: Int64 = 60_000

    /// Topics in which something is unusual, and groups that stand somewhere in them.
    private struct Field {
        let cluster: TestCluster
        let name: String
        var random: SeededRandom
        /// When the first record was written, as the records have it; a day ago, in milliseconds since 1970.
        let began: Int64
        var times: [Int64] = []
        var bounds: [TopicPartition: (start: Int64, end: Int64)] = [:]
        var groups: [GroupID] = []

        init(_ cluster: TestCluster) {
            self.cluster = cluster
            name = TestCluster.uniqueName("oracle")
            random = SeededRandom(for: "reset oracle on \(cluster)")
            began = Int64(Date().timeIntervalSince1970 * 1_000) - 1_440 * ResetOracleTests.minute
        }

        var mixed: String { "\(name)-mixed" }
        var compacted: String { "\(name)-compacted" }
        var emptied: String { "\(name)-emptied" }

        /// A time of a record in minutes since the first, a little beside the minute.
        mutating func time(_ minutes: Int64) -> Int64 {
            let time = began + minutes * ResetOracleTests.minute + Int64.random(in: 0..<1_000, using: &random)
            times.append(time)
            return time
        }
    }

    /// A question to both.
    private struct Question {
        let words: [String]
        let groups: [GroupID]
    }

    @Test(.needsKafka, arguments: TestCluster.available)
    func `every position is the number that Kafka's own tool gives`(_ cluster: TestCluster) async throws {
        var field = Field(cluster)
        try await Self.makeTopics(of: &field)
        try await Self.makeGroups(of: &field)
        let user = User(cluster)
        let scratch = try ScratchDirectory()
        var (cases, differing) = (0, 0)
        for question in try Self.questions(&field, scratch) {
            let ours = try await Self.ours(question, user)
            let theirs = try await Self.theirs(question, cluster)
            for group in question.groups {
                cases += 1
                guard ours[group] != theirs[group] else { continue }
                differing += 1
                Issue.record(
                    """
                    seed \(field.random.seed), \(cluster), \(question.words.joined(separator: " ")), group \(group): ours \
                    \(ours[group] ?? []), Kafka's \(theirs[group] ?? [])
                    """
                )
            }
        }
        print("reset oracle on \(cluster): \(cases) cases, \(differing) differ")
        #expect(cases >= Self.fewestCases)
    }

    private static func makeTopics(of field: inout Field) async throws {
        let cluster = field.cluster
        try await cluster.createTopic(field.mixed, partitions: 5)
        try await cluster.createTopic(field.emptied, partitions: 2)
        try await cluster.createTopic(
            field.compacted,
            configuration: [
                "cleanup.policy": "compact", "segment.ms": "100", "min.cleanable.dirty.ratio": "0.0",
            ]
        )
        // Partition 0 stays empty; in 1 the times rise, in 2 they leap, in 3 they rise and the front is gone, in 4 all are one.
        let rising = (0..<60).map { TimedRecord(at: field.time(Int64($0) * 20)) }
        try await cluster.produce(topic: field.mixed, partition: 1, rising)
        var leaping: [TimedRecord] = []
        for _ in 0..<60 {
            leaping.append(TimedRecord(at: field.time(Int64.random(in: 0..<1_300, using: &field.random))))
        }
        try await cluster.produce(topic: field.mixed, partition: 2, leaping)
        let trimmed = (0..<60).map { TimedRecord(at: field.time(Int64($0) * 20)) }
        try await cluster.produce(topic: field.mixed, partition: 3, trimmed)
        let start = Int64.random(in: 5..<50, using: &field.random)
        try await cluster.deleteRecords(topic: field.mixed, partition: 3, before: start)
        let one = field.time(700)
        try await cluster.produce(topic: field.mixed, partition: 4, (0..<20).map { _ in TimedRecord(at: one) })
        for partition in [0, 1] as [Int32] {
            let records = (0..<30).map { TimedRecord(at: field.time(Int64($0) * 40)) }
            try await cluster.produce(topic: field.emptied, partition: partition, records)
        }
        try await cluster.deleteRecords(topic: field.emptied, partition: 0, before: 30)
        try await compact(&field)
        for (topic, count) in [(field.mixed, 5), (field.emptied, 2), (field.compacted, 1)] as [(String, Int32)] {
            for partition in 0..<count {
                let place = TopicPartition(topic: topic, partition: partition)
                field.bounds[place] = try await cluster.logBounds(topic: topic, partition: partition)
            }
        }
    }

    /// Writes keys several times and waits until the broker has compacted them: then there are gaps between the records.
    private static func compact(_ field: inout Field) async throws {
        let cluster = field.cluster
        let topic = field.compacted
        let first = field.time(0)
        let written = (1..<40).map { TimedRecord(at: field.time(Int64($0) * 20), key: "\($0 % 7)") }
        // Each batch begins a segment, since its records are so much younger; that which is written to is never compacted.
        try await cluster.produce(topic: topic, [TimedRecord(at: first, key: "0")])
        try await cluster.produce(topic: topic, written)
        try await cluster.produce(topic: topic, [TimedRecord(at: field.time(900), key: "last")])
        try await Waiting.until("the log of \(topic) is compacted", within: .seconds(120)) {
            try await cluster.firstOffset(topic: topic, since: first) ?? 0 > 0
        }
    }

    private static func makeGroups(of field: inout Field) async throws {
        var held: [(group: GroupID, offsets: [CommittedOffset])] = []
        let places = field.bounds.keys.sorted()
        for number in 0..<groups {
            let group = GroupID("\(field.name)-\(number)")
            var offsets: [CommittedOffset] = []
            for place in places where offsets.isEmpty || Bool.random(using: &field.random) {
                guard let log = field.bounds[place] else { continue }
                let inside = Int64.random(in: log.start...log.end, using: &field.random)
                let choices = [inside, inside, inside, log.start, log.end, max(0, log.start - 7), log.end + 11]
                let offset = choices.randomElement(using: &field.random) ?? inside
                offsets.append(CommittedOffset(place, offset: offset, metadata: OffsetMetadata("m\(number)")))
            }
            held.append((group, offsets))
        }
        try await field.cluster.commit(held)
        field.groups = held.map(\.group)
    }

    /// What both are asked: every position over what the groups hold, and over topics and partitions that are named.
    private static func questions(_ field: inout Field, _ scratch: borrowing ScratchDirectory) throws -> [Question] {
        let all = field.groups
        // Groups that are not there are made where a topic is named.
        let named = all + [GroupID("\(field.name)-new")]
        func moment(_ minutes: Int64) -> String {
            Timestamp(nanoseconds: (field.began + minutes * minute) * 1_000_000).description
        }
        var questions: [Question] = []
        func ask(_ words: [String], _ groups: [GroupID]) {
            questions.append(Question(words: words, groups: groups))
        }
        let (mixed, compacted) = (field.mixed, field.compacted)
        // Both reckon from their own present moment, so that no record is near the one that is meant.
        let present = Int64(Date().timeIntervalSince1970 * 1_000)
        var age: Int64
        repeat {
            age = Int64.random(in: 0..<86_400, using: &field.random)
        } while field.times.contains { (-minute...3 * minute).contains($0 - (present - age * 1_000)) }
        ask(["--all-topics", "--by-duration", "PT\(age)S"], all)
        ask(["--all-topics", "--to-earliest"], all)
        ask(["--all-topics", "--to-latest"], all)
        ask(["--all-topics", "--to-current"], all)
        for offset in [Int64.random(in: 0..<70, using: &field.random), .max, 0] {
            ask(["--all-topics", "--to-offset", "\(offset)"], all)
        }
        for distance in [
            Int64.random(in: 1..<30, using: &field.random), -Int64.random(in: 1..<30, using: &field.random), -1_000_000,
        ] {
            ask(["--all-topics", "--shift-by", "\(distance)"], all)
        }
        let minutes = [
            Int64.random(in: 0..<1_300, using: &field.random), Int64.random(in: 0..<1_300, using: &field.random), -60,
        ]
        for at in minutes { ask(["--all-topics", "--to-datetime", moment(at)], all) }
        ask(["--all-topics", "--to-datetime", "2150-01-01T00:00:00.000Z"], all)
        let some = "\(mixed):\(Int.random(in: 0..<3, using: &field.random)),3"
        ask(["--topic", mixed, "--topic", "\(compacted):0", "--to-earliest"], named)
        ask(["--topic", some, "--to-latest"], named)
        ask(["--topic", mixed, "--to-current"], named)
        ask(
            [
                "--topic", some, "--topic", field.emptied, "--to-offset",
                "\(Int64.random(in: 0..<70, using: &field.random))",
            ],
            named
        )
        ask(
            [
                "--topic", mixed, "--topic", compacted, "--to-datetime",
                moment(Int64.random(in: 0..<1_300, using: &field.random)),
            ],
            named
        )
        let file = try rows(&field, scratch)
        ask(["--from-file", file], all)
        return questions
    }

    /// A file with an offset for each partition of every group, some of them beyond the ends.
    private static func rows(_ field: inout Field, _ scratch: borrowing ScratchDirectory) throws -> String {
        var text = ""
        for group in field.groups {
            for (place, log) in field.bounds.sorted(by: { $0.key < $1.key })
            where Bool.random(using: &field.random) || place.topic == field.compacted {
                let offset = Int64.random(in: max(0, log.start - 20)...(log.end + 20), using: &field.random)
                text += "\(group),\(place.topic),\(place.partition),\(offset)\n"
            }
        }
        try scratch.write(text.utf8, to: "offsets.csv")
        return scratch.file("offsets.csv")
    }

    private static func ours(_ question: Question, _ user: User) async throws -> [GroupID: [String]] {
        let run = try await user.start(
            ["reset"] + question.groups.map(\.name) + question.words + ["--export"]
        ).result()
        try #require(run.exitCode == .done, "\(run)")
        return offsets(in: run.output, of: question)
    }

    private static func theirs(_ question: Question, _ cluster: TestCluster) async throws -> [GroupID: [String]] {
        let output = try await cluster.consumerGroupCommand(
            ["--reset-offsets", "--dry-run", "--export", "--timeout", "60000"]
                + question.groups.flatMap { ["--group", $0.name] } + question.words
        )
        return offsets(in: output, of: question)
    }

    /// The lines of each group, sorted; what the tool says besides is left out.
    private static func offsets(in output: String, of question: Question) -> [GroupID: [String]] {
        let groups = Set(question.groups)
        var found: [GroupID: [String]] = [:]
        for line in output.split(separator: "\n") {
            // The tool quotes a name of more than 24 letters; none of these holds a quote or a comma.
            let fields = line.replacing("\"", with: "").split(separator: ",")
            guard fields.count == 4, groups.contains(GroupID(String(fields[0]))) else { continue }
            found[GroupID(String(fields[0])), default: []].append(fields.dropFirst().joined(separator: ","))
        }
        return found.mapValues { $0.sorted() }
    }

    @Test(arguments: TestCluster.all)
    func `groups are reset in one run, read back, and undone exactly`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 4) { seeded in
            let taken = try await user.run("reset", seeded.pattern, "--all-topics", "--to-earliest", "--yes")
            #expect(taken.exitCode == .done, "\(taken)")
            let held = try await cluster.committed(by: seeded.groups)
            #expect(held.count == seeded.everyOffset.count)
            #expect(held.values.joined().allSatisfy { $0.offset == 0 })
            let undone = try await user.run("undo", "latest", "--yes")
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }
}
