/// The id of a topic, which a topic of the same name that is created later does not have (KIP-516).
public struct TopicID: Hashable, Sendable, CustomStringConvertible {
    /// The length of an id in bytes.
    public static let length = 16

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The bytes, always ``length`` of them, not all 0.
    public let bytes: [UInt8]

    /// An id from its bytes; `nil` when there are not exactly ``length``, or for sixteen zeros, which is Kafka's "no id".
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length, bytes.contains(where: { $0 != 0 }) else { return nil }
        self.bytes = bytes
    }

    /// An id from its text, as ``description`` writes it; `nil` for any other text.
    public init?(_ text: String) {
        let digits = Array(text.utf8)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 4) {
            let part = digits[start..<min(start + 4, digits.count)]
            var bits = 0
            for digit in part {
                guard let value = Self.digits.firstIndex(of: digit) else { return nil }
                bits = bits << 6 | value
            }
            bits <<= 6 * (4 - part.count)
            bytes += (0..<max(0, part.count - 1)).map { UInt8(truncatingIfNeeded: bits >> (16 - 8 * $0)) }
        }
        self.init(bytes: bytes)
        // Another text may differ in bits that no byte has.
        guard ExactText.equal(description, text) else { return nil }
    }

    /// The id as Kafka prints it: 22 characters of URL-safe Base64 without padding.
    public var description: String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let bits = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
            text += (0...part.count).map { Self.digits[bits >> (18 - 6 * $0) & 63] }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
