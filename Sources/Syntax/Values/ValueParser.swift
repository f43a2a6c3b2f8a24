/// What turns the text of an option or argument into a value.
public struct ValueParser<Value: Sendable>: Sendable {
    /// What stands for the value in help texts, such as `DURATION`.
    public let placeholder: String
    /// What a shell can offer for the value.
    public let kind: ValueKind
    /// Gives the value of a text, or throws why it has none.
    public let parse: @Sendable (String) throws(InvalidValue) -> Value

    /// A parser of one kind of value.
    public init(
        placeholder: String,
        kind: ValueKind = .text,
        parse: @escaping @Sendable (String) throws(InvalidValue) -> Value
    ) {
        self.placeholder = placeholder
        self.kind = kind
        self.parse = parse
    }
}

/// What a shell can offer where a value stands.
public enum ValueKind: Hashable, Sendable {
    /// Any text: nothing can be offered.
    case text
    /// One of these words.
    case words([String])
    /// The path of a file.
    case file
    /// The path of a directory.
    case directory
    /// The name of something that the program knows, or one of these words, each with what it means.
    case name(NameKind, orWords: [String: String] = [:])
}

/// A kind of names, which this room knows nothing more of: whoever declares it finds the names.
public struct NameKind: Hashable, Sendable {
    /// What it is called, such as `snapshot`.
    public let text: String

    /// A kind.
    public init(_ text: String) {
        self.text = text
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
    ///
    /// - Parameters:
    ///   - placeholder: What stands for it in help texts.
    ///   - kind: What a shell can offer for it.
    /// - Returns: The parser.
    public static func nonEmptyText(_ placeholder: String, _ kind: ValueKind = .text) -> ValueParser {
        ValueParser(placeholder: placeholder, kind: kind) { text throws(InvalidValue) in
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
        return ValueParser(placeholder: words.joined(separator: "|"), kind: .words(words)) {
            text throws(InvalidValue) in
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
