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
        .text("STATE"),
        .text("CLUSTER"),
        .text("SCHEDULE"),
        .text("ZONE"),
        .text("NEXT RUN"),
        .text("LAST SNAPSHOT")
    )

    func writeTable(to sink: OutputSink) {
        let rows = zip(settings.jobs, jobs).map { job, health in
            [
                health.job, health.state.rawValue, job.cluster.value, job.schedule.value.expression.description,
                job.schedule.value.zone.name, Cell.time(health.nextRun), Cell.time(health.lastSuccess?.finishedAt),
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
