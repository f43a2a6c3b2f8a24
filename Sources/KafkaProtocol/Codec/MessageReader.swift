/// Reads the fields of a message from bytes by its table.
///
/// What comes from the network is not trusted: no length makes it allocate more than the bytes at hand justify. What is read
/// takes at most 64 bytes of memory for each byte, which `scripts/fuzz-answers` measures.
public struct MessageReader {
    /// How many elements all arrays of one message may have together: the metadata of a million partitions with three
    /// replicas has 7 million.
    static let elementLimit = 10_000_000

    private let bytes: [UInt8]
    /// How many bytes were read or skipped, from the first one on.
    public private(set) var position: Int
    private var elements = 0

    /// A reader of bytes that begins at a position.
    public init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// How many bytes are left.
    public var remaining: Int { bytes.count - position }

    /// Reads a structure in a version; bytes after it stay unread, as Kafka leaves them.
    public mutating func structure(
        _ fields: [Field],
        version: Int16,
        isFlexible: Bool
    ) throws(MalformedMessage) -> Structure {
        var result = Structure(minimumCapacity: fields.count { $0.isIn(version) })
        for field in fields where field.isIn(version) {
            let isNullable = version >= field.nullableFrom
            let value = try value(field.kind, version: version, isFlexible: isFlexible, isNullable: isNullable)
            if value == .null, !isNullable { throw MalformedMessage("\(field.name) is null") }
            result.append(field.name, value)
        }
        if isFlexible { try skipTags() }
        return result
    }

    /// Reads a big-endian number.
    public mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws(MalformedMessage) -> Number {
        let size = Number.bitWidth / UInt8.bitWidth
        let slice = try take(size)
        return slice.reduce(0 as Number) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    /// Reads the header's client name: 16 bits of length in every version.
    public mutating func oldString() throws(MalformedMessage) -> Text? {
        let count = Int(try integer(Int16.self))
        guard count >= 0 else { return nil }
        return Text(decoding: try take(count))
    }

    /// Reads a signed number of variable length, as records have them: at most ten bytes.
    public mutating func signed() throws(MalformedMessage) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: 0, through: 63, by: 7) {
            let byte = try integer(UInt8.self)
            value |= UInt64(byte & 0x7f) << UInt64(shift)
            if byte & 0x80 == 0 { return Int(truncatingIfNeeded: value >> 1) ^ -Int(value & 1) }
        }
        throw MalformedMessage("a number without an end")
    }

    /// Skips tagged fields.
    public mutating func skipTags() throws(MalformedMessage) {
        let count = try unsigned()
        guard count <= remaining else { throw MalformedMessage("\(count) tagged fields in \(remaining) bytes") }
        for _ in 0..<count {
            _ = try unsigned()
            _ = try take(try unsigned())
        }
    }

    private mutating func value(
        _ kind: Field.Kind,
        version: Int16,
        isFlexible: Bool,
        isNullable: Bool
    ) throws(MalformedMessage) -> Value {
        switch kind {
        case .boolean: return .boolean(try integer(Int8.self) != 0)
        case .int8: return .number(try integer(Int8.self))
        case .int16: return .number(try integer(Int16.self))
        case .uint16: return .number(try integer(UInt16.self))
        case .int32: return .number(try integer(Int32.self))
        case .int64: return .number(try integer(Int64.self))
        case .identifier: return .bytes(Array(try take(TopicIdentifier.size)))
        case .string:
            guard let count = try length(isFlexible: isFlexible, isShort: true) else { return .null }
            return .text(Text(decoding: try take(count)))
        case .bytes:
            guard let count = try length(isFlexible: isFlexible, isShort: false) else { return .null }
            return .bytes(Array(try take(count)))
        case .array(let element):
            guard let count = try length(isFlexible: isFlexible, isShort: false) else { return .null }
            let fewestBytes = element.fewestBytes(version: version, isFlexible: isFlexible)
            elements += count
            guard count <= remaining / max(1, fewestBytes), elements <= Self.elementLimit else {
                throw MalformedMessage("\(count) elements in \(remaining) bytes")
            }
            var values: [Value] = []
            values.reserveCapacity(count)
            for _ in 0..<count {
                let value = try value(element, version: version, isFlexible: isFlexible, isNullable: false)
                if value == .null { throw MalformedMessage("an element is null") }
                values.append(value)
            }
            return .array(values)
        case .structure(let fields):
            if isNullable, try integer(Int8.self) < 0 { return .null }
            return .structure(try structure(fields, version: version, isFlexible: isFlexible))
        }
    }

    /// A length, `nil` for that of null.
    private mutating func length(isFlexible: Bool, isShort: Bool) throws(MalformedMessage) -> Int? {
        if isFlexible {
            let count = try unsigned()
            return count == 0 ? nil : count - 1
        }
        let count = isShort ? Int(try integer(Int16.self)) : Int(try integer(Int32.self))
        guard count >= -1 else { throw MalformedMessage("a length of \(count)") }
        return count == -1 ? nil : count
    }

    /// An unsigned number of variable length: at most five bytes.
    private mutating func unsigned() throws(MalformedMessage) -> Int {
        var value = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            let byte = try integer(UInt8.self)
            value |= Int(byte & 0x7f) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw MalformedMessage("a number without an end")
    }

    private mutating func take(_ count: Int) throws(MalformedMessage) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw MalformedMessage("\(count) bytes where \(remaining) are") }
        defer { position += count }
        return bytes[position..<position + count]
    }
}

/// Bytes that are no message of the protocol; the connection they came on is closed.
public struct MalformedMessage: Error, Hashable {
    /// What is wrong with them.
    public let reason: String

    /// What is wrong with some bytes.
    public init(_ reason: String) {
        self.reason = reason
    }
}
