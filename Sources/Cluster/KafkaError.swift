/// A failure of one call to Kafka.
public struct KafkaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which failure.
    public let code: KafkaErrorCode
    /// What librdkafka or the broker says about it.
    public let message: String
    /// Whether the same call on the same handle may be repeated (meaningful for transactions).
    public let isRetriable: Bool
    /// Whether the handle is of no more use (meaningful for transactions).
    public let isFatal: Bool
    /// Whether the open transaction has to be aborted.
    public let requiresAbort: Bool
    /// Why no connection could be made, where that is what failed; `nil` where it is not known.
    public let connection: ConnectionFailure?

    /// An error with a message.
    public init(
        _ code: KafkaErrorCode,
        _ message: String,
        isRetriable: Bool = false,
        isFatal: Bool = false,
        requiresAbort: Bool = false,
        connection: ConnectionFailure? = nil
    ) {
        self.code = code
        self.message = message
        self.isRetriable = isRetriable
        self.isFatal = isFatal
        self.requiresAbort = requiresAbort
        self.connection = connection
    }

    /// The error of a call for which no connection could be made.
    public init(_ failure: ConnectionFailure, code: KafkaErrorCode? = nil) {
        self.init(code ?? failure.reason.code, failure.sentence, connection: failure)
    }

    /// An error with the standard text for the code.
    public init(_ code: KafkaErrorCode) {
        self.init(code, code.text)
    }

    /// The name of the code and the message.
    public var description: String { "\(code.name): \(message)" }

    /// The call was cancelled.
    public static let cancelled = KafkaError(.cancelled, "the call was given up")
}
