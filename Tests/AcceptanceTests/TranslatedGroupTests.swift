import FoundationEssentials
import KafkaTestSupport
import Offsets
import Testing

/// `copy --translate timestamp` between two clusters whose logs differ, and what real consumers then get.
@Suite(.serialized)
struct TranslatedGroupTests {
    /// The cluster that groups come from, and that they go to.
    struct Pair: Sendable, CustomTestStringConvertible {
        let source: TestCluster
        let target: TestCluster

        var testDescription: String { "\(source) to \(target)" }
    }

    /// How the log of a partition differs on the two clusters; each has a partition of its number.
    enum Shape: Int32, CaseIterable, Sendable {
        /// Only by transaction markers, which are elsewhere.
        case same
        /// The target has older records before them.
        case moreBefore
        /// The target has others in between, and the source has records of aborted transactions.
        case mixed
        /// Retention has eaten the front of the source, and with it the positions of some groups.
        case sourceShortened
        /// And here that of the target.
        case targetShortened
        /// Many records have one time.
        case tied
        /// Times leap to and fro.
        case leaping
        /// The target lacks some of the records.
        case withoutSome
        /// The target is behind.
        case behind
        /// The target has some records a second time, as of a mirror that was restarted.
        case repeated
        /// The target has none.
        case empty
    }

    private static let groups = 8

    /// Two topics of one name whose logs differ, and groups somewhere in that of the source.
    private struct Field {
        let pair: Pair
        let name: String
        var random: SeededRandom
        /// When the first record was written, in milliseconds since 1970.
        let began = Int64(Date().timeIntervalSince1970 * 1_000) - 86_400_000
        /// What the source has, and has had, by partition.
        var source: [Int32: [DeliveredRecord]] = [:]
        /// Where the source's logs start.
        var starts: [Int32: Int64] = [:]
        var target: [Int32: [DeliveredRecord]] = [:]
        var held: [GroupID: [Int32: Int64]] = [:]
        let partitions: Int

        init(_ pair: Pair, partitions: Int = Shape.allCases.count) {
            self.pair = pair
            self.partitions = partitions
            name = TestCluster.uniqueName("translated")
            random = SeededRandom(for: "translation from \(pair.source) to \(pair.target)")
        }
    }

    private static let simulated: [Pair] = {
        let clusters = TestCluster.all.filter(\.isSimulated)
        guard let source = clusters.last, let target = clusters.first else { return [] }
        return [Pair(source: source, target: target)]
    }()

    /// From the older release to the newer one, and back.
    private static let real: [Pair] = {
        let clusters = TestCluster.available
        guard let new = clusters.first(where: { $0.version.hasPrefix("4.") }),
            let old = clusters.first(where: { $0.version.hasPrefix("3.") })
        else { return [] }
        return [Pair(source: old, target: new), Pair(source: new, target: old)]
    }()

    @Test(.needsKafka, arguments: real)
    func `every record after the position comes at least once, and no more twice than the plan says`(
        _ pair: Pair
    ) async throws {
        try await Self.compare(pair)
    }

    @Test(arguments: simulated)
    func `so it is between simulated clusters`(_ pair: Pair) async throws {
        try await Self.compare(pair)
    }

