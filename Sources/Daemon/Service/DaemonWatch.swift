import Offsets
import Settings
import Synchronization

/// Everybody who watches a daemon: systemd, Prometheus, node_exporter, and those whom its jobs tell.
///
/// Nothing of it changes a result or holds up the loop.
public final class DaemonWatch: Sendable {
    private let notifier: ServiceNotifier
    private let notices: RunNotices
    private let libraries: [String: String]
    private let offer: MetricsOffer
    private let reading: StoreReading
    private let counts = Mutex(RunCounts())
    private let status = Mutex("")

    /// The watchers of a daemon.
    ///
    /// - Parameters:
    ///   - directory: Its store.
    ///   - libraries: The versions of the libraries it runs on, by their names.
    ///   - environment: The variables of the process.
    ///   - process: Its number.
    ///   - tell: Is told what went wrong.
    public init(
        directory: String,
        libraries: [String: String],
        environment: [String: String],
        process: Int32,
        tell: @escaping @Sendable (DaemonEvent) -> Void
    ) {
        notifier = ServiceNotifier(environment: environment, process: process)
        notices = RunNotices(environment: environment, tell: tell)
        self.libraries = libraries
        let offer = MetricsOffer(tell: tell)
        self.offer = offer
        reading = StoreReading(directory: directory, tell: tell) { offer.hasNews() }
    }

    /// What the daemon has to call.
    public var seams: DaemonSeams {
        var seams = DaemonSeams()
        seams.before = { job, slot throws(TidemarkError) in
            self.counts.withLock { $0.begin(job.name.value, at: .now) }
            try await self.notices.before(job, dueAt: slot)
        }
        seams.after = { await self.after($0, $1) }
        seams.phase = { self.note($0) }
        seams.progress = { self.note($0) }
        return seams
    }

    /// Ends what is offered, and waits a little for the last pings.
    public func finish() async {
        await notices.finish(by: .after(RunNotices.timeForPings))
        offer.stop()
    }

    private func after(_ job: JobSettings, _ result: JobResult) async {
        counts.withLock { $0.end(job.name.value, result, at: .now) }
        reading.want()
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
        let words = Self.status(of: state)
        let isNew = status.withLock { status in
            defer { status = words }
            return status != words
        }
        if isNew {
            notifier.say(words)
            // A run begins, or what it has come to is remembered now.
            offer.hasNews()
        }
        let settings = state.settings.daemon
        // Only where somebody reads them: this is every turn of the loop.
        if settings.metrics.value != nil || settings.textfile.value != nil { reading.look(StoreWishes(state.settings)) }
        offer.show(settings) { [self] in
            MetricsState(state, counts.withLock(\.self), reading.found, libraries: libraries)
        }
    }

    private static func status(of state: DaemonState) -> String {
        let running = state.jobs.filter(\.isRunning).map(\.settings.name.value)
        guard running.isEmpty else { return "running \(running.joined(separator: ", "))" }
        guard
            let next = state.jobs.compactMap({ job in job.nextRun.map { (job.settings.name.value, $0) } })
                .min(by: { $0.1 < $1.1 })
        else { return "waiting; no job is due" }
        return "waiting for \(next.0), due at \(next.1.inSeconds)"
    }
}
