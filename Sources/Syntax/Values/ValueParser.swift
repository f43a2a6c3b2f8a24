/// What turns the text of an option or argument into a value.
public struct ValueParser<Value: Sendable>: Sendable {
    /// What stands for the value in help texts, such as `DURATION`.
    public let placeholder: String
    /// Gives the value of a text, or throws why it has none.
    public let parse: @Sendable (String) throws(InvalidValue) -> Value

    /// A parser of one kind of value.
    public init(placeholder: String, parse: @escaping @Sendable (String) throws(InvalidValue) -> Value) {
        self.placeholder = placeholder
        self.parse = parse
    }
}

/// Why a text is not a value of the wanted kind.
public struct InvalidValue: Error, Hashable, Sendable {
    /// What is wrong, beginning with the text in quotes: `'5 minutes' is not a duration; …`.
    public let message: String

    /// A reason.
    public init(_ message: String) {
        self.message = message
    }
}

extension ValueParser where Value == String {
    /// Any text, the empty one included.
    public static func text(_ placeholder: String) -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in text }
    }

    /// Any text but the empty one, which in a script is most often a variable that was not set.
    public static func nonEmptyText(_ placeholder: String) -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in
            guard !text.isEmpty else { throw InvalidValue("the value is empty") }
            return text
        }
    }
}

extension ValueParser where Value: CaseIterable & RawRepresentable<String> {
    /// One of a few words: the raw values of the type.
    public static var choice: ValueParser {
        let words = Value.allCases.map(\.rawValue)
        let choices = (words.count > 1 ? [words.dropLast().joined(separator: ", "), words[words.count - 1]] : words)
            .joined(separator: " or ")
        return ValueParser(placeholder: words.joined(separator: "|")) { text throws(InvalidValue) in
            guard let value = Value(rawValue: text) else {
                throw InvalidValue("'\(text)' is not valid; use \(choices)")
            }
            return value
        }
    }
}

extension ValueParser where Value == NameValue {
    /// `NAME=VALUE`, split at the first equals sign; the name must not be empty, the value may be.
    public static func nameValue(_ placeholder: String = "NAME=VALUE") -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in
            let sign = UInt8(ascii: "=")
            guard let split = text.utf8.firstIndex(of: sign), split > text.startIndex else {
                // The text is not repeated: it may hold a password.
                throw InvalidValue("the value is not of the form \(placeholder)")
            }
            return NameValue(
                name: String(text[..<split]),
                value: String(decoding: text.utf8[split...].dropFirst(), as: UTF8.self)
            )
        }
    }
}

/// A name and its value, written `NAME=VALUE`.
public struct NameValue: Hashable, Sendable {
    /// What stands before the first equals sign; never empty.
    public let name: String
    /// Everything after it; may be empty and may hold further equals signs.
    public let value: String

    /// A pair.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
