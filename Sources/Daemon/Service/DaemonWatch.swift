import Dispatch
import Offsets
import Settings
import Store
import Synchronization
import Watching

/// Everybody who watches a daemon: systemd, Prometheus, node_exporter, and those whom its jobs tell.
///
/// Nothing of it changes a result or holds up the loop.
public final class DaemonWatch: Sendable {
    /// How often the file for node_exporter is written where nothing happens.
    private static let textfilePeriod: Duration = .seconds(60)

    /// What is counted from the start on.
    private struct Counts {
        var attempts: [String: [AttemptOutcome: Int]] = [:]
        var durations: [String: DurationHistogram] = [:]
        var began: [String: ContinuousClock.Instant] = [:]
        var snapshots: [String: SnapshotMetrics] = [:]
    }

    /// Where metrics are offered at present.
    private struct Offer {
        var address: MetricsAddress?
        var server: HTTPServer?
        var writtenAt: ContinuousClock.Instant?
        var status: String?
    }

    private let notifier: ServiceNotifier
    private let notices: RunNotices
    private let tell: @Sendable (DaemonEvent) -> Void
    private let board = MetricsBoard()
    private let counts = Mutex(Counts())
    private let offer = Mutex(Offer())
    private let textfileIsFailing = Mutex(false)
    /// Waiting for a disk holds up nothing there.
    private let queue = DispatchQueue(label: "tidemark.metrics")

    /// The watchers of a daemon.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - process: Its number.
    ///   - tell: Is told what went wrong.
    public init(environment: [String: String], process: Int32, tell: @escaping @Sendable (DaemonEvent) -> Void) {
        notifier = ServiceNotifier(environment: environment, process: process)
        notices = RunNotices(environment: environment, tell: tell)
        self.tell = tell
    }

    /// What the daemon has to call.
    public var seams: DaemonSeams {
        var seams = DaemonSeams()
        seams.before = { job throws(TidemarkError) in try await self.before(job) }
        seams.after = { await self.after($0, $1) }
        seams.phase = { self.note($0) }
        seams.progress = { self.note($0) }
        return seams
    }

    /// Ends what is offered, and waits a little for the last pings.
    public func finish() async {
        await notices.finish(by: .after(RunNotices.timeForPings))
        let server = offer.withLock { offer in
            defer { offer.server = nil }
            return offer.server
        }
        server?.stop()
    }

    private func before(_ job: JobSettings) async throws(TidemarkError) {
        counts.withLock { $0.began[job.name.value] = .now }
        try await notices.before(job)
    }

    private func after(_ job: JobSettings, _ result: JobResult) async {
        let name = job.name.value
        counts.withLock { counts in
            if let began = counts.began.removeValue(forKey: name) {
                counts.durations[name, default: DurationHistogram()].note(began.duration(to: .now))
            }
            let outcome: AttemptOutcome
            switch result {
            case .succeeded(let taken):
                outcome = taken.isPartial ? .partial : .complete
                counts.snapshots[name] = SnapshotMetrics(
                    listed: nil,
                    captured: taken.groups,
                    failed: taken.failedGroups,
                    offsets: taken.offsets,
                    bytes: Int64(taken.bytes)
                )
            case .failed, .interrupted: outcome = .failed
            case .busy: outcome = .skipped
            }
            counts.attempts[name, default: [:]][outcome, default: 0] += 1
        }
        offer.withLock { $0.writtenAt = nil }
        await notices.after(job, result)
    }

    private func note(_ phase: DaemonPhase) {
        switch phase {
        case .ready: notifier.ready()
        case .reloading: notifier.reloading()
        case .stopping: notifier.stopping()
        }
    }

    private func note(_ state: DaemonState) {
        notifier.alive()
        let settings = state.settings.daemon
        // Made only where somebody reads them: this is every turn of the loop.
        let metrics = settings.metrics.value == nil && settings.textfile.value == nil ? nil : metrics(of: state)
        if let metrics { board.show(metrics) }
        let status = Self.status(of: state)
        let (isNew, writes) = offer.withLock { offer in
            serve(at: settings.metrics.value, &offer)
            let isNew = offer.status != status
            offer.status = status
            let isDue = offer.writtenAt.map { $0.duration(to: .now) >= Self.textfilePeriod } ?? true
            if isDue { offer.writtenAt = .now }
            return (isNew, isDue)
        }
        if isNew { notifier.say(status) }
        if writes, let metrics, let path = settings.textfile.value {
            queue.async { self.write(metrics, to: MetricsTextfile(path: path)) }
        }
    }

    /// Offers the metrics where the configuration wants them now.
    private func serve(at address: MetricsAddress?, _ offer: inout Offer) {
        guard address != offer.address else { return }
        offer.server?.stop()
        (offer.server, offer.address) = (nil, address)
        guard let address else { return }
        do throws(TidemarkError) {
            offer.server = try board.serve(at: address)
        } catch {
            tell(.watchingFailed(error))
        }
    }

    private func write(_ metrics: MetricsState, to file: MetricsTextfile) {
        do throws(TidemarkError) {
            try file.write(metrics)
            textfileFails(nil)
        } catch {
            textfileFails(error)
        }
    }

    /// Tells of a failure when it begins.
    private func textfileFails(_ error: TidemarkError?) {
        let isNew = textfileIsFailing.withLock { isFailing in
            defer { isFailing = error != nil }
            return !isFailing
        }
        if let error, isNew { tell(.watchingFailed(error)) }
    }

    private func metrics(of state: DaemonState) -> MetricsState {
        let counts = counts.withLock { $0 }
        var metrics = MetricsState()
        metrics.jobs = state.jobs.map { job in
            let name = job.settings.name.value
            var found = JobMetrics(name: name, cluster: job.settings.cluster.value)
            found.lastSuccess = job.record?.lastSuccess?.startedAt
            found.lastAttempt = job.record?.lastAttempt
            found.nextRun = job.nextRun
            if let next = job.nextRun, let second = job.settings.schedule.value.next(after: next) {
                found.scheduleInterval = .nanoseconds(second.nanoseconds - next.nanoseconds)
            }
            found.lastSnapshot = counts.snapshots[name]
            found.attempts = counts.attempts[name] ?? [:]
            found.durations = counts.durations[name] ?? DurationHistogram()
            return found
        }
        return metrics
    }

    private static func status(of state: DaemonState) -> String {
        let running = state.jobs.filter(\.isRunning).map(\.settings.name.value)
        guard running.isEmpty else { return "running \(running.joined(separator: ", "))" }
        guard
            let next = state.jobs.compactMap({ job in job.nextRun.map { (job.settings.name.value, $0) } })
                .min(by: { $0.1 < $1.1 })
        else { return "waiting; no job is due" }
        return "waiting for \(next.0), due at \(next.1.description.prefix(19))Z"
    }
}
