public import Offsets
public import Settings
public import Store

/// Whether a job does what its schedule says, as far as store and records tell; no daemon is asked.
public struct JobHealth: Hashable, Sendable {
    /// How well it is.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Its last snapshot is no older than the schedule wants it, and complete.
        case ok
        /// Its last snapshot is too old.
        case late
        /// It has never taken one.
        case never
        /// Its last attempt failed, or lacks something; it is not late yet.
        case failing
        /// Somebody has paused it.
        case paused
    }

    /// How much later than its schedule, its jitter and its deadline allow a snapshot may be before the job is late: time for
    /// attempts that are made again.
    public static let tolerance: Duration = .seconds(5 * 60)

    /// The job's name.
    public let job: String
    /// How well it is.
    public let state: State
    /// Whether somebody has to look: it is late, or has never been seen to run and should have been.
    public let isLate: Bool
    /// For how long a snapshot has been missing, counted from when it was due; zero where it is not late, `nil` where it has
    /// never been seen to run and should have been.
    public let late: Duration?
    /// The last snapshot it has taken, by a daemon, by hand or by a timer; `nil` for none.
    public let lastSuccess: JobSuccess?
    /// What is remembered of it; `nil` where no daemon has seen it.
    public let record: JobRecord?
    /// When it runs next; `nil` when never, or not before somebody ends its pause.
    public let nextRun: Timestamp?
    /// How many times it was due and is not dealt with; counting ends at ``Scheduler/mostCounted``.
    public let missed: Int

    /// Judges a job.
    ///
    /// - Parameters:
    ///   - job: its schedule.
    ///   - timeout: its deadline.
    ///   - record: what is remembered of it.
    ///   - newest: its newest snapshot in the store.
    ///   - now: the moment at which it is judged.
    public init(
        _ job: ScheduledJob,
        timeout: Duration,
        record: JobRecord?,
        newest: JobSuccess?,
        at now: Timestamp
    ) {
        self.job = job.name
        self.record = record
        let successes = [record?.lastSuccess, newest].compactMap(\.self)
        lastSuccess = successes.max { $0.startedAt < $1.startedAt }
        let isPaused = record?.isPaused(at: now) ?? false
        // Before it was known nobody could miss it.
        let reference = lastSuccess?.startedAt ?? record?.knownSince
        let due = reference.flatMap { job.run(after: $0) }
        let limit = due?.advanced(by: timeout + Self.tolerance)
        let isOverdue = reference == nil || limit.map { now > $0 } ?? false
        isLate = isOverdue && !isPaused
        late = isLate ? due.map { .nanoseconds(now.nanoseconds - $0.nanoseconds) } : .zero
        let hasFailed =
            (record?.consecutiveFailures ?? 0) > 0
            && (record?.lastFailure?.at ?? now) > (lastSuccess?.startedAt ?? .first)
        state =
            if isPaused {
                .paused
            } else if lastSuccess == nil, !hasFailed {
                .never
            } else if isLate {
                .late
            } else if hasFailed || lastSuccess?.isPartial == true {
                .failing
            } else {
                .ok
            }
        let handled = [record?.handledUntil, lastSuccess?.startedAt].compactMap(\.self).max()
        missed = isPaused ? 0 : Self.count(job, after: handled, before: now)
        if isPaused {
            nextRun = record?.pausedUntil.flatMap { job.run(after: max($0, now)) }
        } else {
            nextRun = job.run(after: max(now, handled ?? now))
        }
    }

    /// Judges a job of a configuration.
    public init(_ settings: JobSettings, host: String, record: JobRecord?, newest: JobSuccess?, at now: Timestamp) {
        self.init(
            ScheduledJob(settings, host: host),
            timeout: settings.timeout.value,
            record: record,
            newest: newest,
            at: now
        )
    }

    private static func count(_ job: ScheduledJob, after handled: Timestamp?, before now: Timestamp) -> Int {
        guard var moment = handled else { return 0 }
        var count = 0
        while count < Scheduler.mostCounted, let next = job.schedule.next(after: moment),
            next.advanced(by: job.jitter) <= now
        {
            count += 1
            moment = next
        }
        return count
    }
}

extension Timestamp {
    fileprivate static let first = Timestamp(nanoseconds: .min)
}
