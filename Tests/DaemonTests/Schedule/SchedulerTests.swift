import Offsets
import Store
import Testing

@testable import Daemon

/// Single situations; ``SimulatedYearTests`` has all of them at once.
struct SchedulerTests {
    private static let noon = Timestamp(rfc3339: "2026-11-27T12:00:00Z") ?? .now()

    private static func job(
        _ name: String = "nightly",
        _ expression: String = "*-*-* *:00:00",
        catchesUp: Bool = true
    ) throws -> ScheduledJob {
        let schedule = CalendarSchedule(try CalendarExpression(expression), in: .utc)
        return ScheduledJob(name: name, schedule: schedule, catchesUp: catchesUp)
    }

    /// A moment so many minutes after noon.
    private static func at(_ minutes: Int, clockSetBy change: Duration = .zero) -> Moment {
        let passed = Duration.seconds(minutes * 60)
        return Moment(wall: noon.advanced(by: passed + change), steady: passed)
    }

    private static func starts(_ actions: [SchedulerAction]) -> [JobStart] {
        actions.compactMap { if case .start(let start) = $0 { start } else { nil } }
    }

    /// A scheduler that knows jobs since noon.
    private static func scheduler(_ jobs: ScheduledJob...) -> Scheduler {
        var scheduler = Scheduler()
        _ = scheduler.replace(jobs, records: [:], at: at(0))
        return scheduler
    }

    @Test func `a job that is seen for the first time is remembered, and misses nothing from before`() throws {
        var scheduler = Scheduler()
        let actions = scheduler.replace([try Self.job()], records: [:], at: Self.at(0))
        #expect(actions == [.know(job: "nightly", since: Self.noon)])
        #expect(scheduler.step(at: Self.at(1)).isEmpty)
        #expect(scheduler.idleTime(from: Self.at(1)) == .seconds(59 * 60))
    }

    @Test func `what was missed is made up for by one run`() throws {
        var scheduler = Scheduler()
        let record = JobRecord(job: "nightly", knownSince: Self.noon)
        _ = scheduler.replace([try Self.job()], records: ["nightly": record], at: Self.at(5 * 60 + 30))
        let start = try #require(Self.starts(scheduler.step(at: Self.at(5 * 60 + 30))).first)
        #expect(start.count == 5 && start.isCatchUp && start.slot == Self.at(60).wall)
        scheduler.end("nightly", .succeeded, at: Self.at(5 * 60 + 31))
        #expect(Self.starts(scheduler.step(at: Self.at(5 * 60 + 59))).isEmpty)
        let next = try #require(Self.starts(scheduler.step(at: Self.at(6 * 60))).first)
        #expect(next.count == 1 && !next.isCatchUp)
    }

    @Test func `a job that does not catch up passes over what was missed`() throws {
        var scheduler = Self.scheduler(try Self.job(catchesUp: false))
        let actions = scheduler.step(at: Self.at(3 * 60 + 30))
        let mark = Self.at(3 * 60 + 30).wall
        #expect(actions == [.passOver(job: "nightly", count: 3, reason: .missed, handledUntil: mark)])
    }

    @Test func `a job never runs beside itself`() throws {
        var scheduler = Self.scheduler(try Self.job())
        #expect(Self.starts(scheduler.step(at: Self.at(60))).count == 1)
        let actions = scheduler.step(at: Self.at(120))
        // What runs is not remembered as done.
        #expect(actions == [.passOver(job: "nightly", count: 1, reason: .overlap, handledUntil: Self.noon)])
        scheduler.end("nightly", .succeeded, at: Self.at(130))
        #expect(Self.starts(scheduler.step(at: Self.at(131))).isEmpty)
        #expect(scheduler.handledUntil(of: "nightly") == Self.at(120).wall)
    }

    @Test func `jobs run beside each other, up to a number, and the others wait`() throws {
        var scheduler = Scheduler()
        let jobs = try (1...6).map { try Self.job("job-\($0)", catchesUp: $0 != 6) }
        _ = scheduler.replace(jobs, records: [:], at: Self.at(0))
        #expect(Self.starts(scheduler.step(at: Self.at(60))).count == Scheduler.mostRunning)
        scheduler.end("job-1", .succeeded, at: Self.at(65))
        #expect(Self.starts(scheduler.step(at: Self.at(65))).map(\.job) == ["job-5"])
        scheduler.end("job-2", .succeeded, at: Self.at(66))
        // It was due in time, and only had to wait.
        #expect(Self.starts(scheduler.step(at: Self.at(66))).map(\.job) == ["job-6"])
    }

    @Test func `while brokers are away it is tried again, in growing pauses, until the next time it is due`() throws {
        var scheduler = Self.scheduler(try Self.job())
        var moment = Self.at(60)
        var attempts: [(at: Duration, number: Int)] = []
        while moment.steady < Self.at(120).steady {
            for start in Self.starts(scheduler.step(at: moment)) {
                attempts.append((moment.steady, start.attempt))
                scheduler.end("nightly", .failedForNow, at: moment)
            }
            moment = moment.advanced(by: try #require(scheduler.idleTime(from: moment)))
        }
        let pauses = zip(attempts, attempts.dropFirst()).map { $1.at - $0.at }
        #expect(pauses.first == Scheduler.firstPause && pauses.max() == Scheduler.longestPause)
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy(<=))
        #expect(attempts.map(\.number) == Array(1...attempts.count))
        #expect(scheduler.handledUntil(of: "nightly") == Self.noon)
        let next = try #require(Self.starts(scheduler.step(at: Self.at(120))).first)
        #expect(next.attempt == 1 && next.count == 2)
    }

