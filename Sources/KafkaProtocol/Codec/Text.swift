/// A name or other text of the protocol: UTF-8 that is compared byte by byte, as Kafka does.
///
/// Two spellings of one letter are two texts, which Swift's `String` would hold equal.
public struct Text: Hashable, Sendable, Comparable, Codable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The UTF-8 of the text.
    public let bytes: [UInt8]

    /// The text of a string.
    public init(_ string: String) {
        bytes = Array(string.utf8)
    }

    /// The text of a literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }

    /// The text of bytes; what is not UTF-8 becomes U+FFFD, as Kafka reads it.
    public init(decoding bytes: ArraySlice<UInt8>) {
        let isASCII = bytes.allSatisfy { $0 < 0x80 }
        self.bytes = isASCII ? Array(bytes) : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { bytes.isEmpty }

    /// The text as a string.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the bytes of one come before those of the other.
    public static func < (left: Text, right: Text) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
