import Daemon
import Offsets
import Settings
import Store

/// The jobs of a configuration: what `job list` shows.
struct JobList: CommandResult {
    let settings: Settings
    let jobs: [JobHealth]
    var now = Timestamp.now()

    private static let table = Table(
        .text("JOB"),
        .text("STATE").problems(["late", "failing", "never"]),
        .text("CLUSTER").asDetail,
        .text("SCHEDULE"),
        .text("ZONE").asDetail,
        .text("NEXT RUN"),
        .text("LAST SNAPSHOT")
    )

    var remarks: [Message] { jobs.isEmpty ? [Message(.note, "no jobs in \(settings.file)")] : [] }

    func writeTable(to sink: OutputSink) {
        let rows = zip(settings.jobs, jobs).map { job, health in
            [
                health.job, health.state.rawValue, job.cluster.value, job.schedule.value.expression.description,
                job.schedule.value.zone.name, Cell.minute(health.nextRun), Cell.minute(health.lastSuccess?.finishedAt),
            ]
        }
        Self.table.write(rows, to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("jobs", array: payloads)
    }

    /// The jobs for documents.
    var payloads: [JobPayload] {
        zip(settings.jobs, jobs).map { JobPayload(settings: $0, health: $1, now: now) }
    }
}
