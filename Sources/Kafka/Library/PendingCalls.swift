internal import Cluster
internal import Synchronization

/// The calls of one handle that wait for their reply.
///
/// A call is known to librdkafka by a number only, so a reply that comes after its call was given up finds nothing and
/// is dropped, and no reply ever holds the handle.
final class PendingCalls: Sendable {
    /// What to do with the reply to one call.
    @safe
    struct Call: Sendable {
        /// Decodes the reply event and resumes the caller; the event is borrowed.
        let complete: @Sendable (OpaquePointer) -> Void
        /// Resumes the caller with an error.
        let fail: @Sendable (KafkaError) -> Void
    }

    private struct State {
        var calls: [UInt: Call] = [:]
        var lastNumber: UInt = 0
        var closedBy: KafkaError?
    }

    private let state = Mutex(State())

    /// Registers a call and returns its number; after ``failAll(_:)`` the call fails at once and there is no number.
    func add(_ call: Call) -> UInt? {
        let (number, closedBy) = state.withLock { state -> (UInt?, KafkaError?) in
            if let error = state.closedBy { return (nil, error) }
            state.lastNumber += 1
            state.calls[state.lastNumber] = call
            return (state.lastNumber, nil)
        }
        if let closedBy { call.fail(closedBy) }
        return number
    }

    /// Removes and returns a call; `nil` when it was completed or given up before.
    func take(_ number: UInt) -> Call? {
        state.withLock { $0.calls.removeValue(forKey: number) }
    }

    /// Fails every waiting call and every later one.
    func failAll(_ error: KafkaError) {
        let calls = state.withLock { state in
            state.closedBy = error
            defer { state.calls = [:] }
            return state.calls
        }
        for call in calls.values {
            call.fail(error)
        }
    }
}
