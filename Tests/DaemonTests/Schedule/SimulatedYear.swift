import Daemon
import FoundationEssentials
import KafkaTestSupport
import Offsets
import Store
import Testing

/// A year of a daemon with a few jobs on a machine that is off, sleeps, has its clock set and is restarted, on clocks that
/// nobody waits for; each time at which a job is due is followed by ``SlotLedger``.
struct SimulatedYear {
    /// What happens to the machine and by hand.
    enum Event: CaseIterable {
        case sleep, clockForward, clockBack, crash, reload, pause, pauseForAWhile, resume, runByHand, brokersAway
    }

    static let start = Timestamp(rfc3339: "2026-03-01T00:00:00Z") ?? .now()
    static let length: Duration = .seconds(366 * 24 * 60 * 60)
    private static let hour = 3_600

    let seed: UInt64
    var random: SeededRandom
    var now = Moment(wall: start, steady: .zero)
    var scheduler = Scheduler()
    var records: [String: JobRecord] = [:]
    var ledgers: [String: SlotLedger] = [:]
    var jobs: [ScheduledJob] = []
    /// When the runs that are under way end, on the steady clock.
    var runs: [String: Duration] = [:]
    var brokersBackAt: Duration = .zero
    var nextEvent: Duration = .zero
    var starts = 0
    /// The latest that the clock has ever shown.
    var latest = start

    init(seed: UInt64) throws {
        self.seed = seed
        random = SeededRandom(seed: seed)
        jobs = try ["nightly", "often", "weekly", "reckless"].enumerated().map { try job($1, $0) }
    }

    /// Lives through the year.
    mutating func live() throws {
        try carryOut(scheduler.replace(jobs, records: records, at: now))
        for job in jobs { ledgers[job.name] = SlotLedger(job, from: now.wall) }
        nextEvent = seconds(1...(20 * Self.hour))
        while now.steady < Self.length {
            try look()
            var wait = scheduler.idleTime(from: now) ?? .seconds(Self.hour)
            if let end = runs.values.min() { wait = min(wait, end - now.steady) }
            wait = min(wait, nextEvent - now.steady)
            pass(max(.zero, wait) + (Int.random(in: 0..<20, using: &random) == 0 ? seconds(0...90) : .milliseconds(1)))
            if nextEvent <= now.steady {
                try happen(Event.allCases.randomElement(using: &random) ?? .sleep)
                nextEvent = now.steady + seconds(1...(30 * Self.hour))
            }
            try endRuns()
        }
    }

