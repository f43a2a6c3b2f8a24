import Offsets
import Settings
import Store

/// The daemon's loop, with all that it remembers.
struct ServiceLoop {
    private let directory: String
    private let records: JobRecords
    private let surroundings: JobService.Surroundings
    private let seams: DaemonSeams
    private let inbox: ServiceInbox
    private let jobRun: JobRun

    private var settings: Settings
    private var scheduler = Scheduler()
    private var known: [String: JobRecord] = [:]
    private var stamp: FileStamp?
    private var areRecordsFailing = false
    private var tasks: [String: Task<Void, Never>] = [:]
    private var recovery: RecoveryTasks
    private var timer: Task<Void, Never>?
    /// The exit codes of failures of a job that the operator knows of and that are tried again.
    private var troubles: [String: Set<Int32>] = [:]
    /// How often a job that runs was due meanwhile.
    private var overlaps: [String: Int] = [:]

    init(
        _ directory: String,
        _ settings: Settings,
        _ records: JobRecords,
        _ surroundings: JobService.Surroundings,
        _ seams: DaemonSeams,
        _ inbox: ServiceInbox
    ) {
        self.directory = directory
        self.settings = settings
        self.records = records
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
        await readRecords()
        await carryOut(scheduler.replace(jobs, records: known, at: surroundings.now()))
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
            case .recordsFailing(let event): tellOnce(event)
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
        if records.stamp() != stamp {
            await readRecords()
            await carryOut(scheduler.learn(known, at: surroundings.now()))
        }
        if recovery.request?.take() == true { await recovery.begin(clusters: settings.clusters.map(\.name.value)) }
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
            settings: settings,
            jobs: settings.jobs.map { job in
                let name = job.name.value
                return DaemonState.Job(
                    settings: job,
                    record: known[name],
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
                await remember { records throws(TidemarkError) in try await records.know(job, since: since) }
            case .passOver(let job, let count, let reason, let handledUntil):
                // Told when the run is over, once for all.
                if reason == .overlap {
                    overlaps[job, default: 0] += count
                } else if count > 0 {
                    surroundings.tell(.passedOver(job: job, count: count, reason))
                }
                let now = surroundings.now().wall
                await remember { records throws(TidemarkError) in
                    try await records.passOver(job, at: now, handledUntil: handledUntil, skipped: count)
                }
            case .endPause(let job, let end):
                surroundings.tell(.resumed(job: job))
                await remember { records throws(TidemarkError) in try await records.resume(job, at: end) }
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
        if troubles[start.job] == nil { surroundings.tell(.started(start)) }
        let began = surroundings.now()
        tasks[start.job] = Task { [jobRun, inbox] in
            let result = await jobRun.run(job, at: began.wall) { inbox.put(.recordsFailing(.recordsFailing($0))) }
            inbox.put(.ended(job: start.job, result, began: began))
        }
    }

    private mutating func end(_ job: String, _ result: JobResult, _ began: Moment) async {
        tasks[job] = nil
        let ended = surroundings.now()
        let before = known[job]
        scheduler.end(job, result.ending, at: ended)
        tell(result, of: job, took: ended.steady - began.steady, before)
        if let count = overlaps.removeValue(forKey: job), count > 0 {
            surroundings.tell(.passedOver(job: job, count: count, .overlap))
        }
        let handledUntil = scheduler.handledUntil(of: job)
        let jobRun = jobRun
        await remember { _ throws(TidemarkError) in
            try await jobRun.note(
                result,
                of: job,
                began: began.wall,
                ended: ended.wall,
                handledUntil: handledUntil
            )
        }
    }

    private mutating func tell(_ result: JobResult, of job: String, took: Duration, _ before: JobRecord?) {
        switch result {
        case .succeeded(let taken):
            troubles[job] = nil
            var past: DaemonEvent.Troubles?
            if let before, before.consecutiveFailures > 0, let last = before.lastFailure {
                past = DaemonEvent.Troubles(failures: before.consecutiveFailures, last: last.at)
            }
            surroundings.tell(.succeeded(job: job, taken, took: took, troubles: past))
        case .failed(let failure):
            guard failure.passes else {
                troubles[job] = nil
                return surroundings.tell(.failed(job: job, failure, isTriedAgain: false))
            }
            guard troubles[job, default: []].insert(failure.endedWith).inserted else { return }
            surroundings.tell(.failed(job: job, failure, isTriedAgain: true))
        case .interrupted: surroundings.tell(.interrupted(job: job))
        case .busy: break
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
        await carryOut(scheduler.replace(jobs, records: known, at: surroundings.now()))
        let names = Set(settings.jobs.map(\.name.value))
        troubles = troubles.filter { names.contains($0.key) }
        surroundings.tell(.reloaded(file: settings.file, jobs: settings.jobs.count))
    }

    /// Reads the records, or begins them anew where they are damaged.
    private mutating func readRecords() async {
        let found = records.stamp()
        do throws(TidemarkError) {
            known = try await records.all()
            stamp = found
        } catch {
            guard error.exitCode == .damagedData, let flaw = try? await records.prepare() else {
                stamp = found
                return tellOnce(.recordsFailing(error))
            }
            surroundings.tell(.recordsLost(flaw))
            known = [:]
            stamp = nil
        }
    }

    /// Writes to the records; a failure is told once, and the daemon goes on by what it has in memory.
    private mutating func remember(_ write: (JobRecords) async throws(TidemarkError) -> Void) async {
        do throws(TidemarkError) {
            try await write(records)
            if areRecordsFailing { surroundings.tell(.recordsWork) }
            areRecordsFailing = false
        } catch {
            tellOnce(.recordsFailing(error))
        }
    }

    private mutating func tellOnce(_ event: DaemonEvent) {
        if !areRecordsFailing { surroundings.tell(event) }
        areRecordsFailing = true
    }
}
