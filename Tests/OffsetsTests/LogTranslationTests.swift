import KafkaTestSupport
import Offsets
import Testing

/// How an offset of one log is found in another, decided by times and contents of records.
struct LogTranslationTests {
    /// A log in memory.
    private struct Log {
        var start: Int64 = 0
        var end: Int64
        var records: [LogRecord]

        var bounds: LogBounds { LogBounds(start: start, end: end) }

        /// Records one after another, each `time:value` or `value` for one without a time.
        init(_ records: [(time: Int64?, value: String)], from start: Int64 = 0, clock: LogRecord.Clock = .producer) {
            self.start = start
            self.records = records.enumerated().map { index, record in
                LogRecord(
                    offset: start + Int64(index),
                    time: record.time.map { LogTranslationTests.time($0) },
                    clock: clock,
                    key: Array("key of \(record.value.first ?? "-")".utf8),
                    value: Array(record.value.utf8)
                )
            }
            end = start + Int64(records.count)
        }

        func window(from start: Int64, limit: Int = .max) -> RecordWindow {
            let found = records.filter { $0.offset >= max(start, self.start) }
            let read = Array(found.prefix(limit))
            let reached = read.count < found.count ? (read.last?.offset ?? start - 1) + 1 : end
            return RecordWindow(start: start, reached: reached, records: read)
        }

        func first(since time: Timestamp) -> Int64? { records.first { $0.time.map { $0 >= time } ?? false }?.offset }
    }

