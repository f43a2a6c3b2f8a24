import FoundationEssentials
import KafkaTestSupport
import Offsets
import Store
import Synchronization
import Testing

@testable import Daemon

struct JobServiceTests {
    private static let hour = Duration.seconds(60 * 60)

    private static func isSuccess(_ event: DaemonEvent) -> Bool {
        if case .succeeded = event { true } else { false }
    }

    private static func failures(_ events: [DaemonEvent]) -> Int {
        events.count { if case .failed = $0 { true } else { false } }
    }

    @Test func `a job runs when it is due, and what came of it is remembered and told`() async throws {
        let test = TestService()
        try await test.run {
            try await test.told("being ready") { if case .ready(1) = $0 { true } else { false } }
            #expect(test.runs == 0)
            test.pass(Self.hour)
            try await test.told("a success", Self.isSuccess)
        }
        let record = try #require(try await JobRecords(directory: test.directory).all()["nightly"])
        #expect(record.knownSince == TestService.start)
        #expect(record.lastSuccess?.startedAt == TestService.start.advanced(by: Self.hour))
        #expect(record.handledUntil == TestService.start.advanced(by: Self.hour))
        let words = test.events.map { String("\($0)".prefix { $0 != "(" }) }
        #expect(words == ["ready", "started", "succeeded", "stopping", "stopped"])
    }

