import Cluster
import Offsets

/// What a call returns, or `_TIMED_OUT` at a deadline, when it is left behind.
///
/// An operation of librdkafka that expires while it looks for a coordinator ends the process (`docs/kafka.md` 11.2). So a
/// call whose answer is not worth waiting for gets a deadline of its own, far behind the one that counts.
///
/// - Parameters:
///   - deadline: When to give up.
///   - call: The call, with the deadline that it is told.
/// - Returns: What came of it.
func abandoning<Value: Sendable>(
    at deadline: Deadline,
    _ call: @escaping @Sendable (Deadline) async throws(KafkaError) -> Value
) async -> Result<Value, KafkaError> {
    let lateness: Duration = .seconds(60)
    return await withTaskGroup(of: Result<Value, KafkaError>?.self) { tasks in
        tasks.addTask {
            await Result { () async throws(KafkaError) in
                try await call(Deadline(instant: deadline.instant.advanced(by: lateness)))
            }
        }
        tasks.addTask {
            guard (try? await Task.sleep(for: deadline.remaining)) != nil else { return nil }
            return .failure(KafkaError(.timedOut, "no answer in time"))
        }
        defer { tasks.cancelAll() }
        for await result in tasks {
            if let result { return result }
        }
        return .failure(KafkaError(.cancelled, "the call was given up"))
    }
}
