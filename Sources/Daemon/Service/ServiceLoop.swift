import Offsets
import Settings
import Store

/// The daemon's loop, with all that it remembers.
struct ServiceLoop {
    private let surroundings: JobService.Surroundings
    private let seams: DaemonSeams
    private let inbox: ServiceInbox
    private let jobRun: JobRun

    private var settings: Settings
    private var scheduler = Scheduler()
    private var records: KnownRecords
    private var telling: RunTelling
    private var tasks: [String: Task<Void, Never>] = [:]
    private var recovery: RecoveryTasks
    private var timer: Task<Void, Never>?

    init(
        _ directory: String,
        _ settings: Settings,
        _ records: JobRecords,
        _ surroundings: JobService.Surroundings,
        _ seams: DaemonSeams,
        _ inbox: ServiceInbox
    ) {
        self.settings = settings
        self.records = KnownRecords(records, tell: surroundings.tell)
        telling = RunTelling(tell: surroundings.tell)
        self.surroundings = surroundings
        self.seams = seams
        self.inbox = inbox
        recovery = RecoveryTasks(directory: directory, surroundings: surroundings, inbox: inbox)
        let lost = RecoveryRequest()
        recovery.request = lost
        jobRun = JobRun(directory: directory, records: records, command: "tidemark daemon", seams: seams) { job in
            let (result, isLoss) = await surroundings.snapshot(job)
            if isLoss { lost.make() }
            return result
        }
    }

    /// Makes everything ready, and gives interrupted runs a moment to come to their end.
    mutating func begin() async {
        await records.read()
        await carryOut(scheduler.replace(jobs, records: records.all, at: surroundings.now()))
        await recovery.begin(clusters: settings.clusters.map(\.name.value))
        await recovery.wait(for: JobService.recoveryHead)
    }

    /// Works until it is to end.
    mutating func work() async {
        await look()
        while true {
            switch await inbox.next() {
            case .stop: return
            case .tick: break
            case .reload: await reload()
            case .ended(let job, let result, let began): await end(job, result, began)
            case .recovery(let cluster, let failure, let isOver): recovery.note(cluster, failure, isOver: isOver)
            case .recordsFailing(let error): records.note(error)
            }
            await look()
        }
    }

    /// Asks every child to end, and waits for that.
    mutating func stop() async throws(TidemarkError) {
        timer?.cancel()
        surroundings.tell(.stopping(running: tasks.count))
        for task in tasks.values { task.cancel() }
        recovery.cancel()
        let deadline = Deadline.after(JobService.timeToStop)
        while !tasks.isEmpty || recovery.isAtWork, !deadline.hasPassed {
            wake(in: min(deadline.remaining, JobService.longestWait))
            switch await inbox.next() {
            case .ended(let job, let result, let began): await end(job, result, began)
            case .recovery(let cluster, let failure, let isOver): recovery.note(cluster, failure, isOver: isOver)
            case .tick, .reload, .stop, .recordsFailing: break
            }
        }
        timer?.cancel()
        guard tasks.isEmpty else {
            throw TidemarkError(
                .processStuck,
                "the children of \(tasks.keys.sorted().joined(separator: ", ")) have not ended within "
                    + DurationText.text(JobService.timeToStop),
                hint: "Look for a dead file system or device under the store."
            )
        }
    }

    private var jobs: [ScheduledJob] { settings.jobs.map { ScheduledJob($0, host: surroundings.host) } }

    /// Looks at the clocks and the records, does what is due, and sees to it that it comes around again.
    private mutating func look() async {
        if records.areOutdated {
            await records.read()
            await carryOut(scheduler.learn(records.all, at: surroundings.now()))
        }
        if recovery.isDue { await recovery.begin(clusters: settings.clusters.map(\.name.value)) }
        await carryOut(scheduler.step(at: surroundings.now()))
        let moment = surroundings.now()
        seams.progress(state(at: moment.wall))
        wake(in: min(scheduler.idleTime(from: moment) ?? JobService.longestWait, JobService.longestWait))
    }

    private mutating func wake(in duration: Duration) {
        timer?.cancel()
        timer = Task { [inbox] in
            try? await Task.sleep(for: duration)
            if !Task.isCancelled { inbox.tick() }
        }
    }

    private func state(at moment: Timestamp) -> DaemonState {
        let running = scheduler.running
        return DaemonState(
            at: moment,
            host: surroundings.host,
            settings: settings,
            jobs: settings.jobs.map { job in
                let name = job.name.value
                return DaemonState.Job(
                    settings: job,
                    record: records.all[name],
                    nextRun: scheduler.nextRun(of: name),
                    isRunning: running.contains(name)
                )
            }
        )
    }

    private mutating func carryOut(_ actions: [SchedulerAction]) async {
        for action in actions {
            switch action {
            case .start(let start): begin(start)
            case .know(let job, let since):
                await records.remember { records throws(TidemarkError) in try await records.know(job, since: since) }
            case .passOver(let job, let count, let reason, let handledUntil):
                telling.passedOver(job, count, reason)
                let now = surroundings.now().wall
                await records.remember { records throws(TidemarkError) in
                    try await records.passOver(job, at: now, handledUntil: handledUntil, skipped: count)
                }
            case .endPause(let job, let end):
                surroundings.tell(.resumed(job: job))
                await records.remember { records throws(TidemarkError) in try await records.resume(job, at: end) }
            case .notePause(let job, let until): surroundings.tell(.paused(job: job, until: until))
            case .noteResumption(let job): surroundings.tell(.resumed(job: job))
            case .noteClock(let change): surroundings.tell(.clockSet(by: change))
            }
        }
    }

    private mutating func begin(_ start: JobStart) {
        guard let job = settings.jobs.first(where: { $0.name.value == start.job }) else {
            return scheduler.end(start.job, .failed, at: surroundings.now())
        }
        telling.began(start)
        let began = surroundings.now()
        tasks[start.job] = Task { [jobRun, inbox] in
            let result = await jobRun.run(job, dueAt: start.slot, at: began.wall) { inbox.put(.recordsFailing($0)) }
            inbox.put(.ended(job: start.job, result, began: began))
        }
    }

    private mutating func end(_ job: String, _ result: JobResult, _ began: Moment) async {
        tasks[job] = nil
        let ended = surroundings.now()
        scheduler.end(job, result.ending, at: ended)
        telling.ended(job, result, took: ended.steady - began.steady, records.all[job])
        let handledUntil = scheduler.handledUntil(of: job)
        let jobRun = jobRun
        await records.remember { _ throws(TidemarkError) in
            try await jobRun.note(
                result,
                of: job,
                began: began.wall,
                ended: ended.wall,
                handledUntil: handledUntil
            )
        }
    }

    private mutating func reload() async {
        seams.phase(.reloading)
        defer { seams.phase(.ready) }
        do throws(TidemarkError) {
            settings = try surroundings.settings()
        } catch {
            return surroundings.tell(.kept(because: error))
        }
        await carryOut(scheduler.replace(jobs, records: records.all, at: surroundings.now()))
        telling.keep(Set(settings.jobs.map(\.name.value)))
        surroundings.tell(.reloaded(file: settings.file, jobs: settings.jobs.count))
    }
}
