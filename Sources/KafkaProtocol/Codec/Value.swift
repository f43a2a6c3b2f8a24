/// One value of a message, whatever its width on the wire.
public enum Value: Hashable, Sendable {
    /// No value.
    case null
    /// True or false.
    case boolean(Bool)
    /// A number.
    case integer(Int64)
    /// A text.
    case text(Text)
    /// Bytes.
    case bytes([UInt8])
    /// Several values.
    case array([Value])
    /// Several values with names.
    case structure(Structure)

    /// The number, 0 for anything else.
    public var integer: Int64 {
        if case .integer(let value) = self { value } else { 0 }
    }

    /// The truth, false for anything else.
    public var boolean: Bool { self == .boolean(true) }

    /// The text, `nil` for anything else.
    public var text: Text? {
        if case .text(let value) = self { value } else { nil }
    }

    /// The bytes, `nil` for anything else.
    public var bytes: [UInt8]? {
        if case .bytes(let value) = self { value } else { nil }
    }

    /// The elements, none for anything else.
    public var elements: [Value] {
        if case .array(let value) = self { value } else { [] }
    }

    /// The elements that are structures.
    public var structures: [Structure] {
        elements.compactMap { if case .structure(let value) = $0 { value } else { nil } }
    }

    /// An array of structures.
    public static func structures(_ values: [Structure]) -> Value { .array(values.map(Value.structure)) }

    /// A number of any width.
    public static func number(_ value: some BinaryInteger) -> Value { .integer(Int64(clamping: value)) }

    /// A text or null.
    public static func optional(_ value: Text?) -> Value { value.map(Value.text) ?? .null }

    /// An error's code.
    public static func code(_ value: ErrorCode) -> Value { .integer(Int64(value.rawValue)) }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    /// A number.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// True or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }

    /// A text.
    public init(stringLiteral value: String) { self = .text(Text(value)) }
}

/// The sixteen bytes that tell a topic from a later one of the same name.
public enum TopicIdentifier {
    /// How many bytes there are.
    public static let size = 16
    /// The identifier that stands for no topic.
    public static let none = [UInt8](repeating: 0, count: size)
}
