/// One value of a message, whatever its width on the wire.
enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case text(Text)
    case bytes([UInt8])
    case array([Value])
    case structure(Structure)

    /// The number, 0 for anything else.
    var integer: Int64 {
        if case .integer(let value) = self { value } else { 0 }
    }

    /// The truth, false for anything else.
    var boolean: Bool { self == .boolean(true) }

    /// The text, `nil` for anything else.
    var text: Text? {
        if case .text(let value) = self { value } else { nil }
    }

    /// The bytes, `nil` for anything else.
    var bytes: [UInt8]? {
        if case .bytes(let value) = self { value } else { nil }
    }

    /// The elements, none for anything else.
    var elements: [Value] {
        if case .array(let value) = self { value } else { [] }
    }

    /// The elements that are structures.
    var structures: [Structure] {
        elements.compactMap { if case .structure(let value) = $0 { value } else { nil } }
    }

    /// An array of structures.
    static func structures(_ values: [Structure]) -> Value { .array(values.map(Value.structure)) }

    /// A number of any width.
    static func number(_ value: some BinaryInteger) -> Value { .integer(Int64(clamping: value)) }

    /// A text or null.
    static func optional(_ value: Text?) -> Value { value.map(Value.text) ?? .null }

    /// An error's code.
    static func code(_ value: ErrorCode) -> Value { .integer(Int64(value.rawValue)) }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(stringLiteral value: String) { self = .text(Text(value)) }
}
