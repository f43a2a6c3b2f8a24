/// Writes the fields of a message as bytes by its table.
public struct MessageWriter {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// A writer that has written nothing.
    public init() {}

    /// Writes a structure in a version; what the message lacks is written as the table's default.
    public mutating func structure(_ message: Structure, _ fields: [Field], version: Int16, isFlexible: Bool) {
        var index = 0
        for field in fields where field.isIn(version) {
            let found = message.value(field.name, hint: index)
            if found != nil { index += 1 }
            value(
                found ?? field.fallback,
                field.kind,
                version: version,
                isFlexible: isFlexible,
                isNullable: version >= field.nullableFrom
            )
        }
        if isFlexible { bytes.append(0) }
    }

    /// Writes bytes as they are.
    public mutating func raw(_ more: some Sequence<UInt8>) {
        bytes += more
    }

    /// Writes a big-endian number.
    public mutating func integer(_ value: some FixedWidthInteger) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= UInt8.bitWidth
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Writes a signed number of variable length, as records have them.
    public mutating func signed(_ value: Int) {
        unsigned(value << 1 ^ value >> (Int.bitWidth - 1))
    }

    /// Writes bytes after their length, as records have them; −1 for none.
    public mutating func sized(_ content: [UInt8]?) {
        signed(content?.count ?? -1)
        append(content ?? [])
    }

    /// Writes bytes as they are.
    public mutating func append(_ content: [UInt8]) {
        bytes += content
    }

    /// Writes the section of tagged fields, of which there are none.
    public mutating func noTags() {
        bytes.append(0)
    }

    private mutating func value(
        _ value: Value,
        _ kind: Field.Kind,
        version: Int16,
        isFlexible: Bool,
        isNullable: Bool
    ) {
        switch kind {
        case .boolean: bytes.append(value.boolean ? 1 : 0)
        case .int8: integer(Int8(clamping: value.integer))
        case .int16: integer(Int16(clamping: value.integer))
        case .uint16: integer(UInt16(clamping: value.integer))
        case .int32: integer(Int32(clamping: value.integer))
        case .int64: integer(value.integer)
        case .identifier: bytes += value.bytes ?? TopicIdentifier.none
        case .string:
            let text = value.text?.bytes
            length(text?.count, isFlexible: isFlexible, isShort: true, isNullable: isNullable)
            bytes += text ?? []
        case .bytes:
            let content = value.bytes
            length(content?.count, isFlexible: isFlexible, isShort: false, isNullable: isNullable)
            bytes += content ?? []
        case .array(let element):
            let isNull = value == .null
            length(isNull ? nil : value.elements.count, isFlexible: isFlexible, isShort: false, isNullable: isNullable)
            for item in value.elements {
                self.value(item, element, version: version, isFlexible: isFlexible, isNullable: false)
            }
        case .structure(let fields):
            guard case .structure(let inner) = value else {
                if isNullable {
                    integer(Int8(-1))
                } else {
                    structure([:], fields, version: version, isFlexible: isFlexible)
                }
                return
            }
            if isNullable { integer(Int8(1)) }
            structure(inner, fields, version: version, isFlexible: isFlexible)
        }
    }

    /// A length; that of null becomes 0 where null may not be.
    private mutating func length(_ count: Int?, isFlexible: Bool, isShort: Bool, isNullable: Bool) {
        let count = isNullable ? count : count ?? 0
        if isFlexible {
            unsigned(count.map { $0 + 1 } ?? 0)
        } else if isShort {
            integer(Int16(clamping: count ?? -1))
        } else {
            integer(Int32(clamping: count ?? -1))
        }
    }

    private mutating func unsigned(_ value: Int) {
        var rest = UInt(bitPattern: value)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
