internal import CRDKafka
internal import Cluster
internal import Dispatch
internal import Offsets
internal import Synchronization

/// One librdkafka client instance of the CONSUMER kind with a `group.id`, never subscribed.
///
/// Any other kind of instance crashes on the first reply NOT_COORDINATOR (`docs/kafka.md` §11.1). Replies arrive on
/// librdkafka's background thread, are decoded there into Swift values, and resume exactly one caller.
@safe
final class ClientHandle: Sendable {
    /// The instance.
    ///
    /// `nonisolated(unsafe)`: librdkafka's functions are thread-safe on it, and ``Uses`` sees to it that
    /// it is destroyed once and never used afterwards.
    private nonisolated(unsafe) let instance: OpaquePointer
    private let pending: PendingCalls
    /// How its connections have failed.
    let connections: ConnectionRecord
    private let uses = Mutex(Uses())

    /// Who is inside a call of the instance, and whether it is to be destroyed after the last one.
    private struct Uses {
        var count = 0
        var isRetired = false
        var isDestroyed = false
    }

    /// Makes an instance; the connection is made in the background.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` naming the property that librdkafka refused.
    init(
        _ configuration: KafkaConfiguration,
        log: ClientLog,
        for purpose: ClientInstance.Purpose = .admin
    ) throws(KafkaError) {
        let pending = PendingCalls()
        let connections = ConnectionRecord(configuration)
        let tokenFile = try configuration.tokenFile
        let context = CallbackContext(pending: pending, log: log, connections: connections, tokenFile: tokenFile)
        self.pending = pending
        self.connections = connections
        unsafe instance = try ClientInstance.make(purpose, configuration, context: context)
    }

    /// Runs a call whose reply comes as an event, and decodes that reply.
    ///
    /// - Parameters:
    ///   - operation: Which Admin operation the options are for.
    ///   - broker: The broker to ask; `nil` for the one that librdkafka finds, which for a group costs a look-up.
    ///   - timeout: librdkafka's own limit of the whole operation.
    ///   - requireStable: Whether an offset fetch waits for open transactions.
    ///   - start: Enqueues the operation with these options and this reply queue.
    ///   - decode: Turns the reply, which carries no error of its own, into a value, on librdkafka's thread.
    /// - Returns: What the decoder made of the reply.
    /// - Throws: ``KafkaError`` of the reply, of the decoder, `_DESTROY` when the handle was thrown away meanwhile, or
    ///   ``KafkaErrorCode/cancelled``.
    func call<Reply: Sendable>(
        _ operation: rd_kafka_admin_op_t,
        at broker: Int32? = nil,
        timeout: Duration,
        requireStable: Bool = false,
        start: @Sendable (_ instance: OpaquePointer, _ options: OpaquePointer, _ queue: OpaquePointer) -> Void,
        decode: @escaping @Sendable (_ event: OpaquePointer) -> Result<Reply, KafkaError>
    ) async throws(KafkaError) -> Reply {
        let number = Mutex<UInt?>(nil)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<Reply, KafkaError>, Never>) in
                let call = unsafe PendingCalls.Call(
                    complete: { event in
                        let code = unsafe KafkaErrorCode(rawValue: rd_kafka_event_error(event).rawValue)
                        guard code == .none else {
                            let text = unsafe String(cString: rd_kafka_event_error_string(event))
                            continuation.resume(returning: .failure(KafkaError(code, text)))
                            return
                        }
                        continuation.resume(returning: unsafe decode(event))
                    },
                    fail: { continuation.resume(returning: .failure($0)) }
                )
                guard let added = pending.add(call) else { return }
                number.withLock { $0 = added }
                if Task.isCancelled {
                    pending.take(added)?.fail(.cancelled)
                    return
                }
                let started = unsafe use { instance in
                    let options = unsafe rd_kafka_AdminOptions_new(instance, operation)
                    let queue = unsafe rd_kafka_queue_get_background(instance)
                    guard let options = unsafe options, let queue = unsafe queue else { return false }
                    var reason = [CChar](repeating: 0, count: ClientInstance.reasonCapacity)
                    _ = unsafe rd_kafka_AdminOptions_set_request_timeout(
                        options,
                        timeout.wholeMilliseconds,
                        &reason,
                        reason.count
                    )
                    if let broker {
                        _ = unsafe rd_kafka_AdminOptions_set_broker(options, broker, &reason, reason.count)
                    }
                    unsafe rd_kafka_AdminOptions_set_opaque(options, UnsafeMutableRawPointer(bitPattern: added))
                    if requireStable {
                        _ = unsafe KafkaError.consuming(rd_kafka_AdminOptions_set_require_stable_offsets(options, 1))
                    }
                    unsafe start(instance, options, queue)
                    unsafe rd_kafka_AdminOptions_destroy(options)
                    unsafe rd_kafka_queue_destroy(queue)
                    return true
                }
                if started != true { pending.take(added)?.fail(KafkaError(.handleDestroyed)) }
            }
        } onCancel: {
            if let number = number.withLock({ $0 }) { pending.take(number)?.fail(.cancelled) }
        }
        return try result.get()
    }

    /// Runs a blocking call on the instance; `nil` when the instance is gone.
    func use<Value>(_ body: (_ instance: OpaquePointer) -> Value) -> Value? {
        let isUsable = uses.withLock { uses in
            guard !uses.isDestroyed else { return false }
            uses.count += 1
            return true
        }
        guard isUsable else { return nil }
        defer { leave() }
        return unsafe body(instance)
    }

    /// Fails everything under way at once and destroys the instance as soon as no thread is inside it.
    ///
    /// This is what has to happen after the first `_TIMED_OUT`: a late FindCoordinator reply would otherwise end the
    /// process (`docs/kafka.md` §11.2).
    func retire(because error: KafkaError) {
        let destroys = uses.withLock { uses in
            guard !uses.isRetired else { return false }
            uses.isRetired = true
            guard uses.count == 0 else { return false }
            uses.isDestroyed = true
            return true
        }
        if destroys { destroy() }
        pending.failAll(error)
    }

    /// Whether nobody waits any more for what is done with it.
    var isRetired: Bool { uses.withLock(\.isRetired) }

    private func leave() {
        let destroys = uses.withLock { uses in
            uses.count -= 1
            guard uses.isRetired, uses.count == 0, !uses.isDestroyed else { return false }
            uses.isDestroyed = true
            return true
        }
        if destroys { destroy() }
    }

    private func destroy() {
        unsafe ClientInstance.destroy(instance)
    }

    deinit {
        if uses.withLock({ !$0.isDestroyed }) { destroy() }
    }
}
