import Dispatch
import Offsets
import Settings
import Synchronization
import Watching

/// Offers the metrics where the configuration wants them: at an address, in a file, or both.
///
/// What fails is tried again, and is one line when it begins and one when it ends.
final class MetricsOffer: Sendable {
    /// How often the file is written where nothing happens.
    static let textfilePeriod: Duration = .seconds(60)

    private struct State {
        var address: MetricsAddress?
        var server: HTTPServer?
        /// How often in a row nothing could be offered at the address, and when it is tried again.
        var failures = 0
        var nextAttempt: ContinuousClock.Instant?
        var path: String?
        var writtenAt: ContinuousClock.Instant?
        var textfileIsFailing = false
    }

    private let board: MetricsBoard
    private let now: @Sendable () -> ContinuousClock.Instant
    private let tell: @Sendable (DaemonEvent) -> Void
    private let state = Mutex(State())
    /// Waiting for a disk holds up nothing there.
    private let queue = DispatchQueue(label: "tidemark.metrics")

    /// Nothing is offered yet.
    ///
    /// - Parameters:
    ///   - now: The clock.
    ///   - tell: Is told what could not be offered, and when it can again.
    init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        tell: @escaping @Sendable (DaemonEvent) -> Void
    ) {
        self.now = now
        self.tell = tell
        board = MetricsBoard(now: now)
    }

    /// Offers metrics as the configuration wants it now, and returns at once.
    ///
    /// To be called at every turn of the daemon's loop, of which it is the sign of life; `metrics` is called by those who read.
    func show(_ settings: DaemonSettings, _ metrics: @escaping @Sendable () -> MetricsState) {
        board.show(metrics())
        serve(at: settings.metrics.value)
        let now = now()
        let path = settings.textfile.value
        let isDue = state.withLock { state in
            if state.path != path {
                (state.path, state.writtenAt, state.textfileIsFailing) = (path, nil, false)
            }
            let isDue = state.writtenAt.map { $0.duration(to: now) >= Self.textfilePeriod } ?? true
            if isDue { state.writtenAt = now }
            return isDue
        }
        guard isDue, let path else { return }
        queue.async { self.write(metrics(), to: path) }
    }

    /// Has the file written at the next turn, since there is something new.
    func hasNews() {
        state.withLock { $0.writtenAt = nil }
    }

    /// Ends what is offered.
    func stop() {
        let server = state.withLock { state in
            defer { (state.server, state.address, state.nextAttempt) = (nil, nil, nil) }
            return state.server
        }
        server?.stop()
        board.show(MetricsState())
    }

    private func serve(at address: MetricsAddress?) {
        let now = now()
        let isDue = state.withLock { state in
            if state.address != address {
                state.server?.stop()
                (state.server, state.address, state.failures, state.nextAttempt) = (nil, address, 0, nil)
            }
            return address != nil && state.server == nil && state.nextAttempt.map { $0 <= now } ?? true
        }
        guard isDue, let address else { return }
        do throws(TidemarkError) {
            let server = try board.serve(at: address)
            let failures = state.withLock { state in
                defer { (state.failures, state.nextAttempt) = (0, nil) }
                state.server = server
                return state.failures
            }
            if failures > 0 { tell(.watchingWorks("they are offered on \(address)")) }
        } catch {
            let failures = state.withLock { state in
                state.failures += 1
                state.nextAttempt = now.advanced(by: Scheduler.pause(after: state.failures))
                return state.failures
            }
            if failures == 1 { tell(.watchingFailed(error)) }
        }
    }

    private func write(_ metrics: MetricsState, to path: String) {
        do throws(TidemarkError) {
            try MetricsTextfile(path: path).write(metrics)
            if textfileFails(false, path) { tell(.watchingWorks("they are written to \(path)")) }
        } catch {
            if !textfileFails(true, path) { tell(.watchingFailed(error)) }
        }
    }

    /// Notes whether the file could be written; whether it could not be before.
    private func textfileFails(_ fails: Bool, _ path: String) -> Bool {
        state.withLock { state in
            guard state.path == path else { return fails }
            defer { state.textfileIsFailing = fails }
            return state.textfileIsFailing
        }
    }
}
