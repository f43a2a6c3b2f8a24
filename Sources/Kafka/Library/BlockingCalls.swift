internal import Cluster
internal import Dispatch
internal import Offsets

/// The private queue on which librdkafka's blocking calls wait, away from Swift's thread pool.
struct BlockingCalls: Sendable {
    /// How much longer than its own timeout a call may take before it is left behind: some of librdkafka's calls do not
    /// keep to their timeout (`docs/kafka.md` §11.3).
    static let overrun = RunLimits.overrun

    private let queue: DispatchQueue

    /// A queue; calls run in order when `serial`, else at the same time.
    init(label: String, serial: Bool) {
        queue = serial ? DispatchQueue(label: label) : DispatchQueue(label: label, attributes: .concurrent)
    }

    /// Runs a call that blocks, and answers when it returns or when it has overrun its deadline.
    ///
    /// A call that overran, or that was given up, stays behind on its thread; what it returns later is dropped.
    ///
    /// - Parameters:
    ///   - name: What it is, for the error.
    ///   - deadline: When it should be over.
    ///   - abandonsOnCancel: Whether it is given up when the task is cancelled.
    ///   - connections: Where it is given up when nothing is left to try.
    ///   - body: The call.
    /// - Returns: What the call returns.
    /// - Throws: ``KafkaError`` of the call; `_TIMED_OUT` when it overran; ``KafkaErrorCode/cancelled`` when the task
    ///   was cancelled and `abandonsOnCancel`.
    func run<Value: Sendable>(
        _ name: String,
        before deadline: Deadline,
        abandonsOnCancel: Bool = true,
        watching connections: ConnectionRecord? = nil,
        _ body: @escaping @Sendable () -> Result<Value, KafkaError>
    ) async throws(KafkaError) -> Value {
        let answer = FirstAnswer<Result<Value, KafkaError>>()
        let limit = deadline.remaining + Self.overrun
        let watcher = connections?.whenHopeless { answer.give(.failure(KafkaError($0))) }
        defer { if let watcher { connections?.forget(watcher) } }
        let result = await withTaskCancellationHandler {
            queue.async { answer.give(body()) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit.wholeMilliseconds))) {
                answer.give(.failure(KafkaError(.timedOut, "\(name) did not return in time")))
            }
            return await answer.value
        } onCancel: {
            if abandonsOnCancel { answer.give(.failure(.cancelled)) }
        }
        return try result.get()
    }

    /// Waits, also in a task that was cancelled: what was begun has to be decided, and not in a busy loop.
    func pause(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            queue.asyncAfter(deadline: .now() + .milliseconds(Int(duration.wholeMilliseconds))) {
                continuation.resume()
            }
        }
    }
}

extension Duration {
    /// Whole milliseconds, at least 1 for a positive duration and never more than librdkafka's `int` takes.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let milliseconds = Double(seconds) * 1e3 + Double(attoseconds) / 1e15
        return Int32(clamping: Int(min(milliseconds.rounded(.up), Double(Int32.max))))
    }
}
