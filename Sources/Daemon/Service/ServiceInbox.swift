import Offsets
import Synchronization

/// What reaches a running daemon, one after another.
///
/// Requests of one kind that nobody has looked at yet are one, so that no storm of signals fills the memory.
public final class ServiceInbox: Sendable {
    /// What has happened.
    enum News: Sendable {
        /// Time to look at the clock.
        case tick
        /// The configuration is to be read again.
        case reload
        /// The daemon is to end.
        case stop
        /// A run is over.
        case ended(job: String, JobResult, began: Moment)
        /// A recovery is over, or an attempt at it.
        case recovery(cluster: String, failure: FailedRun?, isOver: Bool)
        /// Records could not be written.
        case recordsFailing(TidemarkError)
    }

    private struct State {
        var isTicking = false
        var wantsReload = false
        var wantsStop = false
    }

    private let state = Mutex(State())
    private let stream: AsyncStream<News>
    private let continuation: AsyncStream<News>.Continuation

    /// An inbox with nothing in it.
    public init() {
        (stream, continuation) = AsyncStream.makeStream(of: News.self)
    }

    /// Asks for the configuration to be read again.
    public func reload() {
        if state.withLock({ state in toggle(&state.wantsReload) }) { continuation.yield(.reload) }
    }

    /// Asks the daemon to end.
    public func stop() {
        if state.withLock({ state in toggle(&state.wantsStop) }) { continuation.yield(.stop) }
    }

    func tick() {
        if state.withLock({ state in toggle(&state.isTicking) }) { continuation.yield(.tick) }
    }

    func put(_ news: News) { continuation.yield(news) }

    /// Waits for news.
    func next() async -> News {
        var iterator = stream.makeAsyncIterator()
        // The stream ends when the task is cancelled.
        let news = await iterator.next() ?? .stop
        state.withLock { state in
            switch news {
            case .tick: state.isTicking = false
            case .reload: state.wantsReload = false
            default: break
            }
        }
        return news
    }

    private func toggle(_ flag: inout Bool) -> Bool {
        defer { flag = true }
        return !flag
    }
}
