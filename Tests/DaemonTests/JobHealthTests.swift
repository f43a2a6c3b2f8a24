import Daemon
import Offsets
import Store
import Testing

struct JobHealthTests {
    private static let three = Timestamp(rfc3339: "2026-11-27T03:00:00Z") ?? .now()

    private static func health(
        _ record: JobRecord?,
        newest: JobSuccess? = nil,
        hoursLater hours: Int,
        minutes: Int = 0
    ) throws -> JobHealth {
        let schedule = CalendarSchedule(try CalendarExpression("*-*-* 03:00:00"), in: .utc)
        return JobHealth(
            ScheduledJob(name: "nightly", schedule: schedule),
            timeout: .seconds(120),
            record: record,
            newest: newest,
            at: three.advanced(by: .seconds(hours * 3_600 + minutes * 60))
        )
    }

    private static func success(isPartial: Bool = false) -> JobSuccess {
        JobSuccess(
            startedAt: three,
            finishedAt: three.advanced(by: .seconds(5)),
            snapshot: SnapshotID(text: "20261127T030000Z-1"),
            isPartial: isPartial
        )
    }

    private static func record(_ success: JobSuccess? = success(), failures: Int = 0) -> JobRecord {
        JobRecord(
            job: "nightly",
            knownSince: three.advanced(by: .seconds(-3_600)),
            handledUntil: success == nil ? nil : three,
            lastSuccess: success,
            lastFailure: failures > 0
                ? JobFailure(at: three.advanced(by: .seconds(60)), code: "unreachable", message: "no broker") : nil,
            consecutiveFailures: failures
        )
    }

    @Test func `a snapshot is fresh until the next one is due, with what that may take and the tolerance`() throws {
        #expect(try Self.health(Self.record(), hoursLater: 23).state == .ok)
        #expect(try Self.health(Self.record(), hoursLater: 24, minutes: 7).state == .ok)
        let late = try Self.health(Self.record(), hoursLater: 24, minutes: 8)
        #expect(late.state == .late && late.isLate && late.missed == 1)
        #expect(late.late == .seconds(8 * 60))
        #expect(try Self.health(Self.record(), hoursLater: 24, minutes: 7).late == .zero)
    }

    @Test func `a job that nobody has ever seen is late, and one that is not due yet is not`() throws {
        let unseen = try Self.health(nil, hoursLater: 0)
        #expect(unseen.state == .never && unseen.isLate && unseen.late == nil)
        let young = try Self.health(Self.record(nil), hoursLater: -1, minutes: 30)
        #expect(young.state == .never && !young.isLate && young.nextRun == Self.three)
        #expect(try Self.health(Self.record(nil), hoursLater: 1).isLate)
    }

    @Test func `a snapshot that a timer has taken counts`() throws {
        let health = try Self.health(nil, newest: Self.success(), hoursLater: 1)
        #expect(health.state == .ok && health.missed == 0)
    }

    @Test func `a failure, and a snapshot that lacks something, are told before the job is late`() throws {
        #expect(try Self.health(Self.record(failures: 2), hoursLater: 1).state == .failing)
        #expect(try Self.health(Self.record(Self.success(isPartial: true)), hoursLater: 1).state == .failing)
        #expect(try Self.health(Self.record(failures: 2), hoursLater: 25).state == .late)
        #expect(try Self.health(Self.record(nil, failures: 1), hoursLater: -1, minutes: 30).state == .failing)
    }

    @Test func `a paused job is not late, and runs again when its pause is over`() throws {
        var record = Self.record()
        record.pausedSince = Self.three
        let resting = try Self.health(record, hoursLater: 100)
        #expect(resting.state == .paused && !resting.isLate && resting.nextRun == nil && resting.missed == 0)
        record.pausedUntil = Self.three.advanced(by: .seconds(30 * 3_600))
        #expect(try Self.health(record, hoursLater: 2).nextRun == Self.three.advanced(by: .seconds(48 * 3_600)))
        #expect(try Self.health(record, hoursLater: 31).state == .late)
    }
}