    @Test func `a failure that stays is not tried again before the next time`() throws {
        var scheduler = Self.scheduler(try Self.job())
        _ = scheduler.step(at: Self.at(60))
        scheduler.end("nightly", .failed, at: Self.at(61))
        #expect(Self.starts(scheduler.step(at: Self.at(119))).isEmpty)
        #expect(scheduler.handledUntil(of: "nightly") == Self.at(60).wall)
    }

    @Test func `a clock that is set back makes nothing due twice`() throws {
        var scheduler = Self.scheduler(try Self.job())
        _ = scheduler.step(at: Self.at(60))
        scheduler.end("nightly", .succeeded, at: Self.at(61))
        _ = scheduler.step(at: Self.at(61))
        let back = Duration.seconds(-30 * 60)
        #expect(scheduler.step(at: Self.at(62, clockSetBy: back)) == [.noteClock(by: back)])
        #expect(Self.starts(scheduler.step(at: Self.at(90, clockSetBy: back))).isEmpty)
        #expect(Self.starts(scheduler.step(at: Self.at(150, clockSetBy: back))).count == 1)
    }

    @Test func `what was remembered under a clock that was years ahead stops no job`() throws {
        var scheduler = Scheduler()
        let record = JobRecord(
            job: "nightly",
            knownSince: Self.noon,
            handledUntil: Self.noon.advanced(by: .seconds(4 * 366 * 24 * 60 * 60))
        )
        _ = scheduler.replace([try Self.job()], records: ["nightly": record], at: Self.at(0))
        let actions = scheduler.step(at: Self.at(0))
        #expect(actions == [.passOver(job: "nightly", count: 0, reason: .clockSetBack, handledUntil: Self.noon)])
        #expect(Self.starts(scheduler.step(at: Self.at(60))).count == 1)
    }

    @Test func `a pause lets nothing run and owes nothing, and ends by itself`() throws {
        var scheduler = Self.scheduler(try Self.job())
        var record = JobRecord(job: "nightly", knownSince: Self.noon)
        (record.pausedSince, record.pausedUntil) = (Self.noon, Self.at(150).wall)
        let noted = scheduler.learn(["nightly": record], at: Self.at(1))
        #expect(noted == [.notePause(job: "nightly", until: Self.at(150).wall)])
        #expect(scheduler.step(at: Self.at(60)).isEmpty)
        #expect(scheduler.step(at: Self.at(120)).isEmpty)
        #expect(scheduler.step(at: Self.at(150)) == [.endPause(job: "nightly", at: Self.at(150).wall)])
        let start = try #require(Self.starts(scheduler.step(at: Self.at(180))).first)
        #expect(start.count == 1 && !start.isCatchUp)
    }

    @Test func `a run by hand makes up for what was missed`() throws {
        var scheduler = Self.scheduler(try Self.job())
        _ = scheduler.step(at: Self.at(60))
        scheduler.end("nightly", .failedForNow, at: Self.at(61))
        var record = JobRecord(job: "nightly", knownSince: Self.noon)
        record.handledUntil = Self.at(65).wall
        _ = scheduler.learn(["nightly": record], at: Self.at(66))
        #expect(Self.starts(scheduler.step(at: Self.at(100))).isEmpty)
        #expect(Self.starts(scheduler.step(at: Self.at(120))).count == 1)
    }

    @Test func `a new configuration keeps what runs, and owes nothing by a schedule that did not hold`() throws {
        var scheduler = Self.scheduler(try Self.job("old"), try Self.job("kept", "*-*-* 15:00:00"))
        _ = scheduler.step(at: Self.at(60))
        #expect(scheduler.running == ["old"])
        let kept = try Self.job("kept", "*-*-* *:05:00")
        _ = scheduler.replace([kept], records: [:], at: Self.at(130))
        #expect(scheduler.running == ["old"])
        #expect(Self.starts(scheduler.step(at: Self.at(130))).isEmpty)
        scheduler.end("old", .failedForNow, at: Self.at(131))
        #expect(Self.starts(scheduler.step(at: Self.at(185))).map(\.job) == ["kept"])
    }

    @Test func `jitter is within its limit, the same on a host, and another on another`() {
        let longest = Duration.seconds(120)
        let all = (0..<200).map { Jitter.of(job: "nightly", host: "host-\($0)", upTo: longest) }
        #expect(all.allSatisfy { $0 >= .zero && $0 <= longest })
        #expect(Set(all).count > 150)
        #expect(all[7] == Jitter.of(job: "nightly", host: "host-7", upTo: longest))
        #expect(all[7] != Jitter.of(job: "hourly", host: "host-7", upTo: longest))
        #expect(Jitter.of(job: "nightly", host: "host-7", upTo: .zero) == .zero)
    }
}
