import Offsets
import Settings
import Store

extension MetricsState {
    /// What is measured of a daemon.
    ///
    /// - Parameters:
    ///   - state: What it knows of its jobs.
    ///   - counts: What became of their runs.
    ///   - found: What was found of the store.
    ///   - libraries: The versions of the libraries.
    init(
        _ state: DaemonState,
        _ counts: RunCounts,
        _ found: StoreFindings,
        libraries: [String: String]
    ) {
        self.libraries = libraries
        store = found.store
        lags = found.lags
        jobs = state.jobs.map { job in
            JobMetrics(job, counts, newest: found.newest?[job.settings.name.value], host: state.host, at: state.at)
        }
    }
}

extension JobMetrics {
    fileprivate init(
        _ job: DaemonState.Job,
        _ counts: RunCounts,
        newest: StoredSnapshot?,
        host: String,
        at now: Timestamp
    ) {
        let settings = job.settings
        self.init(name: settings.name.value, cluster: settings.cluster.value)
        let health = JobHealth(settings, host: host, record: job.record, newest: newest.map(JobSuccess.init), at: now)
        lastSuccess = health.lastSuccess?.startedAt
        lastAttempt = job.record?.lastAttempt
        // Without its record it might be paused.
        if job.record != nil { late = health.late }
        nextRun = job.nextRun
        if let next = job.nextRun, let second = settings.schedule.value.next(after: next) {
            scheduleInterval = .nanoseconds(second.nanoseconds - next.nanoseconds)
        }
        lastSnapshot = Self.last(counts.snapshots[name], newest)
        attempts = counts.attempts[name] ?? [:]
        durations = counts.durations[name] ?? DurationHistogram()
    }

    /// The numbers of what the daemon has taken last, or of what somebody else has taken since.
    private static func last(_ taken: TakenSnapshot?, _ stored: StoredSnapshot?) -> SnapshotMetrics? {
        if let stored, taken.map({ $0.id < stored.id }) ?? true {
            return SnapshotMetrics(
                listed: nil,
                captured: stored.groups,
                failed: nil,
                offsets: stored.offsets,
                bytes: Int64(stored.bytes)
            )
        }
        return taken.map { taken in
            SnapshotMetrics(
                listed: taken.listedGroups,
                captured: taken.groups,
                failed: taken.failedGroups,
                offsets: taken.offsets,
                bytes: Int64(taken.bytes)
            )
        }
    }
}
