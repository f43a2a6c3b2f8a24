import CRDKafka
import Glibc
import Offsets

extension TestCluster {
    /// How many calls are under way at once on one handle; measured: more make nothing faster.
    private static let inFlight = 64

    /// How long to wait before calls that failed in passing are made again, in microseconds.
    private static let pause: UInt32 = 20_000

    /// Makes `count` admin calls, many at once, and returns when all have succeeded.
    ///
    /// `submit` sends call number `index`, `check` finds the failure inside its reply. Calls that failed in a way that
    /// may pass are made again on a new handle; any other failure ends the whole.
    func bulk(
        _ operation: String,
        _ call: rd_kafka_admin_op_t,
        count: Int,
        within patience: Duration = Waiting.patience,
        submit: @escaping @Sendable (borrowing Handle, _ index: Int, _ options: OpaquePointer?) -> Void,
        check: @escaping @Sendable (borrowing Reply, _ operation: String) -> KafkaFailure?
    ) async throws {
        try await Waiting.blocking { [self] in
            let deadline = Deadline.after(patience)
            var open = Array(0..<count)
            while !open.isEmpty {
                let failed = try unsafe round(operation, call, open, by: deadline, submit: submit, check: check)
                guard failed.last == nil || !deadline.hasPassed else {
                    throw failed.last?.failure ?? Self.late(operation)
                }
                open = failed.map(\.index)
                if !open.isEmpty { usleep(Self.pause) }
            }
        }
    }

    /// Makes the calls on one handle; returns those to make again: failed in passing, or not made after such a failure.
    private func round(
        _ operation: String,
        _ call: rd_kafka_admin_op_t,
        _ calls: [Int],
        by deadline: Deadline,
        submit: (borrowing Handle, Int, OpaquePointer?) -> Void,
        check: (borrowing Reply, String) -> KafkaFailure?
    ) throws -> [(index: Int, failure: KafkaFailure)] {
        let handle = try Handle.admin(self)
        var waiting = calls[...]
        var pending = 0
        var failed: [(index: Int, failure: KafkaFailure)] = []
        while pending > 0 || (failed.isEmpty && !waiting.isEmpty) {
            while failed.isEmpty, pending < Self.inFlight, let index = waiting.popFirst() {
                let options = unsafe handle.options(call, by: deadline)
                unsafe rd_kafka_AdminOptions_set_opaque(options, UnsafeMutableRawPointer(bitPattern: index + 1))
                unsafe submit(handle, index, options)
                unsafe rd_kafka_AdminOptions_destroy(options)
                pending += 1
            }
            let reply = try handle.reply(to: operation, by: deadline)
            pending -= 1
            guard let failure = reply.failure(of: operation) ?? check(reply, operation) else { continue }
            guard failure.mayPass else { throw failure }
            failed.append((reply.number - 1, failure))
        }
        if let failure = failed.first?.failure { failed += waiting.map { ($0, failure) } }
        return failed
    }

    private static func late(_ operation: String) -> KafkaFailure {
        KafkaFailure(operation, RD_KAFKA_RESP_ERR__TIMED_OUT)
    }
}