    @Test func `before a run it is told which slot it is for, the first of those that it makes up for`() async throws {
        let slots = Mutex<[Timestamp?]>([])
        var seams = DaemonSeams()
        seams.before = { _, slot throws(TidemarkError) in slots.withLock { $0.append(slot) } }
        let test = TestService(seams: seams)
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            test.pass(Self.hour)
            try await Waiting.until("a run") { slots.withLock(\.count) == 1 }
            try await test.told("a success", Self.isSuccess)
            test.pass(Self.hour * 3)
            try await Waiting.until("another run") { slots.withLock(\.count) == 2 }
        }
        let first = TestService.start.advanced(by: Self.hour)
        #expect(slots.withLock(\.self) == [first, first.advanced(by: Self.hour)])
    }

    @Test func `brokers that are away are one line, and their return another`() async throws {
        let test = TestService()
        test.answer(TestService.unreachable, TestService.unreachable, TestService.unreachable)
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            test.pass(Self.hour)
            for count in 1...4 {
                try await Waiting.until("attempt \(count)") { test.runs >= count }
                try await Waiting.until("the record of it") {
                    let record = try await JobRecords(directory: test.directory).all()["nightly"]
                    return record?.consecutiveFailures == count || record?.lastSuccess != nil
                }
                test.pass(Scheduler.longestPause)
            }
            try await test.told("a success", Self.isSuccess)
        }
        #expect(Self.failures(test.events) == 1)
        let troubles = test.events.compactMap {
            if case .succeeded(_, _, _, let troubles) = $0 { troubles } else { nil }
        }
        #expect(troubles.map(\.failures) == [3])
    }

    @Test func `brokers that are away for hours are tried all the while, and one run makes up for all of it`()
        async throws
    {
        let hours = 4
        let test = TestService()
        test.answerAll(TestService.unreachable)
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            let attempts = hours * Int(Self.hour / Scheduler.longestPause)
            test.pass(Self.hour)
            for count in 1...attempts {
                if count > 1 { test.pass(Scheduler.longestPause) }
                try await Waiting.until("the record of failure \(count)") {
                    let record = try await JobRecords(directory: test.directory).all()["nightly"]
                    return record?.consecutiveFailures == count
                }
            }
            let record = try #require(try await JobRecords(directory: test.directory).all()["nightly"])
            #expect(record.handledUntil == TestService.start && record.lastSuccess == nil && record.skipped == 0)
            #expect(record.lastFailure?.code == "unreachable")
            test.answerAll(nil)
            test.pass(Scheduler.longestPause)
            try await test.told("a success", Self.isSuccess)
        }
        let record = try #require(try await JobRecords(directory: test.directory).all()["nightly"])
        #expect(record.consecutiveFailures == 0)
        #expect(record.handledUntil >= TestService.start.advanced(by: Self.hour * hours))
        // One line when it began and one when it was over.
        #expect(Self.failures(test.events) == 1 && test.events.count(where: Self.isSuccess) == 1)
    }

    @Test
    func `a clock that is set is told; forward, one run makes up for what was missed, and back, none is made again`()
        async throws
    {
        let test = TestService()
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            test.pass(Self.hour)
            try await test.told("a success", Self.isSuccess)
            let change = Self.hour * 3
            test.setClock(by: change + .seconds(120))
            try await test.told("the clock") {
                if case .clockSet(by: let found) = $0 { found == change + .seconds(120) } else { false }
            }
            try await test.told("a run for all of them") {
                if case .started(let start) = $0 { start.count == 3 && start.isCatchUp } else { false }
            }
            try await Waiting.until("its success") { test.events.count(where: Self.isSuccess) == 2 }
            test.setClock(by: .zero - change)
            try await test.told("the clock again") {
                if case .clockSet(by: let found) = $0 { found == .zero - change } else { false }
            }
            // The same hours once more.
            for _ in 1...2 { test.pass(Self.hour) }
            #expect(test.runs == 2)
            test.pass(Self.hour * 2)
            try await Waiting.until("the next one") { test.runs == 3 }
        }
        #expect(Self.failures(test.events) == 0)
    }

    @Test func `a failure that stays is told each time`() async throws {
        let denied = JobResult.failed(FailedRun(code: "denied", message: "not allowed", hint: nil, endedWith: 77))
        let test = TestService()
        test.answer(denied, denied)
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            for count in 1...2 {
                test.pass(Self.hour)
                try await Waiting.until("failure \(count)") { Self.failures(test.events) == count }
            }
        }
    }

    @Test func `a configuration with a mistake is refused, and the one before holds`() async throws {
        let test = TestService()
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            test.write("[job.nightly]\nschedule = 5\n")
            test.inbox.reload()
            try await test.told("the mistake") { if case .kept = $0 { true } else { false } }
            test.pass(Self.hour)
            try await test.told("a success", Self.isSuccess)
            test.write(TestService.file("nightly", "other"))
            test.inbox.reload()
            try await test.told("the new one") { if case .reloaded(_, 2) = $0 { true } else { false } }
        }
    }

    @Test func `a pause by another process is noticed`() async throws {
        let test = TestService()
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            try await JobRecords(directory: test.directory).pause("nightly", since: TestService.start, until: nil)
            try await test.told("the pause") {
                if case .paused(job: "nightly", until: nil) = $0 { true } else { false }
            }
            test.pass(Self.hour)
            try await JobRecords(directory: test.directory)
                .resume("nightly", at: TestService.start.advanced(by: Self.hour))
            try await test.told("its end") { if case .resumed = $0 { true } else { false } }
        }
        #expect(test.runs == 0)
    }

    @Test func `a store has one daemon`() async throws {
        let test = TestService()
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            let error = await #expect(throws: TidemarkError.self) { try await test.service.run() }
            #expect(error?.code == .daemonRunning)
            #expect(error?.message.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
        }
    }

    @Test func `asked to end, it ends its runs, and they are made up for`() async throws {
        let test = TestService(hangs: true)
        let asked = Mutex<ContinuousClock.Instant?>(nil)
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            test.pass(Self.hour)
            try await Waiting.until("a run") { test.runs == 1 }
            asked.withLock { $0 = .now }
        }
        let start = try #require(asked.withLock { $0 })
        #expect(start.duration(to: .now) < JobService.timeToStop)
        let record = try #require(try await JobRecords(directory: test.directory).all()["nightly"])
        #expect(record.handledUntil == TestService.start && record.lastFailure == nil)
        #expect(record.lastAttempt == TestService.start.advanced(by: Self.hour))
    }

    @Test func `damaged records are replaced, also while it runs`() async throws {
        let test = TestService()
        try FileManager.default.createDirectory(atPath: test.directory, withIntermediateDirectories: true)
        let file = URL(filePath: "\(test.directory)/jobs.sqlite")
        try Data("no database at all".utf8).write(to: file)
        try await test.run {
            try await test.told("being ready") { if case .ready = $0 { true } else { false } }
            #expect(test.events.contains { if case .recordsLost = $0 { true } else { false } })
            try Data("no database either".utf8).write(to: file)
            try await Waiting.until("it is told again") {
                test.events.count { if case .recordsLost = $0 { true } else { false } } == 2
            }
            test.pass(Self.hour)
            try await test.told("a success", Self.isSuccess)
        }
        #expect(try await JobRecords(directory: test.directory).all()["nightly"]?.lastSuccess != nil)
    }

    @Test func `a configuration that is wrong at the start is the error`() async throws {
        let test = TestService()
        test.write("[stroe]\n")
        let error = await #expect(throws: TidemarkError.self) { try await test.service.run() }
        #expect(error?.exitCode == .configuration)
    }
}
