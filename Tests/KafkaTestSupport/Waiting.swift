import Dispatch
import Offsets

/// How tests wait: on a condition, with a deadline, never for a fixed time.
public enum Waiting {
    /// How long one operation on a local broker may take; a loaded machine of two cores needs seconds at times.
    public static let patience = Duration.seconds(60)

    /// How often a condition is looked at.
    static let interval = Duration.milliseconds(20)

    /// Returns as soon as the condition holds; throws `KafkaFailure` naming `what` when it does not within `patience`.
    public static func until(
        _ what: String,
        within patience: Duration = patience,
        _ condition: () async throws -> Bool
    ) async throws {
        let deadline = Deadline.after(patience)
        while try await !condition() {
            guard !deadline.hasPassed else { throw KafkaFailure(what, message: "did not happen within \(patience)") }
            try await Task.sleep(for: interval)
        }
    }

    /// Repeats a call that failed in a way that may pass (a coordinator that moves or loads), until it does not.
    static func retrying<Value: Sendable>(
        within patience: Duration = patience,
        _ call: @escaping @Sendable (Deadline) throws -> Value
    ) async throws -> Value {
        let deadline = Deadline.after(patience)
        while true {
            do {
                return try await blocking { try call(deadline) }
            } catch let failure as KafkaFailure where failure.mayPass && !deadline.hasPassed {
                try await Task.sleep(for: interval)
            }
        }
    }

    /// Runs a call that blocks on a thread of its own, so that it holds up no other task.
    package static func blocking<Value: Sendable>(_ call: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            threads.async { continuation.resume(with: Result { try call() }) }
        }
    }

    static let threads = DispatchQueue(label: "tidemark.test-support", attributes: .concurrent)
}
