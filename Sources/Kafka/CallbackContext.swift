/// What librdkafka's callbacks of one instance may reach: never the handle itself.
final class CallbackContext: Sendable {
    /// The calls waiting for a reply.
    let pending: PendingCalls
    /// Where log lines go.
    let log: ClientLog

    init(pending: PendingCalls, log: ClientLog) {
        self.pending = pending
        self.log = log
    }
}
