import CRDKafka

/// What a call to the test cluster answered instead of success, or that it did not answer in time.
public struct KafkaFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was asked for, as the failing test should read it: `create topic orders-1f`.
    public let operation: String
    /// The error's number as librdkafka counts: the broker's above 0, the library's own below 0.
    public let code: Int32
    /// What the library says about it.
    public let message: String

    /// A failure that the library did not report as a code of its own.
    public init(_ operation: String, code: Int32 = -1, message: String) {
        self.operation = operation
        self.code = code
        self.message = message
    }

    init(_ operation: String, _ error: rd_kafka_resp_err_t) {
        self.init(operation, code: error.rawValue, message: unsafe String(cString: rd_kafka_err2str(error)))
    }

    /// The operation, the message and the code.
    public var description: String { "\(operation): \(message) (\(code))" }

    /// `_DESTROY_BROKER`, which newer libraries than that of the headers answer.
    private static let brokerGone = rd_kafka_resp_err_t(-137)

    /// Whether the same call may well succeed on a fresh handle a moment later: a coordinator that moves or loads.
    var mayPass: Bool {
        switch rd_kafka_resp_err_t(code) {
        case RD_KAFKA_RESP_ERR_NOT_COORDINATOR, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS,
            RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
            RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH,
            RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, Self.brokerGone:
            true
        default: false
        }
    }
}
