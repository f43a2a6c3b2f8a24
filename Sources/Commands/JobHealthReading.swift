import Daemon
import Offsets
import Settings
import Store
import Syntax

/// What store and records say of the jobs of a configuration; no daemon and no cluster is asked.
enum JobHealthReading {
    /// How each job is, in the order of the file, and the store where there is one.
    ///
    /// - Throws: what keeps it from being seen: nothing that could not be read passes for well.
    static func jobs(
        _ settings: Settings,
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        now: Timestamp = .now()
    ) async throws -> (jobs: [JobHealth], store: SnapshotStore?) {
        let directory = try StoreOptions.directory(arguments, context)
        let records = try await JobRecords(directory: directory).all()
        let store = try await store(directory)
        let snapshots = await store?.list() ?? []
        let host = HostIdentity.current()
        let jobs = settings.jobs.map { job in
            let name = job.name.value
            let newest = snapshots.last { $0.job == name }.map { snapshot in
                JobSuccess(
                    startedAt: snapshot.startedAt,
                    finishedAt: snapshot.finishedAt,
                    snapshot: snapshot.id,
                    isPartial: snapshot.state != .complete
                )
            }
            return JobHealth(job, host: host, record: records[name], newest: newest, at: now)
        }
        return (jobs, store)
    }

    private static func store(_ directory: String) async throws(TidemarkError) -> SnapshotStore? {
        do throws(TidemarkError) {
            return try await SnapshotStore.open(directory, for: .reading)
        } catch {
            guard error.code == .noStore else { throw error }
            return nil
        }
    }
}
