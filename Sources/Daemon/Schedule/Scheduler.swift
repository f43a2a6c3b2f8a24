public import Offsets
public import Store

/// Which job runs when: a value that is told what happens and says what is to be done, without a clock of its own.
///
/// Every time at which a job is due is dealt with once: by a run at that time; where it was missed (the machine was off or
/// slept, the clock was set forward, the run failed), by one run for all that were missed; where the job still ran, or does
/// not catch up, or is paused, by being passed over. A time that was dealt with is not due again when the clock is set back.
/// A job never runs beside itself.
public struct Scheduler: Sendable {
    /// What begins later than this is no longer on time: long beside the pauses of a busy machine.
    public static let punctuality: Duration = .seconds(60)
    /// So many jobs run at the same time at most: captures of several clusters, and not every job of a host after a boot.
    public static let mostRunning = 4
    /// Missed times are counted up to here: nobody reads a larger number, and a job may be due every second.
    public static let mostCounted = 1_000
    /// A record that is further ahead of the clock was written while the clock was wrong.
    public static let longestSetBack: Duration = .seconds(24 * 60 * 60)
    /// The pause before a run is tried again; it doubles each time.
    public static let firstPause: Duration = .seconds(10)
    /// The longest such pause.
    public static let longestPause: Duration = .seconds(5 * 60)

    private var states: [String: JobState] = [:]
    /// The names in the order of the configuration; those that are removed from it are behind.
    private var order: [String] = []
    private var last: Moment?

    /// A scheduler without jobs.
    public init() {}

    /// The names of jobs that run.
    public var running: Set<String> { Set(states.values.filter { $0.running != nil }.map(\.job.name)) }

    /// When a job's next run is due by its schedule, the jitter included; `nil` where it never is or there is no such job.
    public func nextRun(of job: String) -> Timestamp? { states[job].flatMap { $0.isRemoved ? nil : $0.nextRun } }

    /// Until when the schedule of a job is dealt with for good; `nil` where there is no such job.
    public func handledUntil(of job: String) -> Timestamp? { states[job]?.handledUntil }

    /// Takes the jobs of a configuration in the place of those before; what runs goes on.
    ///
    /// - Parameters:
    ///   - jobs: the jobs.
    ///   - records: what is remembered of them.
    ///   - moment: now.
    /// - Returns: what is to be done.
    public mutating func replace(
        _ jobs: [ScheduledJob],
        records: [String: JobRecord],
        at moment: Moment
    ) -> [SchedulerAction] {
        var actions: [SchedulerAction] = []
        // What was due until now was due by the schedules until now.
        for name in order { actions += look(name, at: moment) }
        let names = Set(jobs.map(\.name))
        for name in order where !names.contains(name) {
            states[name]?.isRemoved = true
            states[name]?.drop()
            if states[name]?.running == nil { states[name] = nil }
        }
        for job in jobs {
            if states[job.name] != nil {
                states[job.name]?.change(job, at: moment.wall)
            } else {
                states[job.name] = JobState(job, seenUntil: records[job.name]?.handledUntil ?? moment.wall)
            }
        }
        order = jobs.map(\.name) + order.filter { states[$0] != nil && !names.contains($0) }
        return actions + learn(records, at: moment)
    }

    /// Takes what is remembered of the jobs, which another process may have changed.
    ///
    /// - Returns: what is to be done.
    public mutating func learn(_ records: [String: JobRecord], at moment: Moment) -> [SchedulerAction] {
        var actions: [SchedulerAction] = []
        for name in order {
            guard var state = states[name] else { continue }
            let wasPaused = state.pausedSince != nil
            if let record = records[name] {
                // What is far ahead was written while the clock was wrong.
                if record.handledUntil <= moment.wall.advanced(by: Self.longestSetBack) {
                    state.forget(until: record.handledUntil)
                }
                (state.pausedSince, state.pausedUntil) = (record.pausedSince, record.pausedUntil)
            } else {
                (state.pausedSince, state.pausedUntil) = (nil, nil)
                actions.append(.know(job: name, since: state.handledUntil))
            }
            if !wasPaused, state.isPaused(at: moment.wall) {
                actions.append(.notePause(job: name, until: state.pausedUntil))
            } else if wasPaused, state.pausedSince == nil {
                actions.append(.noteResumption(job: name))
            }
            states[name] = state
        }
        return actions
    }

    /// Looks at the clocks, and says what is to be done now.
    public mutating func step(at moment: Moment) -> [SchedulerAction] {
        var actions: [SchedulerAction] = []
        if let last {
            let passed = Duration.nanoseconds(moment.wall.nanoseconds &- last.wall.nanoseconds)
            let change = passed - (moment.steady - last.steady)
            if change > Self.punctuality || change < .zero - Self.punctuality { actions.append(.noteClock(by: change)) }
        }
        last = moment
        for name in order { actions += look(name, at: moment) }
        var places = Self.mostRunning - states.values.count { $0.running != nil }
        let waiting = order.compactMap { states[$0] }.filter { state in
            state.owed != nil && state.running == nil && state.retry.map { $0.at <= moment.steady } ?? true
        }
        for state in waiting.sorted(by: { $0.owed.map(\.slot) ?? moment.wall < $1.owed.map(\.slot) ?? moment.wall }) {
            guard places > 0, let owed = state.owed else { break }
            places -= 1
            let name = state.job.name
            let attempt = (state.retry?.failures ?? 0) + 1
            states[name]?.attempts = attempt
            states[name]?.running = owed
            states[name]?.drop()
            actions.append(
                .start(
                    JobStart(
                        job: name,
                        slot: owed.slot,
                        count: owed.count,
                        isCatchUp: owed.isCatchUp,
                        attempt: attempt
                    )
                )
            )
        }
        return actions
    }

