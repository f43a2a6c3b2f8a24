public import Offsets
public import Settings
import Store
import Synchronization

/// Runs the hooks of a job and sends its pings, around each of its runs, by whomever it was ordered.
///
/// A partial snapshot is kept, and its pings say failure: whoever is told of failures has to look at it.
public final class RunNotices: Sendable {
    /// How long the last pings may take when nothing else is left to do.
    public static let timeForPings: Duration = .seconds(5)

    private let credentials: String?
    private let now: @Sendable () -> Timestamp
    private let tell: @Sendable (DaemonEvent) -> Void
    private let pings: PingSender
    /// What is known of the run of each job that is under way.
    private let reports = Mutex<[String: HookReport]>([:])

    /// Notices of the jobs of a process.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process, which say where systemd puts credentials.
    ///   - now: The clock.
    ///   - tell: Is told what went wrong, as events that change no result.
    public init(
        environment: [String: String],
        now: @escaping @Sendable () -> Timestamp = Timestamp.now,
        tell: @escaping @Sendable (DaemonEvent) -> Void
    ) {
        credentials = SecretFile.credentials(environment)
        self.now = now
        self.tell = tell
        pings = PingSender { failure in tell(.noticeFailed(job: failure.job, reason: failure.message)) }
    }

    /// Before a run: the ping of its beginning goes out, and the `before` hook is run.
    ///
    /// - Parameters:
    ///   - job: The job.
    ///   - slot: The slot of the schedule; `nil` where an operator has asked for the run.
    /// - Throws: `hook-failed` (exit 1) when that failed; the run must not take place then, and ``after(_:_:)`` is told of it.
    public func before(_ job: JobSettings, dueAt slot: Timestamp?) async throws(TidemarkError) {
        let name = job.name.value
        let report = HookReport(job: name, cluster: job.cluster.value, dueAt: slot, startedAt: now())
        reports.withLock { $0[name] = report }
        ping(job, .start, "job \(name) started")
        if let hook = try await JobHooks(job.hooks).before(report) { tell(hook, name) }
    }

    /// After a run, whatever came of it: the hooks that belong to that are run, and the ping goes out.
    public func after(_ job: JobSettings, _ result: JobResult) async {
        let name = job.name.value
        guard var report = reports.withLock({ $0.removeValue(forKey: name) }) else { return }
        report.finishedAt = now()
        let text: String
        switch result {
        case .succeeded(let taken):
            report.outcome = AttemptOutcome(taken.state)
            report.snapshot = HookSnapshot(
                id: taken.id.text,
                state: taken.state,
                groups: taken.groups,
                offsets: taken.offsets,
                bytes: Int64(taken.bytes)
            )
            text =
                "snapshot \(taken.id): \(taken.groups) groups, \(taken.offsets) offsets"
                + (taken.isPartial ? "; \(taken.state.rawValue)" : "")
        case .failed(let failure), .busy(let failure):
            report.outcome = .failed
            report.error = RunFailure(code: failure.code, message: failure.message, hint: failure.hint)
            text = failure.message
        case .interrupted:
            report.outcome = .failed
            text = "the run was interrupted"
            report.error = RunFailure(code: TidemarkError.Code.interrupted.rawValue, message: text, hint: nil)
        }
        for hook in await JobHooks(job.hooks).ended(report) { tell(hook, name) }
        ping(job, report.outcome == .complete ? .success : .failure, text)
    }

    /// Returns when all pings are out, or given up soon after the deadline.
    public func finish(by deadline: Deadline) async {
        await pings.finish(by: deadline)
    }

    /// Tells of a hook that has failed, or that has written something.
    private func tell(_ hook: HookResult, _ job: String) {
        if !hook.succeeded {
            tell(.noticeFailed(job: job, reason: hook.message))
        } else if hook.hasWritten {
            tell(.hookSaid(job: job, text: hook.message))
        }
    }

    private func ping(_ job: JobSettings, _ moment: Ping.Moment, _ text: String) {
        guard let source = job.ping.address.value else { return }
        do throws(TidemarkError) {
            let address = try PingAddress.read(source, of: job.name.value, credentials: credentials)
            pings.send(Ping(job: job.name.value, moment: moment, text: text, address: address))
        } catch {
            tell(.noticeFailed(job: job.name.value, reason: error.message))
        }
    }
}
