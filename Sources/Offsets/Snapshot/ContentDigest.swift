/// A SHA-256 digest, 32 bytes.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// The length of a SHA-256 digest in bytes.
    public static let length = 32

    /// The bytes, always ``length`` of them.
    public let bytes: [UInt8]

    /// A digest from its bytes; `nil` when there are not exactly ``length``.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// A digest from 64 hexadecimal digits; `nil` for anything else.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count == 2 * Self.length else { return nil }
        self.bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String { digits(ofFirst: bytes.count) }

    /// The lower-case hexadecimal digits of the first bytes, two for each.
    func digits(ofFirst count: Int) -> String {
        func digit(_ number: UInt8) -> UInt8 {
            number < 10 ? UInt8(ascii: "0") + number : UInt8(ascii: "a") + number - 10
        }
        var text: [UInt8] = []
        text.reserveCapacity(2 * count)
        for byte in bytes.prefix(count) {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 15))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
