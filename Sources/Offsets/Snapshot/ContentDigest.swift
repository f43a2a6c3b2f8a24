/// A SHA-256 digest, 32 bytes.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// The length of a SHA-256 digest in bytes.
    public static let length = 32

    // Its bytes, eight in each and the first of them the highest. A store has three digests of each of thousands of snapshots,
    // which as arrays would be pieces of memory of their own.
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// A digest from its bytes; `nil` when there are not exactly ``length``.
    public init?(bytes: [UInt8]) {
        self.init(bytes: bytes.span)
    }

    /// A digest from bytes wherever they are; `nil` when there are not exactly ``length``.
    public init?(bytes: Span<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        func word(_ number: Int) -> UInt64 {
            (8 * number..<8 * number + 8).reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
        }
        (first, second, third, fourth) = (word(0), word(1), word(2), word(3))
    }

    /// The bytes, always ``length`` of them.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length)
        for word in [first, second, third, fourth] {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    /// A digest from 64 hexadecimal digits; `nil` for anything else.
    public init?(hexadecimal text: String) {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count == 2 * Self.length else { return nil }
        self.init(bytes: stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }

    /// 64 lower-case hexadecimal digits.
    public var description: String { digits(ofFirst: Self.length) }

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