    private static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(nanoseconds: milliseconds * 1_000_000)
    }

    /// What the engine does with two logs.
    private static func translate(
        _ committed: Int64,
        from source: Log,
        to target: Log,
        limit: Int = 10_000
    ) -> TranslatedOffset {
        let translation = LogTranslation(of: committed, source: source.bounds, target: target.bounds)
        let lookBack = Int(LogTranslation.lookBack)
        let window = source.window(from: translation.readingStart, limit: limit + lookBack)
        let since = translation.earliestTime(in: window).flatMap(target.first)
        let found = target.window(from: translation.targetReadingStart(since: since), limit: limit + lookBack)
        return translation.offset(from: window, since: since, in: found)
    }

    private static let rising: [(time: Int64?, value: String)] = (0..<10).map {
        (time: 1_000 + $0 * 10, value: "v\($0)")
    }

    @Test func `the same records under other offsets are found exactly`() {
        let found = Self.translate(4, from: Log(Self.rising), to: Log(Self.rising, from: 70))
        #expect(found.offset == 74)
        #expect(found.translation == Translation(sourceOffset: 4, exactness: .sameRecords, again: 0))
        #expect(found.remark == nil)
    }

    @Test func `of many records with one time the right one is found`() {
        let tied = (0..<10).map { (time: Int64?(1_000), value: "v\($0)") }
        let found = Self.translate(6, from: Log(tied), to: Log(tied, from: 20))
        #expect(found.offset == 26)
        #expect(found.translation.again == 0)
    }

    @Test func `a record that is older than those before it is not skipped`() {
        // The next record is gone in the target, and the one after it is older than those that were consumed.
        let source = Log([(100, "a"), (200, "b"), (300, "c"), (50, "d"), (400, "e")])
        let target = Log([(100, "a"), (200, "b"), (50, "d"), (400, "e")])
        let found = Self.translate(2, from: source, to: target)
        #expect(found.offset == 0)
        #expect(found.translation == Translation(sourceOffset: 2, exactness: .time, again: 2))
    }

    @Test func `a gap and a marker at the offset are passed over`() {
        var source = Log(Self.rising)
        source.records.removeSubrange(3..<6)
        let found = Self.translate(3, from: source, to: Log(Self.rising))
        #expect(found.offset == 6)
        #expect(found.translation.exactness == .sameRecords)
    }

    @Test func `the end is the end, and after the same last record nothing comes again`() {
        let found = Self.translate(10, from: Log(Self.rising), to: Log(Self.rising, from: 5))
        #expect(found.offset == 15)
        #expect(found.translation == Translation(sourceOffset: 10, exactness: .sameEnd, again: 0))
        let behind = Self.translate(10, from: Log(Self.rising), to: Log(Array(Self.rising.prefix(7))))
        #expect(behind.offset == 7)
        #expect(behind.translation == Translation(sourceOffset: 10, exactness: .end, again: nil))
        var marked = Log(Self.rising)
        marked.end = 12
        #expect(Self.translate(11, from: marked, to: Log(Self.rising)).translation.exactness == .sameEnd)
        let never = Self.translate(0, from: Log([]), to: Log(Self.rising))
        #expect(never.offset == 10)
        #expect(never.translation == Translation(sourceOffset: 0, exactness: .end, again: 0))
    }

    @Test func `where the source's record is gone its first one counts, and it is said`() {
        let found = Self.translate(2, from: Log(Array(Self.rising[4...]), from: 4), to: Log(Self.rising, from: 20))
        #expect(found.offset == 24)
        #expect(found.remark?.finding == .outsideSourceLog)
        #expect(found.translation.again == 0)
        let beyond = Self.translate(99, from: Log(Self.rising), to: Log(Self.rising))
        #expect(beyond.offset == 10)
        #expect(beyond.remark?.finding == .outsideSourceLog)
    }

    @Test func `a record that is older than the target's log is said to be gone there`() {
        let shortened = Self.translate(2, from: Log(Self.rising), to: Log(Array(Self.rising[5...]), from: 5))
        #expect(shortened.offset == 5)
        #expect(shortened.remark?.finding == .belowLogStart)
        let never = Self.translate(2, from: Log(Self.rising), to: Log(Array(Self.rising[5...])))
        #expect(never.remark?.finding == .belowLogStart)
    }

    @Test func `an empty target and one that is behind are begun at the end, and what comes again is not known`() {
        for target in [Log([]), Log(Array(Self.rising.prefix(3))), Log([], from: 9)] {
            let found = Self.translate(5, from: Log(Self.rising), to: target)
            #expect(found.offset == target.end)
            #expect(found.translation == Translation(sourceOffset: 5, exactness: .time, again: nil))
            #expect(found.remark?.finding == .noRecordSince)
        }
    }

    @Test func `a record without a time is no place to look for`() {
        let source = Log([(100, "a"), (nil, "b"), (300, "c")])
        let found = Self.translate(1, from: source, to: Log(Self.rising, from: 3))
        #expect(found.offset == 3)
        #expect(found.remark?.finding == .recordWithoutTime)
        #expect(found.translation.again == nil)
    }

    @Test func `times of the target's own are no proof, and a record that is found is`() {
        let stamped = (0..<10).map { (time: Int64?(5_000 + $0), value: "v\($0)") }
        let found = Self.translate(4, from: Log(Self.rising), to: Log(stamped, clock: .broker))
        #expect(found.offset == 4)
        #expect(found.remark == nil)
        let early = (0..<10).map { (time: Int64?(1_000 + $0), value: "v\($0)") }
        for clock in [LogRecord.Clock.broker, .producer] {
            let skipping = Self.translate(4, from: Log(Self.rising), to: Log(early, clock: clock))
            #expect(skipping.remark?.finding == .maySkipRecords, "\(skipping)")
        }
    }

    @Test func `the same key is found where the value differs`() {
        let other = Self.rising.map { (time: $0.time, value: "\($0.value)!") }
        let found = Self.translate(4, from: Log(Self.rising), to: Log(other))
        #expect(found.offset == 4)
        #expect(found.translation == Translation(sourceOffset: 4, exactness: .sameKey, again: nil))
        let foreign = Self.rising.map { (time: $0.time, value: "other \($0.value)") }
        let counted = Self.translate(4, from: Log(Self.rising), to: Log(foreign))
        #expect(counted.translation.exactness == .sameCount)
        let more = foreign + [(time: Int64?(9_000), value: "more")]
        #expect(Self.translate(4, from: Log(Self.rising), to: Log(more)).translation.exactness == .time)
    }

    @Test func `what was not compared counts as coming again`() {
        let found = Self.translate(
            2,
            from: Log(Self.rising),
            to: Log(Self.rising),
            limit: 3 - Int(LogTranslation.lookBack)
        )
        #expect(found.offset == 2)
        #expect(found.translation.exactness == .sameRecord)
        #expect(found.translation.again ?? 0 > 0)
    }

    // MARK: - Chance

    /// Two logs of chance, and which record is which.
    private struct Pair {
        var source: Log
        var target: Log
        /// The number of each record of the source, and of the target, where it has one.
        var sourceNumbers: [Int64: Int] = [:]
        var targetNumbers: [Int64: Int] = [:]
        /// The numbers that are to come to the target later, in this order.
        var pending: [Int] = []

        init(_ random: inout some RandomNumberGenerator) {
            let count = Int.random(in: 0..<25, using: &random)
            let leaps = Bool.random(using: &random)
            let steps = [0, 0, 1, 20].randomElement(using: &random) ?? 1
            let hasCopies = Int.random(in: 0..<4, using: &random) == 0
            var all: [LogRecord] = []
            var time: Int64 = 1_000
            var offset: Int64 = 0
            for number in 0..<count {
                time =
                    leaps
                    ? Int64.random(in: 1_000..<1_100, using: &random)
                    : time + Int64.random(in: 0...Int64(steps), using: &random)
                offset += Int64([1, 1, 1, 2, 4].randomElement(using: &random) ?? 1)
                let isCopy = hasCopies && Int.random(in: 0..<5, using: &random) == 0
                let copied = isCopy ? all.randomElement(using: &random) : nil
                all.append(
                    LogRecord(
                        offset: offset,
                        time: copied?.time ?? LogTranslationTests.time(time),
                        key: copied?.key,
                        content: copied?.content ?? RecordFingerprint(of: Array("\(number)".utf8))
                    )
                )
            }
            source = Log([])
            source.end = offset + Int64.random(in: 1...2, using: &random)
            source.records = all
            for (number, record) in all.enumerated() { sourceNumbers[record.offset] = number }
            // The target lacks some, has some twice, and others in between; it may end early.
            let losses = [0, 0, 1, 5].randomElement(using: &random) ?? 0
            let kept = all.indices.filter { _ in Int.random(in: 0..<10, using: &random) >= losses }
            let here = kept.prefix(
                Bool.random(using: &random) ? kept.count : Int.random(in: 0...kept.count, using: &random)
            )
            pending = Array(kept.dropFirst(here.count))
            var order: [Int?] = here.map { $0 }
            if let last = order.indices.randomElement(using: &random), Bool.random(using: &random) {
                let first = Int.random(in: 0...last, using: &random)
                order.insert(contentsOf: order[first...last], at: last + 1)
            }
            if Bool.random(using: &random) {
                for _ in 0..<5 { order.insert(nil, at: Int.random(in: 0...order.count, using: &random)) }
            }
            target = Log([])
            var place: Int64 = 0
            let clock: LogRecord.Clock = Int.random(in: 0..<5, using: &random) == 0 ? .broker : .producer
            let shift = Int.random(in: 0..<6, using: &random) == 0 ? Int64.random(in: -50...50, using: &random) : 0
            for number in order {
                place += Int64([1, 1, 2, 3].randomElement(using: &random) ?? 1)
                let record = number.map { all[$0] }
                let time =
                    record?.time.map { $0.nanoseconds / 1_000_000 + shift }
                    ?? Int64.random(in: 1_000..<1_100, using: &random)
                target.records.append(
                    LogRecord(
                        offset: place,
                        time: LogTranslationTests.time(clock == .broker ? 1_000 + place + shift : time),
                        clock: clock,
                        key: nil,
                        content: record?.content ?? RecordFingerprint(of: Array("foreign \(place)".utf8))
                    )
                )
                if let number { targetNumbers[place] = number }
            }
            target.end = place + 1
            // A copy of a record that nobody can see any more cannot be told from it.
            for isSource in [true, false] where Int.random(in: 0..<3, using: &random) == 0 && !(isSource && hasCopies) {
                let start = Int64.random(in: 0...(isSource ? source.end : target.end), using: &random)
                if isSource {
                    source.start = start
                    source.records.removeAll { $0.offset < start }
                } else {
                    target.start = start
                    target.records.removeAll { $0.offset < start }
                }
            }
        }
    }

    @Test func `nothing that follows is skipped, and no more comes again than is said, whatever the logs`() {
        var chance = SeededRandom(for: "log translation")
        var (known, exact, stopped) = (0, 0, 0)
        for number in 0..<40_000 {
            let pair = Pair(&chance)
            let committed = Int64.random(in: 0...(pair.source.end + 1), using: &chance)
            // So few records that often not all can be compared.
            let limit = Int.random(in: 0..<3, using: &chance) == 0 ? Int.random(in: 1..<8, using: &chance) : 10_000
            let found = Self.translate(committed, from: pair.source, to: pair.target, limit: limit)
            let comment: Comment =
                "seed \(chance.seed), pair \(number), offset \(committed), limit \(limit): \(found)\n\(pair)"
            #expect(found.offset >= pair.target.start && found.offset <= pair.target.end, comment)
            let position = max(committed, pair.source.start)
            let wanted = Set(pair.sourceNumbers.filter { $0.key >= position }.values)
            let there = Set(pair.target.records.compactMap { pair.targetNumbers[$0.offset] })
            let delivered = pair.target.records.filter { $0.offset >= found.offset }.compactMap {
                pair.targetNumbers[$0.offset]
            }
            if found.remark?.finding == .maySkipRecords
                || found.remark?.reason.contains(" time") == true && found.remark?.finding == .outsideSourceLog
            {
                stopped += 1
            } else {
                // A copy that is the same in all is as good as the record itself.
                let lost = wanted.intersection(there).subtracting(delivered).filter { number in
                    !Self.hasTwin(number, among: delivered, pair)
                }
                guard lost.isEmpty else {
                    Issue.record(comment)
                    return
                }
            }
            if [.sameRecords, .sameRecord, .sameEnd].contains(found.translation.exactness) { exact += 1 }
            guard let most = found.translation.again else { continue }
            known += 1
            let consumed = Set(pair.sourceNumbers.filter { $0.key < committed }.values)
            let later = pair.pending.filter { consumed.contains($0) }
            let again = Self.surplus(of: delivered + later, over: wanted, pair)
            guard again <= most else {
                Issue.record("\(again) again: \(comment)")
                return
            }
        }
        print("log translation: \(known) known, \(exact) exact, \(stopped) not certain of 40000")
        #expect(known > 10_000)
        #expect(exact > 5_000)
    }

    private static func record(_ number: Int, _ pair: Pair) -> LogRecord? {
        pair.sourceNumbers.first { $0.value == number }.flatMap { place in
            pair.source.records.first { $0.offset == place.key }
        }
    }

    private static func hasTwin(_ number: Int, among others: [Int], _ pair: Pair) -> Bool {
        guard let mine = record(number, pair) else { return false }
        return others.contains { other in record(other, pair).map { $0.content == mine.content } ?? false }
    }

    /// How many of the delivered records are more than those that follow; of copies that are the same in all, one is as good as
    /// the other.
    private static func surplus(of delivered: [Int], over wanted: Set<Int>, _ pair: Pair) -> Int64 {
        var left: [RecordFingerprint: Int] = [:]
        for number in wanted { if let record = record(number, pair) { left[record.content, default: 0] += 1 } }
        var surplus: Int64 = 0
        for number in delivered {
            // What retention has taken from the source is none of those that follow.
            guard let record = record(number, pair), let count = left[record.content], count > 0 else {
                surplus += 1
                continue
            }
            left[record.content] = count - 1
        }
        return surplus
    }
}
