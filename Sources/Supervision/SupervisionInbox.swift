import Synchronization

/// Where what happens to a child is left, by any thread, for the one task that supervises it.
///
/// Unlike an asynchronous sequence it goes on when the task is cancelled, since cancelling is one of the things that
/// happen; and what waits in it is bounded.
final class SupervisionInbox: Sendable {
    private struct State {
        var news = SupervisionNews()
        var reader: CheckedContinuation<SupervisionNews, Never>?
    }

    private let state = Mutex(State())

    /// Notes that the child has ended.
    func noteEnd() { note { $0.isEnded = true } }

    /// Notes that the time limit may have passed.
    func noteTimeUp() { note { $0.isTimeUp = true } }

    /// Notes a signal to pass on.
    func note(_ signal: InterruptSignal) {
        note { if !$0.signals.contains(signal) { $0.signals.append(signal) } }
    }

    /// What is new, as soon as anything is; for one reader.
    func next() async -> SupervisionNews {
        await withCheckedContinuation { continuation in
            let news = state.withLock { state -> SupervisionNews? in
                guard !state.news.isEmpty else {
                    state.reader = continuation
                    return nil
                }
                defer { state.news = SupervisionNews() }
                return state.news
            }
            if let news { continuation.resume(returning: news) }
        }
    }

    private func note(_ change: (inout SupervisionNews) -> Void) {
        let (reader, news) = state.withLock { state in
            change(&state.news)
            guard let reader = state.reader else {
                return (CheckedContinuation<SupervisionNews, Never>?.none, SupervisionNews())
            }
            let news = state.news
            state = State()
            return (reader, news)
        }
        reader?.resume(returning: news)
    }
}

/// What has happened since a supervisor last looked.
struct SupervisionNews: Hashable, Sendable {
    /// The child has ended.
    var isEnded = false
    /// The present time limit may have passed.
    var isTimeUp = false
    /// The signals to pass on, each once, as the system itself keeps them.
    var signals: [InterruptSignal] = []

    /// Whether there is nothing new.
    var isEmpty: Bool { self == SupervisionNews() }
}
