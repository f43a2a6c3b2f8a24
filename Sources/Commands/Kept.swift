import Synchronization

/// A value that a task leaves for another one.
final class Kept<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    /// A value to begin with.
    init(_ value: sending Value) {
        state = Mutex(value)
    }

    /// The value.
    var value: Value {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
