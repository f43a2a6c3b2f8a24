import Synchronization

/// An answer that several may give: the first one counts, and whoever waits gets it.
///
/// It is for calls that nobody can end: they are left behind on their threads, and what they say later is dropped.
public final class FirstAnswer<Value: Sendable>: Sendable {
    private enum State {
        case open([CheckedContinuation<Value, Never>])
        case given(Value)
    }

    private let state = Mutex(State.open([]))

    /// Nobody has answered yet.
    public init() {}

    /// Gives an answer; nothing happens where there is one.
    public func give(_ value: Value) {
        let waiting = state.withLock { state -> [CheckedContinuation<Value, Never>] in
            guard case .open(let waiting) = state else { return [] }
            state = .given(value)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: value) }
    }

    /// The answer, once there is one: whoever waits sees to it that somebody gives one in time.
    public var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let given = state.withLock { state -> Value? in
                    switch state {
                    case .open(let waiting):
                        state = .open(waiting + [continuation])
                        return nil
                    case .given(let value): return value
                    }
                }
                if let given { continuation.resume(returning: given) }
            }
        }
    }
}