    private mutating func seconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: (range.lowerBound * 1_000)...(range.upperBound * 1_000), using: &random))
    }

    private mutating func pass(_ duration: Duration) {
        defer { latest = max(latest, now.wall) }
        now = now.advanced(by: duration)
    }

    private mutating func job(_ name: String, _ kind: Int) throws -> ScheduledJob {
        let expressions = [
            ["*-*-* 02:30:00", "*-*-* 03:00:00", "*-*-* 01,02:15:00"], ["*-*-* 00/4:10:00", "*-*-* 00/6:00:00"],
            ["Mon *-*-* 05:00:00", "Sun *-*-* 02:00:00"], ["*-*-* 00/3:30:00", "*-*-* *:45:00"],
        ][kind]
        let zone = [TimeZoneRules.utc, Self.paris].randomElement(using: &random) ?? .utc
        let text = expressions.randomElement(using: &random) ?? expressions[0]
        let jitters: [Duration] = [.zero, .seconds(125), .seconds(1_700)]
        return ScheduledJob(
            name: name,
            schedule: CalendarSchedule(try CalendarExpression(text), in: zone),
            jitter: jitters.randomElement(using: &random) ?? .zero,
            catchesUp: kind != 3
        )
    }

    // MARK: What the scheduler does

    private mutating func look() throws {
        var passed: [String: Int] = [:]
        for job in jobs { passed[job.name] = ledgers[job.name]?.look(at: now.wall) }
        let actions = scheduler.step(at: now)
        let counted = try carryOut(actions)
        for job in jobs { try expect((counted[job.name] ?? 0) == (passed[job.name] ?? 0), "passed over", job.name) }
        try expect(runs.count <= Scheduler.mostRunning, "too many runs", "")
        for job in jobs {
            guard let ledger = ledgers[job.name], !ledger.isRunning, ledger.pausedSince == nil,
                runs.count < Scheduler.mostRunning
            else { continue }
            if let limit = ledger.retryBefore {
                try expect(now.steady <= limit + .seconds(91), "not tried again", job.name)
            } else {
                try expect(ledger.pending.isEmpty, "due and not run", job.name)
            }
        }
    }

    @discardableResult
    private mutating func carryOut(_ actions: [SchedulerAction]) throws -> [String: Int] {
        var counted: [String: Int] = [:]
        for action in actions {
            switch action {
            case .start(let start): try begin(start)
            case .know(let job, let since):
                if records[job] == nil { records[job] = JobRecord(job: job, knownSince: since) }
            case .passOver(let job, let count, let reason, let handledUntil):
                try expect(reason != .clockSetBack, "thought that the clock was wrong", job)
                counted[job, default: 0] += count
                records[job]?.skipped += count
                records[job]?.handledUntil = handledUntil
                try checkMark(job)
            case .endPause(let job, let at):
                records[job]?.pausedSince = nil
                records[job]?.pausedUntil = nil
                if runs[job] == nil { raiseMark(job, at) }
            case .notePause, .noteResumption, .noteClock: break
            }
        }
        return counted
    }

    private mutating func begin(_ start: JobStart) throws {
        guard var ledger = ledgers[start.job] else { return try expect(false, "unknown", start.job) }
        starts += 1
        try expect(!ledger.isRunning, "runs beside itself", start.job)
        try expect(ledger.pausedSince == nil, "runs in a pause", start.job)
        try expect(start.slot == ledger.pending.first?.at, "is for another time: \(start) \(ledger)", start.job)
        try expect(start.count == ledger.pending.count, "is for other times: \(start) \(ledger)", start.job)
        let isCatchUp = ledger.pending.count > 1 || ledger.pending.contains(where: \.isLate)
        try expect(start.isCatchUp == isCatchUp, "is wrong about what it makes up for", start.job)
        (ledger.covered, ledger.pending, ledger.isRunning, ledger.retryBefore) = (ledger.pending, [], true, nil)
        ledgers[start.job] = ledger
        let isLong = Int.random(in: 0..<40, using: &random) == 0
        runs[start.job] = now.steady + (isLong ? seconds(1...(9 * Self.hour)) : seconds(1...400))
        records[start.job]?.lastAttempt = now.wall
    }

    private mutating func endRuns() throws {
        for (job, end) in runs.sorted(by: { $0.key < $1.key }) where end <= now.steady {
            runs[job] = nil
            // What came due until now was due while it ran.
            try look()
            guard var ledger = ledgers[job] else { continue }
            ledger.isRunning = false
            let covered = ledger.covered
            ledger.covered = []
            if now.steady < brokersBackAt {
                let wasMissed = !ledger.pending.isEmpty
                ledger.pending = covered + ledger.pending
                ledger.retryBefore = wasMissed ? nil : now.steady + Scheduler.longestPause
                ledgers[job] = ledger
                scheduler.end(job, .failedForNow, at: now)
                records[job]?.consecutiveFailures += 1
            } else {
                if covered.count > 1 || covered.contains(where: \.isLate) {
                    ledger.caughtUp += covered.count
                } else {
                    ledger.ran += covered.count
                }
                ledgers[job] = ledger
                scheduler.end(job, Bool.random(using: &random) ? .succeeded : .failed, at: now)
                let mark = scheduler.handledUntil(of: job) ?? Self.start
                try expect(mark >= covered.last?.at ?? mark, "does not remember what it has done", job)
                raiseMark(job, mark)
            }
            try checkMark(job)
        }
    }

    private mutating func raiseMark(_ job: String, _ moment: Timestamp) {
        guard let record = records[job] else { return }
        records[job]?.handledUntil = max(record.handledUntil, moment)
    }

    /// Nothing that is still to be done is remembered as done.
    private func checkMark(_ job: String) throws {
        guard let mark = records[job]?.handledUntil, let ledger = ledgers[job] else { return }
        for slot in ledger.pending + ledger.covered { try expect(slot.at > mark, "remembers \(slot) as done", job) }
    }

    // MARK: What happens to it

    private mutating func happen(_ event: Event) throws {
        let job = jobs.randomElement(using: &random)?.name ?? "nightly"
        switch event {
        case .sleep: pass(seconds(1...(4 * 24 * Self.hour)))
        case .clockForward:
            now.wall = now.wall.advanced(by: seconds(1...(20 * Self.hour)))
            latest = max(latest, now.wall)
        case .clockBack:
            let earlier = now.wall.advanced(by: .zero - seconds(1...(11 * Self.hour)))
            // Further than by a day the clock is taken to have been wrong.
            if earlier > latest.advanced(by: .zero - .seconds(20 * Self.hour)) { now.wall = earlier }
        case .crash: try crash()
        case .reload: try reload()
        case .pause: try pause(job, until: nil)
        case .pauseForAWhile: try pause(job, until: now.wall.advanced(by: seconds(1...(3 * 24 * Self.hour))))
        case .resume: try resume()
        case .runByHand: try runByHand(job)
        case .brokersAway: brokersBackAt = now.steady + seconds(600...(2 * 24 * Self.hour))
        }
    }

    private mutating func crash() throws {
        runs = [:]
        scheduler = Scheduler()
        pass(seconds(1...(5 * 24 * Self.hour)))
        try carryOut(scheduler.replace(jobs, records: records, at: now))
        for job in jobs {
            guard let record = records[job.name] else { continue }
            var ledger = SlotLedger(job, from: record.handledUntil)
            (ledger.pausedSince, ledger.pausedUntil) = (record.pausedSince, record.pausedUntil)
            if let old = ledgers[job.name] {
                (ledger.ran, ledger.caughtUp) = (old.ran, old.caughtUp)
                (ledger.skipped, ledger.paused) = (old.skipped, old.paused)
            }
            ledgers[job.name] = ledger
        }
    }

    private mutating func reload() throws {
        let kind = Int.random(in: 0..<jobs.count, using: &random)
        let new = try job(jobs[kind].name, kind)
        var passed: [String: Int] = [:]
        for job in jobs { passed[job.name] = ledgers[job.name]?.look(at: now.wall) }
        if let old = ledgers[new.name]?.job {
            ledgers[new.name]?.job = new
            if old.schedule != new.schedule {
                let cursor = now.wall.advanced(by: .zero - new.jitter)
                let before = ledgers[new.name]?.lookedUntil ?? cursor
                ledgers[new.name]?.cursor = max(before, cursor)
                ledgers[new.name]?.lookedUntil = max(before, cursor)
            }
        }
        jobs[kind] = new
        let counted = try carryOut(scheduler.replace(jobs, records: records, at: now))
        for job in jobs { try expect((counted[job.name] ?? 0) == (passed[job.name] ?? 0), "passed over", job.name) }
    }

    private mutating func pause(_ job: String, until end: Timestamp?) throws {
        let since = records[job]?.pausedSince ?? now.wall
        records[job]?.pausedSince = since
        records[job]?.pausedUntil = end
        try carryOut(scheduler.learn(records, at: now))
        ledgers[job]?.pausedSince = since
        ledgers[job]?.pausedUntil = end
    }

    private mutating func resume() throws {
        for job in jobs.map(\.name) where records[job]?.pausedSince != nil {
            records[job]?.pausedSince = nil
            records[job]?.pausedUntil = nil
            if runs[job] == nil { raiseMark(job, now.wall) }
            ledgers[job]?.pausedSince = nil
            ledgers[job]?.pausedUntil = nil
            try checkMark(job)
            ledgers[job]?.forget(until: records[job]?.handledUntil ?? now.wall)
        }
        try carryOut(scheduler.learn(records, at: now))
    }

    private mutating func runByHand(_ job: String) throws {
        guard runs[job] == nil else { return }
        raiseMark(job, now.wall)
        ledgers[job]?.forget(until: records[job]?.handledUntil ?? now.wall)
        try carryOut(scheduler.learn(records, at: now))
    }

    private func expect(_ holds: Bool, _ what: @autoclosure () -> String, _ job: String) throws {
        guard !holds else { return }
        Issue.record("seed \(seed), at \(now.wall): \(job) \(what())")
        throw Violation()
    }

    struct Violation: Error {}

    /// Paris, where there is a time zone database; UTC elsewhere.
    static let paris: TimeZoneRules = {
        guard let file = try? Data(contentsOf: URL(filePath: "/usr/share/zoneinfo/Europe/Paris")) else { return .utc }
        return (try? TimeZoneRules(name: "Europe/Paris", file: Array(file))) ?? .utc
    }()
}
