import CRDKafka
import Offsets

/// One librdkafka client with a queue for its replies, owned by one call and thrown away with it.
///
/// Admin calls go through a consumer with a `group.id` that never subscribes: the same calls on another kind of handle
/// end the process when a coordinator moves (librdkafka 2.0.2).
@safe
struct Handle: ~Copyable {
    /// The `group.id` of the admin handle; no group of that name ever appears in the cluster.
    static let adminGroup = "tidemark-test-support"

    let client: OpaquePointer
    let replies: OpaquePointer

    /// A client of `kind` for the cluster; `properties` are librdkafka's own and win over those every client gets.
    init(_ kind: rd_kafka_type_t, _ cluster: TestCluster, _ properties: [String: String] = [:]) throws(KafkaFailure) {
        let always = ["bootstrap.servers": cluster.bootstrapServers, "log_level": "2"]
        let all = always.merging(properties) { _, chosen in chosen }
        guard let configuration = unsafe rd_kafka_conf_new() else {
            throw KafkaFailure("make a client", message: "out of memory")
        }
        var text = [CChar](repeating: 0, count: Self.longestMessage)
        for (name, value) in all.sorted(by: { $0.key < $1.key }) {
            let result = unsafe rd_kafka_conf_set(configuration, name, value, &text, text.count)
            guard result == RD_KAFKA_CONF_OK else {
                unsafe rd_kafka_conf_destroy(configuration)
                throw KafkaFailure("set \(name)=\(value)", message: Self.message(text))
            }
        }
        guard let client = unsafe rd_kafka_new(kind, configuration, &text, text.count) else {
            unsafe rd_kafka_conf_destroy(configuration)
            throw KafkaFailure("make a client", message: Self.message(text))
        }
        unsafe self.client = unsafe client
        unsafe self.replies = unsafe rd_kafka_queue_new(client)
    }

    /// An admin client.
    static func admin(_ cluster: TestCluster) throws(KafkaFailure) -> Handle {
        try Handle(RD_KAFKA_CONSUMER, cluster, ["group.id": adminGroup, "enable.auto.commit": "false"])
    }

    deinit {
        unsafe rd_kafka_queue_destroy(replies)
        unsafe rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    }

    /// Hands the client over to an owner who destroys it.
    consuming func release() -> OpaquePointer {
        let client = unsafe client
        unsafe rd_kafka_queue_destroy(replies)
        discard self
        return unsafe client
    }

    /// Options of an admin call that is to be over by the deadline; the caller destroys them.
    func options(_ call: rd_kafka_admin_op_t, by deadline: Deadline) -> OpaquePointer? {
        let options = unsafe rd_kafka_AdminOptions_new(client, call)
        var text = [CChar](repeating: 0, count: Self.longestMessage)
        _ = unsafe rd_kafka_AdminOptions_set_request_timeout(options, deadline.milliseconds, &text, text.count)
        return unsafe options
    }

    /// The next reply, or a failure when there is none by the deadline.
    func reply(to operation: String, by deadline: Deadline) throws(KafkaFailure) -> Reply {
        guard let event = unsafe rd_kafka_queue_poll(replies, deadline.milliseconds) else {
            throw KafkaFailure(operation, RD_KAFKA_RESP_ERR__TIMED_OUT)
        }
        return unsafe Reply(event)
    }

    /// Makes one admin call and waits for its reply; `submit` gets the options and sends the call to `replies`.
    func ask(
        _ operation: String,
        _ call: rd_kafka_admin_op_t,
        by deadline: Deadline,
        submit: (_ options: OpaquePointer?) -> Void
    ) throws(KafkaFailure) -> Reply {
        let options = unsafe options(call, by: deadline)
        defer { unsafe rd_kafka_AdminOptions_destroy(options) }
        unsafe submit(options)
        let reply = try reply(to: operation, by: deadline)
        if let failure = reply.failure(of: operation) { throw failure }
        return reply
    }

    private static let longestMessage = 512

    private static func message(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension Deadline {
    /// The time left in whole milliseconds, at least one, as librdkafka's calls take it.
    var milliseconds: Int32 {
        Int32(clamping: max(1, Int64(remaining / .milliseconds(1))))
    }
}
