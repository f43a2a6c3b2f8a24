import CRDKafka

/// The reply to an admin call, destroyed with this value.
@safe
struct Reply: ~Copyable {
    let event: OpaquePointer

    init(_ event: OpaquePointer) {
        unsafe self.event = unsafe event
    }

    deinit { unsafe rd_kafka_event_destroy(event) }

    /// The failure of the call as a whole; one without may still hold failures of single topics, groups or partitions.
    func failure(of operation: String) -> KafkaFailure? {
        let code = unsafe rd_kafka_event_error(event)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        let message = unsafe rd_kafka_event_error_string(event)
        return unsafe KafkaFailure(
            operation,
            code: code.rawValue,
            message: message.map { unsafe String(cString: $0) } ?? "no reason given"
        )
    }

    /// The number the call was given when it was submitted (`AdminOptions_set_opaque`).
    var number: Int { unsafe Int(bitPattern: rd_kafka_event_opaque(event)) }
}
