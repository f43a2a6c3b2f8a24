import Daemon
import Offsets
import Settings

extension CommandContext {
    /// Tells the operator what has happened to the daemon or to a job.
    func tell(_ event: DaemonEvent) {
        if case .kept(let error) = event, let (file, mistakes) = error.mistakes, mistakes.count > 1 {
            for mistake in mistakes.prefix(Defaults.mostMistakes) {
                let text = mistake.text(in: file)
                tell(Message(.error, text, code: error.code, hint: mistake.hint, about: [.file: file]))
            }
        }
        tell(Message(event))
    }
}

extension Message {
    /// What an operator reads of an event: one line.
    init(_ event: DaemonEvent) {
        switch event {
        case .ready(let jobs): self.init(.note, "ready: \(Counted.text(jobs, "job"))")
        case .stopping(let running):
            self.init(
                .note,
                "asked to end" + (running > 0 ? "; \(Counted.text(running, "run")) asked to end, too" : "")
            )
        case .stopped: self.init(.note, "ended")
        case .started(let start): self.init(start)
        case .succeeded(let job, let taken, let took, let troubles): self.init(job, taken, took, troubles)
        case .failed(let job, let failure, let isTriedAgain):
            self.init(failure, "job \(job) failed", isTriedAgain: isTriedAgain, about: [.job: job])
        case .interrupted(let job):
            self.init(.warning, "job \(job) was interrupted; its run is made up for later", about: [.job: job])
        case .passedOver(let job, let count, let reason):
            let why = reason == .overlap ? "it was still running" : "it does not catch up"
            self.init(
                .warning,
                "job \(job) was due \(Self.times(count)) and skipped: \(why)",
                about: [.job: job]
            )
        case .paused(let job, let end):
            self.init(.note, "job \(job) is paused" + (end.map { " until \(Cell.time($0))" } ?? ""), about: [.job: job])
        case .resumed(let job): self.init(.note, "job \(job) is no longer paused", about: [.job: job])
        case .reloaded(let file, let jobs):
            self.init(.note, "read \(file) again: \(Counted.text(jobs, "job"))", about: [.file: file])
        case .kept(let error):
            self.init(
                .error,
                "the configuration was not reloaded; the previous one stays in effect: \(error.message)",
                code: error.code,
                hint: error.hint
            )
        case .clockSet(let change):
            let text = DurationText.text(change < .zero ? .zero - change : change)
            self.init(.warning, "the clock was set \(change < .zero ? "back" : "forward") by \(text)")
        case .recordsLost(let error):
            self.init(
                .warning,
                "the record of each job's last run is lost, and a new one was started: \(error.message)",
                code: error.code,
                hint: "The damaged file was moved aside; the snapshots are not touched by it."
            )
        case .recordsFailing(let error):
            self.init(
                .error,
                "the record of jobs cannot be written; jobs run anyway: \(error.message)",
                code: error.code,
                hint: error.hint
            )
        case .recordsWork: self.init(.note, "the record of jobs can be written again")
        case .storeNotice(let text): self.init(.warning, text)
        case .recovering(let runs):
            self.init(.note, "\(Counted.text(runs, "restore")) unfinished: recovering")
        case .recovered(let cluster): self.init(.note, "no interrupted restore is left on cluster \(cluster)")
        case .hookSaid(let job, let text): self.init(.note, text, about: [.job: job])
        case .noticeFailed(let job, let reason): self.init(.warning, reason, about: [.job: job])
        case .upkeepFailed(let job, let duty, let failure):
            self.init(
                failure,
                "\(duty.rawValue) of job \(job) failed, and its snapshot is as it was",
                isTriedAgain: false,
                about: [.job: job]
            )
        case .upkeepWorks(let job, let duty):
            self.init(.note, "\(duty.rawValue) of job \(job) works again", about: [.job: job])
        case .watchingFailed(let error):
            let text = "metrics: \(error.message); it is tried again until it works, without another line"
            self.init(.warning, text, code: error.code, hint: error.hint)
        case .watchingWorks(let words): self.init(.note, "metrics: \(words) again")
        case .recoveryFailed(let cluster, let failure, let isTriedAgain):
            self.init(
                failure,
                "interrupted restores on cluster \(cluster) could not be finished",
                isTriedAgain: isTriedAgain
            )
        }
    }

    private init(_ start: JobStart) {
        let text =
            start.isCatchUp
            ? "job \(start.job) started, to make up for \(Self.count(start.count)) missed since \(Cell.time(start.slot))"
            : "job \(start.job) started"
        self.init(.note, text, about: [.job: start.job])
    }

    private init(_ job: String, _ taken: TakenSnapshot, _ took: Duration, _ troubles: DaemonEvent.Troubles?) {
        var text = "job \(job)"
        if let troubles {
            text +=
                " works again after \(Counted.text(troubles.failures, "failed attempt")), the last at \(Cell.time(troubles.last));"
            text += " it"
        }
        text += " took \(taken.id): \(Counted.text(taken.groups, "group")), \(Counted.text(taken.offsets, "offset")), "
        text += "\(Cell.bytes(taken.bytes)), in \(DurationText.text(took))"
        switch taken.state {
        case .complete: break
        case .partial where taken.failedGroups > 0:
            text += "; it is partial: \(Counted.text(taken.failedGroups, "group")) could not be read"
        case .partial: text += "; it is partial"
        case .suspicious: text += "; it looks wrong: it holds no group, or far less than the one before"
        }
        self.init(
            taken.isPartial ? .warning : .note,
            text,
            hint: taken.isPartial ? "See `tidemark show \(taken.id)`." : nil,
            about: [.job: job, .snapshot: taken.id.text]
        )
    }

    private init(
        _ failure: FailedRun,
        _ what: String,
        isTriedAgain: Bool,
        about fields: [Field: String] = [:]
    ) {
        let end = isTriedAgain ? "; it is tried again until it works, without another line" : ""
        self.init(
            .error,
            "\(what) (\(failure.code)): \(failure.message)\(end)",
            code: TidemarkError.Code(rawValue: failure.code),
            hint: failure.hint,
            about: fields
        )
    }

    private static func count(_ count: Int) -> String {
        count >= Scheduler.mostCounted ? "\(count) runs or more" : Counted.text(count, "run")
    }

    private static func times(_ count: Int) -> String {
        count == 1 ? "once" : count >= Scheduler.mostCounted ? "\(count) times or more" : "\(count) times"
    }
}
