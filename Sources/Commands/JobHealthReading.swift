import Daemon
import Offsets
import Settings
import Store

/// What store and records say of the jobs of a configuration; no daemon and no cluster is asked.
enum JobHealthReading {
    /// How each job is, in the order of the file, and what the store says.
    ///
    /// - Throws: what keeps it from being seen: nothing that could not be read passes for well.
    static func jobs(
        _ settings: Settings,
        in directory: String,
        now: Timestamp = .now()
    ) async throws -> (jobs: [JobHealth], store: StoreSurvey) {
        let records = try await JobRecords(directory: directory).all()
        let survey = try await StoreSurvey(StoreSurvey.store(in: directory))
        let host = HostIdentity.current()
        let jobs = settings.jobs.map { job in
            survey.health(of: job, host: host, record: records[job.name.value], at: now)
        }
        return (jobs, survey)
    }
}
