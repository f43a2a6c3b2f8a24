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
    /// Why no connection could be made, where that is what failed; `nil` where it is not known.
    public let connection: ConnectionFailure?

    /// An error with a message.
    public init(
        _ code: KafkaErrorCode,
        _ message: String,
        isRetriable: Bool = false,
        isFatal: Bool = false,
        connection: ConnectionFailure? = nil
    ) {
        self.code = code
        self.message = message
        self.isRetriable = isRetriable
        self.isFatal = isFatal
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

extension KafkaError {
    /// What librdkafka writes behind the name and number of a partition whose topic the principal may not touch.
    private static let refusal = "](\(KafkaError(.topicAuthorizationFailed).message))"

    /// The topic that the principal may not touch, where the message names one: a transaction fails as a whole, and which
    /// of its partitions was refused stands in the text alone, as `… orders[0](Broker: Topic authorization failed) …`.
    public var forbiddenTopic: String? {
        guard code == .topicAuthorizationFailed else { return nil }
        let text = Array(message.utf8)
        let mark = Array(Self.refusal.utf8)
        guard text.count > mark.count,
            let end = (0...(text.count - mark.count)).first(where: { text[$0..<($0 + mark.count)].elementsEqual(mark) }
            ),
            let bracket = text[..<end].lastIndex(of: UInt8(ascii: "["))
        else { return nil }
        let name = text[..<bracket].suffix(while: Self.isLegal)
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    /// Whether topics may have this byte in their names.
    private static func isLegal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension ArraySlice<UInt8> {
    /// The longest end of which every byte fits.
    fileprivate func suffix(while fits: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        guard let last = lastIndex(where: { !fits($0) }) else { return self }
        return self[(last + 1)...]
    }
}
