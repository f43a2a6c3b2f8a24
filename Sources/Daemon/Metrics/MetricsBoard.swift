public import Offsets
public import Settings
import Synchronization
public import Watching

/// Where the daemon leaves what is measured, for those who read it from other threads.
///
/// What the daemon calls, and when: ``show(_:)`` whenever something has changed, and at every turn of its loop, at least
/// every ``longestSilence``: it is also the sign of life that `/healthz` goes by.
public final class MetricsBoard: Sendable {
    /// After so long without ``show(_:)`` the daemon counts as one that hangs.
    public static let longestSilence: Duration = .seconds(120)

    private struct Shown {
        var state: @Sendable () -> MetricsState = { MetricsState() }
        var at: ContinuousClock.Instant?
    }

    private let shown = Mutex(Shown())
    private let now: @Sendable () -> ContinuousClock.Instant

    /// An empty board; `now` is the clock of the signs of life.
    public init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// Replaces what is shown; it is made when somebody reads it, by a thread of the reader's.
    public func show(_ state: @autoclosure @escaping @Sendable () -> MetricsState) {
        let now = now()
        shown.withLock { $0 = Shown(state: state, at: now) }
    }

    /// The answer to a request: `/metrics` in the format that is asked for, `/healthz`, and nothing else.
    ///
    /// `/healthz` has 200 while the daemon makes progress, and 503 before the first ``show(_:)`` and when the last one is
    /// too long ago. It says nothing of the jobs: an alert on the metrics does.
    public func answer(_ request: HTTPRequest) -> HTTPAnswer {
        let shown = shown.withLock { $0 }
        switch request.path {
        case "/metrics":
            let format = MetricsFormat(accepting: request.accept)
            return HTTPAnswer(contentType: format.contentType, format.text(of: shown.state().families))
        case "/healthz":
            guard let at = shown.at else { return HTTPAnswer(status: 503, "starting\n") }
            let silence = at.duration(to: now())
            guard silence <= Self.longestSilence else {
                return HTTPAnswer(status: 503, "no progress for \(DurationText.text(silence))\n")
            }
            return HTTPAnswer("ok\n")
        default: return .notFound
        }
    }

    /// Offers the board at an address of this machine, until the server is stopped.
    ///
    /// - Throws: `port-taken` (exit 75), `denied` (77) or `cannot-listen` (73) when nothing can be offered there.
    public func serve(at address: MetricsAddress) throws(TidemarkError) -> HTTPServer {
        try HTTPServer(on: ListeningSocket(at: address)) { self.answer($0) }
    }
}