    /// Takes that a job's run has ended; ``handledUntil(of:)`` then says what is dealt with by it.
    public mutating func end(_ job: String, _ ending: JobEnding, at moment: Moment) {
        guard var state = states[job], let run = state.running else { return }
        state.running = nil
        guard !state.isRemoved else {
            states[job] = nil
            order.removeAll { $0 == job }
            return
        }
        switch ending {
        case .succeeded, .failed: break
        case .interrupted, .failedForNow:
            if let later = state.owed {
                // It was due again meanwhile and missed: tried again at once.
                state.owed = run
                state.owed?.add(later)
            } else {
                state.owed = run
                guard ending == .failedForNow else { break }
                let pause = Self.pause(after: state.attempts)
                state.retry = JobState.Retry(failures: state.attempts, at: moment.steady + pause)
            }
        }
        states[job] = state
    }

    /// How long there is nothing to do, unless something happens; `nil` for as long as nothing happens.
    public func idleTime(from moment: Moment) -> Duration? {
        let isFull = running.count >= Self.mostRunning
        let waits = states.values.flatMap { state -> [Duration] in
            var waits: [Duration] = []
            func wait(until wall: Timestamp) {
                waits.append(
                    .nanoseconds(wall.nanoseconds.subtractingReportingOverflow(moment.wall.nanoseconds).partialValue)
                )
            }
            if !state.isRemoved, let next = state.nextRun { wait(until: next) }
            if state.pausedSince != nil, let end = state.pausedUntil { wait(until: end) }
            if state.owed != nil, state.running == nil, !isFull {
                waits.append(state.retry.map { $0.at - moment.steady } ?? .zero)
            }
            return waits
        }
        return waits.min().map { max(.zero, $0) }
    }

    /// The pause after so many failures.
    static func pause(after failures: Int) -> Duration {
        var pause = firstPause
        for _ in 1..<max(1, min(failures, 16)) { pause = min(pause * 2, longestPause) }
        return pause
    }

    /// Looks through the schedule of a job up to now.
    private mutating func look(_ name: String, at moment: Moment) -> [SchedulerAction] {
        guard var state = states[name], !state.isRemoved else { return [] }
        defer { states[name] = state }
        var actions: [SchedulerAction] = []
        if state.seenUntil > moment.wall.advanced(by: Self.longestSetBack) {
            state.look(until: moment.wall)
            let mark = state.handledUntil
            actions.append(.passOver(job: name, count: 0, reason: .clockSetBack, handledUntil: min(mark, moment.wall)))
        }
        let cutoff = moment.wall.advanced(by: .zero - state.job.jitter)
        if state.pausedSince != nil {
            guard let end = state.pausedUntil, end <= moment.wall else {
                state.drop()
                if let upcoming = state.upcoming, upcoming <= cutoff { state.look(until: cutoff) }
                return actions
            }
            (state.pausedSince, state.pausedUntil) = (nil, nil)
            state.drop()
            if end > state.seenUntil { state.look(until: end) }
            actions.append(.endPause(job: name, at: end))
        }
        guard let upcoming = state.upcoming, upcoming <= cutoff else { return actions }
        let before = state.seenUntil
        let onTimeAfter = max(before, cutoff.advanced(by: .zero - Self.punctuality))
        let missed = onTimeAfter > before ? state.slots(after: before, upTo: onTimeAfter) : []
        let onTime = state.slots(after: onTimeAfter, upTo: cutoff)
        state.look(until: cutoff)
        var passed: (count: Int, reason: PassReason)?
        if !missed.isEmpty, !state.job.catchesUp { passed = (missed.count, .missed) }
        let isRunning = state.running != nil
        if isRunning, !onTime.isEmpty { passed = ((passed?.count ?? 0) + onTime.count, .overlap) }
        let caught = state.job.catchesUp ? missed : []
        let taken = isRunning ? [] : onTime
        let slots =
            caught.map { JobState.Owed.Slot(at: $0, isMissed: true) }
            + taken.map { JobState.Owed.Slot(at: $0, isMissed: false) }
        if !slots.isEmpty {
            let due = JobState.Owed(slots: Array(slots.prefix(Self.mostCounted)), before: before, until: cutoff)
            // One run for all of them; the next time it is due, an attempt that waits to be made again is made at once.
            if state.owed == nil || state.retry != nil && !state.job.catchesUp {
                state.owed = due
            } else {
                state.owed?.add(due)
            }
            state.retry = nil
        }
        if let passed {
            actions.append(
                .passOver(job: name, count: passed.count, reason: passed.reason, handledUntil: state.handledUntil)
            )
        }
        return actions
    }
}
