import Daemon
import Offsets
import Settings
import Store

/// A job as `status` and `job list` show it.
struct JobPayload: JSONPayload {
    let settings: JobSettings
    let health: JobHealth
    let now: Timestamp

    func write(to json: inout JSONWriter) {
        let record = health.record
        json.object { json in
            json.member("job", health.job)
            json.member("cluster", settings.cluster.value)
            json.member("schedule", settings.schedule.value.expression.description)
            json.member("zone", settings.schedule.value.zone.name)
            json.member("state", health.state.rawValue)
            json.member("late", health.isLate)
            json.member("lastSuccess", health.lastSuccess?.finishedAt)
            json.member("lastSnapshot", health.lastSuccess?.snapshot.text)
            json.member("partial", health.lastSuccess?.isPartial)
            json.member("ageSeconds", health.lastSuccess.map { Self.seconds(from: $0.finishedAt, to: now) })
            json.member("nextRun", health.nextRun)
            json.member("missed", health.missed)
            json.member("lastAttempt", record?.lastAttempt)
            json.member("consecutiveFailures", record?.consecutiveFailures)
            json.member("failed", array: (record?.lastFailure).map { [JobFailurePayload(failure: $0)] } ?? [])
            json.member("skipped", record?.skipped)
            let isPaused = health.state == .paused
            json.member("pausedSince", isPaused ? record?.pausedSince : nil)
            json.member("pausedUntil", isPaused ? record?.pausedUntil : nil)
        }
    }

    private static func seconds(from earlier: Timestamp, to later: Timestamp) -> Int64 {
        max(0, later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds).partialValue / 1_000_000_000)
    }
}

/// The object `{"at", "code", "message", "hint"}`.
struct JobFailurePayload: JSONPayload {
    let failure: JobFailure

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("at", failure.at)
            json.member("code", failure.code)
            json.member("message", failure.message)
            json.member("hint", failure.hint)
        }
    }
}