    private static func compare(_ pair: Pair) async throws {
        var field = Field(pair)
        try await makeLogs(of: &field)
        try await makeGroups(of: &field)
        let user = User(pair.target)
        let words = [
            "copy", "--group", "\(field.name)-*", "--from-bootstrap-server", pair.source.bootstrapServers, "--json",
        ]
        let byOffset = try await user.start(words + ["--translate", "offset", "--dry-run"]).result()
        #expect(byOffset.exitCode == .refused, "\(byOffset)")
        let findings = Set(try byOffset.document(PlanDocument.self).plan.summary.blocking.map(\.finding))
        #expect(
            findings.isSuperset(of: ["beyond-log-end", "below-log-start"]),
            "seed \(field.random.seed): \(findings)"
        )
        let careful = try await user.start(words + ["--translate", "timestamp", "--dry-run"]).result()
        #expect(careful.exitCode == .refused, "\(careful)")
        #expect(careful.messages.contains("outside-source-log") || careful.messages.contains("is gone"), "\(careful)")
        let copy = try await pair.target.withoutOtherRestores {
            try await user.start(words + ["--translate", "timestamp", "--on-out-of-range", "clamp", "--yes"]).result()
        }
        #expect(copy.exitCode == .done, "seed \(field.random.seed): \(copy)")
        try await judge(try copy.document(PlanDocument.self).plan.steps, field)
        let undo = try await user.run("undo", "latest", "--yes")
        #expect(undo.exitCode == .done, "\(undo)")
        let left = try await pair.target.committed(by: Array(field.held.keys))
        #expect(left.values.allSatisfy { $0.isEmpty })
        try await pair.source.deleteTopic(field.name)
        try await pair.target.deleteTopic(field.name)
    }

    /// Lets a real consumer of each group read on, and compares what it gets with what the plan has said.
    private static func judge(_ steps: [PlanDocument.Step], _ field: Field) async throws {
        var sums: [String: Int] = [:]
        let deliveries = try await deliveries(in: field)
        for group in field.held.keys.sorted() {
            let delivered = deliveries[group] ?? [:]
            for step in steps where step.group == group.name {
                let shape = field.partitions == 1 ? nil : Shape(rawValue: step.partition)
                let got = (delivered[step.partition] ?? []).map(\.value)
                let position = field.held[group]?[step.partition] ?? 0
                let start = step.finding == "outside-source-log" ? field.starts[step.partition] ?? 0 : position
                let source = field.source[step.partition] ?? []
                let there = Set((field.target[step.partition] ?? []).map(\.value))
                let wanted = Set(source.filter { $0.offset >= max(position, start) }.map(\.value)).intersection(there)
                let consumed = Set(source.filter { $0.offset < position }.map(\.value))
                let comment: Comment = """
                    seed \(field.random.seed), \(shape.map { "\($0)" } ?? ""), group \(group) at \(position): \(step), got \
                    \(got.prefix(3)) of \(got.count)
                    """
                let translation = try #require(step.translation, comment)
                sums["\(translation.exactness)\(translation.again == nil ? " not known" : "")", default: 0] += 1
                if step.finding != "may-skip-records" { #expect(wanted.subtracting(got).isEmpty, comment) }
                let again =
                    got.count { consumed.contains($0) } + got.count { wanted.contains($0) }
                    - Set(got).intersection(wanted).count
                if let most = translation.again { #expect(again <= most, comment) }
                #expect(translation.sourceOffset == position, comment)
                guard shape == .same || shape == .tied || shape == .moreBefore else { continue }
                #expect(translation.again == 0, comment)
                #expect(["same-records", "same-end"].contains(translation.exactness), comment)
            }
        }
        print("\(field.pair.testDescription): \(sums.sorted { $0.key < $1.key })")
    }

    /// What a consumer of each group gets, all of them at the same time.
    private static func deliveries(in field: Field) async throws -> [GroupID: [Int32: [DeliveredRecord]]] {
        let (target, topic, partitions) = (field.pair.target, field.name, field.partitions)
        return try await withThrowingTaskGroup(of: (GroupID, [Int32: [DeliveredRecord]]).self) { consumers in
            for group in field.held.keys {
                consumers.addTask {
                    (group, try await target.delivered(to: group, of: topic, partitions: partitions))
                }
            }
            return try await consumers.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    // MARK: - Logs

    private static func makeLogs(of field: inout Field) async throws {
        let (source, target) = (field.pair.source, field.pair.target)
        let partitions = field.partitions
        for cluster in [source, target] { try await cluster.createTopic(field.name, partitions: partitions) }
        for shape in Shape.allCases {
            let records = records(of: shape, &field)
            try await write(records, of: shape, to: source, aborts: shape == .mixed, &field)
            try await write(others(records, shape, &field), of: shape, to: target, aborts: false, &field)
        }
        field.source = try await source.delivered(
            to: GroupID("\(field.name)_all"),
            of: field.name,
            partitions: partitions
        )
        let cut = try await source.logBounds(topic: field.name, partition: Shape.sourceShortened.rawValue).end / 2
        try await source.deleteRecords(topic: field.name, partition: Shape.sourceShortened.rawValue, before: cut)
        field.starts[Shape.sourceShortened.rawValue] = cut
        let end = try await target.logBounds(topic: field.name, partition: Shape.targetShortened.rawValue).end
        let start = Int64.random(in: end / 3..<end - 2, using: &field.random)
        try await target.deleteRecords(topic: field.name, partition: Shape.targetShortened.rawValue, before: start)
        field.target = try await target.delivered(
            to: GroupID("\(field.name)_all"),
            of: field.name,
            partitions: partitions
        )
    }

    private static func records(of shape: Shape, _ field: inout Field) -> [TimedRecord] {
        let count = Int.random(in: 40..<160, using: &field.random)
        var time = field.began
        return (0..<count).map { number in
            switch shape {
            case .tied: time = field.began + Int64(number / 25)
            case .leaping: time = field.began + Int64.random(in: 0..<3_600_000, using: &field.random)
            default: time += Int64.random(in: 0..<5_000, using: &field.random)
            }
            return TimedRecord(at: time, key: number % 3 == 0 ? nil : "k\(number % 7)", value: "\(shape)-\(number)")
        }
    }

    /// What the target has of a log.
    private static func others(_ records: [TimedRecord], _ shape: Shape, _ field: inout Field) -> [TimedRecord] {
        func foreign(_ number: Int, at time: Int64) -> TimedRecord {
            TimedRecord(at: time, key: "k\(number % 7)", value: "foreign-\(number)")
        }
        switch shape {
        case .same, .sourceShortened, .targetShortened, .leaping: return records
        case .empty: return []
        case .moreBefore, .tied:
            let count = Int.random(in: 1..<80, using: &field.random)
            return (0..<count).map { foreign($0, at: field.began - 60_000 + Int64($0)) } + records
        case .mixed:
            return records.enumerated().flatMap { number, record in
                Bool.random(using: &field.random) ? [record] : [foreign(number, at: record.milliseconds), record]
            }
        case .withoutSome: return records.filter { _ in Int.random(in: 0..<4, using: &field.random) > 0 }
        case .behind: return Array(records.prefix(Int.random(in: 1..<records.count, using: &field.random)))
        case .repeated:
            let end = Int.random(in: 10..<records.count, using: &field.random)
            let start = Int.random(in: 0..<end, using: &field.random)
            return Array(records[..<end] + records[start..<end] + records[end...])
        }
    }

    /// Writes records in pieces, some of them in transactions.
    private static func write(
        _ records: [TimedRecord],
        of shape: Shape,
        to cluster: TestCluster,
        aborts: Bool,
        _ field: inout Field
    ) async throws {
        var rest = records[...]
        while let first = rest.first {
            let piece = rest.prefix(Int.random(in: 15...90, using: &field.random))
            rest = rest.dropFirst(piece.count)
            let mode: WritingMode = Bool.random(using: &field.random) ? .plain : .committed
            try await cluster.produce(topic: field.name, partition: shape.rawValue, Array(piece), mode)
            guard aborts else { continue }
            let vain = (0..<3).map { TimedRecord(at: first.milliseconds, value: "vain-\(rest.count)-\($0)") }
            try await cluster.produce(topic: field.name, partition: shape.rawValue, vain, .aborted)
        }
    }

    private static func makeGroups(of field: inout Field) async throws {
        var held: [(group: GroupID, offsets: [CommittedOffset])] = []
        for number in 0..<groups {
            let group = GroupID("\(field.name)-\(number)")
            var offsets: [Int32: Int64] = [:]
            for partition in 0..<Int32(field.partitions) {
                let end = try await field.pair.source.logBounds(topic: field.name, partition: partition).end
                // The first groups are at both ends, wherever chance has the others.
                offsets[partition] =
                    switch number {
                    case 0: 0
                    case 1: end
                    default: Int64.random(in: 0...end, using: &field.random)
                    }
            }
            field.held[group] = offsets
            held.append(
                (
                    group,
                    offsets.sorted { $0.key < $1.key }.map { partition, offset in
                        CommittedOffset(TopicPartition(topic: field.name, partition: partition), offset: offset)
                    }
                )
            )
        }
        try await field.pair.source.commit(held)
    }

    // MARK: - Other topics

    /// Reads what both have, copies, and compares.
    private static func copy(_ field: inout Field) async throws {
        field.source = try await field.pair.source.delivered(
            to: GroupID("\(field.name)_all"),
            of: field.name,
            partitions: 1
        )
        field.target = try await field.pair.target.delivered(
            to: GroupID("\(field.name)_all"),
            of: field.name,
            partitions: 1
        )
        try await makeGroups(of: &field)
        let words = [
            "copy", "--group", "\(field.name)-*", "--from-bootstrap-server", field.pair.source.bootstrapServers,
            "--json",
            "--translate", "timestamp", "--yes",
        ]
        let user = User(field.pair.target)
        let copy = try await field.pair.target.withoutOtherRestores { try await user.start(words).result() }
        try #require(copy.exitCode == .done, "seed \(field.random.seed): \(copy)")
        try await judge(try copy.document(PlanDocument.self).plan.steps, field)
        try await field.pair.source.deleteTopic(field.name)
        try await field.pair.target.deleteTopic(field.name)
    }

    @Test(.needsKafka, arguments: real)
    func `logs that were compacted each in its own way are no obstacle`(_ pair: Pair) async throws {
        var field = Field(pair, partitions: 1)
        let configuration = ["cleanup.policy": "compact", "segment.ms": "100", "min.cleanable.dirty.ratio": "0.0"]
        let began = field.began
        var number = 0
        func record(_ key: String, minutes: Int64) -> TimedRecord {
            number += 1
            return TimedRecord(at: began + minutes * 60_000, key: key, value: "\(key)-\(number)")
        }
        let written = (1..<60).map {
            record($0 == 5 ? "k0" : "k\(Int.random(in: 0..<9, using: &field.random))", minutes: Int64($0) * 20)
        }
        let older = (0..<Int.random(in: 10..<40, using: &field.random)).map {
            TimedRecord(at: began - 1_000_000, key: "older \($0 % 5)", value: "older-\($0)")
        }
        let (first, last) = (record("k0", minutes: 0), record("last", minutes: 1_300))
        let half = Int.random(in: 20..<40, using: &field.random)
        // Each piece begins a segment, since its records are so much younger; the last one is never compacted.
        let source = [[first], written, [last]]
        let target = [older, [first], Array(written[..<half]), written[half...] + [last]]
        for (cluster, pieces) in [(pair.source, source), (pair.target, target)] {
            try await cluster.createTopic(field.name, configuration: configuration)
            for piece in pieces { try await cluster.produce(topic: field.name, piece) }
        }
        for cluster in [pair.source, pair.target] {
            let start = try await cluster.logBounds(topic: field.name).start
            try await Waiting.until("the log of \(field.name) is compacted", within: .seconds(120)) {
                try await cluster.firstOffset(topic: field.name, since: began - 2_000_000) ?? start > start
            }
        }
        try await Self.copy(&field)
    }

    @Test(.needsKafka, arguments: real)
    func `a target with times of its own is searched by what its records hold`(_ pair: Pair) async throws {
        var field = Field(pair, partitions: 1)
        try await pair.source.createTopic(field.name)
        try await pair.target.createTopic(field.name, configuration: ["message.timestamp.type": "LogAppendTime"])
        let records = Self.records(of: .leaping, &field)
        for cluster in [pair.source, pair.target] { try await cluster.produce(topic: field.name, records) }
        try await Self.copy(&field)
    }
}
