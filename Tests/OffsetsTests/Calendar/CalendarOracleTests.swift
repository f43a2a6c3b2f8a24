import FoundationEssentials
import Glibc
import Offsets
import Testing

/// `systemd-analyze calendar` has to agree on generated expressions, times and zones.
///
/// It differs by our rule in two cases, which are asserted: it leaves out a fixed time that a gap skips, and the second of
/// two equal times of a wildcard.
struct CalendarOracleTests {
    private static let zones = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
    private static let cases = 2_000
    /// So many expressions are given to one process.
    private static let batch = 20
    /// So many times of each, one after the other.
    private static let iterations = 3
    private static let second: Int64 = 1_000_000_000
    /// systemd 252 gives up on a few of them where the clocks change ("Resource deadlock avoided").
    private static let mostFailures = 40

    @Test(
        .enabled(if: canRun, "systemd-analyze and the time zone database are needed: apt-get install systemd tzdata"),
        arguments: zones
    )
    func `systemd agrees on when an expression is due`(_ name: String) throws {
        let zone = try CalendarScheduleTests.zone(name)
        var random = Numbers(seed: name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        var (compared, failures) = (0, 0)
        while compared < Self.cases / Self.zones.count {
            let start = Timestamp(nanoseconds: Int64(Self.start(&random, zone)) * Self.second)
            let texts = (0..<Self.batch).map { _ in Self.expression(&random) }
            let answers = try Self.ask(texts, after: start, in: name)
            for text in texts {
                guard let answer = answers[text] else {
                    failures += 1
                    continue
                }
                let schedule = CalendarSchedule(try CalendarExpression(text), in: zone)
                #expect(schedule.expression.description == answer.normal, "\(text)")
                Self.compare(schedule, answer, after: start, "\(text) after \(start) in \(name)")
                compared += 1
            }
        }
        #expect(failures <= Self.mostFailures)
    }

    /// Our times are systemd's and those of our rule, one after the other.
    private static func compare(
        _ schedule: CalendarSchedule,
        _ answer: Answer,
        after start: Timestamp,
        _ comment: Comment
    ) {
        var last = start
        for theirs in answer.times {
            var ours = schedule.next(after: last)
            while ours != theirs, isExplained(ours, theirs, schedule), let moment = ours {
                ours = schedule.next(after: moment)
            }
            guard ours == theirs, let theirs else {
                #expect(ours == theirs, "\(comment): systemd \(answer)")
                return
            }
            last = theirs
        }
    }

    // systemd leaves out what our rule has, at each change of the clocks of ten years.

    @Test(
        .enabled(if: canRun, "systemd-analyze and the time zone database are needed: apt-get install systemd tzdata"),
        arguments: zones.filter { !$0.hasSuffix("UTC") && !$0.hasPrefix("Asia") }
    )
    func `where the clocks change we differ from systemd by our rule and in nothing else`(_ name: String) throws {
        let zone = try CalendarScheduleTests.zone(name)
        func offset(_ second: Int) -> Int { Int(zone.offset(at: Timestamp(nanoseconds: Int64(second) * Self.second))) }
        func moment(_ second: Int) -> Timestamp { Timestamp(nanoseconds: Int64(second) * Self.second) }
        var changes = 0
        var before = Self.startRange.lowerBound
        while let change = Self.change(after: before, offset), change < before + 366 * 86_400, changes < 20 {
            changes += 1
            before = change
            let step = offset(change) - offset(change - 1)
            // In the middle of what is left out, or comes twice.
            let clock = (change + offset(change - 1) + step / 2) % 86_400
            let (hour, minute) = (clock / 3_600, clock % 3_600 / 60)
            let fixed = "\(hour):\(minute)"
            let early = change - 3_600 * 3
            func ours(_ text: String, _ second: Int) throws -> Timestamp? {
                CalendarSchedule(try CalendarExpression(text), in: zone).next(after: moment(second))
            }
            func theirs(_ text: String, _ second: Int) throws -> Timestamp? {
                try #require(try Self.ask([text], after: moment(second), in: name)[text]?.times.first)
            }
            if step > 0 {
                // A fixed time in the gap is due at its end; systemd has it the next day.
                #expect(try ours(fixed, early) == moment(change))
                #expect(try theirs(fixed, early) == ours(fixed, change))
            } else {
                let (first, second) = (change + step / 2, change - step / 2)
                // A fixed time that comes twice is due the first time, for both.
                #expect(try ours(fixed, early) == moment(first) && theirs(fixed, early) == moment(first))
                #expect(try ours(fixed, first) == theirs(fixed, first))
                // A wildcard is due both times; systemd leaves out the second.
                let wild = "*:\(minute)"
                #expect(try ours(wild, first - 1) == moment(first) && theirs(wild, first - 1) == moment(first))
                #expect(try ours(wild, first) == moment(second))
                #expect(try theirs(wild, first) == ours(wild, second))
            }
        }
        #expect(changes == 20)
    }

    /// The second of the next change of the clocks; `nil` where there is none within a year.
    private static func change(after second: Int, _ offset: (Int) -> Int) -> Int? {
        let hours = stride(from: second, to: second + 366 * 86_400, by: 1_800)
        guard var before = hours.first(where: { offset($0) != offset($0 + 1_800) }) else { return nil }
        var after = before + 1_800
        while after - before > 1 {
            let middle = (before + after) / 2
            if offset(middle) == offset(before) { before = middle } else { after = middle }
        }
        return after
    }

    /// Whether a difference is one of our two: the moment that we name is the end of a gap, or a time that comes twice.
    private static func isExplained(_ ours: Timestamp?, _ theirs: Timestamp?, _ schedule: CalendarSchedule) -> Bool {
        guard let ours, theirs.map({ ours < $0 }) ?? true else { return false }
        let before = Timestamp(nanoseconds: ours.nanoseconds - 1_000_000_000)
        let zone = schedule.zone
        func offset(_ moment: Timestamp) -> Int64 { zone.offset(at: moment) }
        if schedule.expression.hasFixedTime { return offset(ours) > offset(before) }
        // The second of two equal times: one offset earlier the clocks showed the same.
        return (1...2).contains { hours in
            offset(Timestamp(nanoseconds: ours.nanoseconds - Int64(hours) * 3_600_000_000_000)) > offset(ours)
        }
    }

    /// From 2020 to 2034.
    private static let startRange = 1_577_836_800...2_051_222_400

    /// Half of them anywhere, the others within two hours of a change of the clocks, where there is one in the next year.
    private static func start(_ random: inout Numbers, _ zone: TimeZoneRules) -> Int {
        let anywhere = random.next(in: startRange)
        guard random.next(in: 0...1) == 0 else { return anywhere }
        func offset(_ second: Int) -> Int64 { zone.offset(at: Timestamp(nanoseconds: Int64(second) * 1_000_000_000)) }
        let hours = stride(from: anywhere, to: anywhere + 366 * 86_400, by: 1_800)
        guard let change = hours.first(where: { offset($0) != offset($0 + 1_800) }) else { return anywhere }
        return change + random.next(in: -7_200...7_200)
    }

    private struct Answer {
        let normal: String
        /// The next times, one after the other; the last is `nil` where there is none after the one before.
        let times: [Timestamp?]
    }

    /// What systemd says of expressions; it says nothing of those that it gives up on.
    private static func ask(
        _ texts: [String],
        after start: Timestamp,
        in zone: String
    ) throws -> [String: Answer] {
        let quoted = texts.map { "'\($0)'" }.joined(separator: " ")
        let base = "\(start.description.prefix(10)) \(start.description.dropFirst(11).prefix(8)) UTC"
        let command =
            "TZ='\(zone)' LC_ALL=C systemd-analyze calendar --iterations=\(iterations) --base-time='\(base)' \(quoted)"
        var answers: [String: Answer] = [:]
        for block in run("\(command) 2>/dev/null").split(separator: "\n\n") {
            var names: [String: String] = [:]
            var times: [Timestamp?] = []
            for line in block.split(separator: "\n") {
                guard let colon = line.firstRange(of: ": ") else { continue }
                let (name, value) = (String(line[..<colon.lowerBound].drop { $0 == " " }), line[colon.upperBound...])
                switch name {
                // Later ones are `Iter. #2` to systemd 252, and `Iteration #2` to 257.
                case "Next elapse",
                    _ where name.hasPrefix("Iter"):
                    times.append(value == "never" ? nil : zone == "UTC" ? try moment(value) : nil)
                // Where the clocks show UTC it is not said twice.
                case "(in UTC)": times[times.count - 1] = try moment(value)
                default: names[name] = String(value)
                }
            }
            let normal = try #require(names["Normalized form"])
            if !times.isEmpty { answers[names["Original form"] ?? normal] = Answer(normal: normal, times: times) }
        }
        return answers
    }

    /// `Thu 2026-11-26 12:00:01.500000 UTC`.
    private static func moment(_ text: Substring) throws -> Timestamp {
        let words = text.split(separator: " ")
        try #require(words.count == 4)
        return try #require(Timestamp(rfc3339: "\(words[1])T\(words[2])Z"), "\(text)")
    }

    private static func expression(_ random: inout Numbers) -> String {
        var parts: [String] = []
        let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        if random.next(in: 0...3) == 0 {
            let first = random.next(in: 0...6)
            let last = random.next(in: first...6)
            parts.append(random.next(in: 0...1) == 0 ? days[first] : "\(days[first])..\(days[last])")
        }
        if random.next(in: 0...2) > 0 {
            let year = random.next(in: 0...5) == 0 ? "\(random.next(in: 2_021...2_040))" : "*"
            let month = field(&random, 1...12)
            if random.next(in: 0...5) == 0 {
                parts.append("\(year)-\(month)~\(random.next(in: 2...20))\(random.next(in: 0...3) == 0 ? "/1" : "")")
            } else {
                parts.append("\(year)-\(month)-\(field(&random, 1...31))")
            }
        }
        if random.next(in: 0...5) > 0 || parts.isEmpty {
            let time = "\(field(&random, 0...23)):\(field(&random, 0...59))"
            parts.append(random.next(in: 0...1) == 0 ? time : "\(time):\(field(&random, 0...59))")
        }
        return parts.joined(separator: " ")
    }

    private static func field(_ random: inout Numbers, _ range: ClosedRange<Int>) -> String {
        let first = random.next(in: range)
        switch random.next(in: 0...7) {
        case 0...1: return "*"
        case 2:
            return first == range.upperBound ? "\(first)" : "\(first)..\(random.next(in: first + 1...range.upperBound))"
        case 3 where first < range.upperBound:
            return "\(first)/\(random.next(in: 1...(range.upperBound - first)))"
        case 4:
            // In order and each once, as systemd's normal form has them, and never two that it would join to a range.
            let values = [first, random.next(in: range)].sorted()
            return values[1] - values[0] < 2 ? "\(values[0])" : "\(values[0]),\(values[1])"
        default: return "\(first)"
        }
    }

    private static let canRun =
        CalendarScheduleTests.hasZones && run("systemd-analyze --version 2>&1").contains("systemd")

    private static func run(_ command: String) -> String {
        guard let pipe = unsafe popen(command, "r") else { return "" }
        var output: [UInt8] = []
        var byte = unsafe getc(pipe)
        while byte != EOF {
            output.append(UInt8(truncatingIfNeeded: byte))
            byte = unsafe getc(pipe)
        }
        _ = unsafe pclose(pipe)
        return String(decoding: output, as: UTF8.self)
    }
}

/// Numbers that are the same in every run.
private struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(in range: ClosedRange<Int>) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return range.lowerBound + Int((state >> 33) % UInt64(range.count))
    }
}
