/// An option with a value, such as `--timeout 30s`; also the typed key of that value in ``ParsedArguments``.
///
/// `Option<Duration>` has a default, `Option<String?>` may be absent, `Option<[String]>` may be given several times.
public struct Option<Value: Sendable>: OptionKey {
    /// What parsing and help need to know.
    public let declaration: OptionDeclaration
    /// The value of the texts given, none when the option is absent.
    let read: @Sendable ([String]) throws(InvalidValue) -> Value

    /// An option with a default value; `defaultText` is the default as help shows it.
    public init(
        _ name: OptionName,
        _ parser: ValueParser<Value>,
        default absent: Value,
        defaultText: String,
        environment: String? = nil,
        help: String
    ) {
        declaration = Self.declare(name, .single, parser, help, environment, defaultText)
        read = { texts throws(InvalidValue) in
            guard let text = texts.last else { return absent }
            return try parser.parse(text)
        }
    }

    /// An option whose value is `nil` when it is absent; `defaultText` says what happens then.
    public init<Given: Sendable>(
        _ name: OptionName,
        _ parser: ValueParser<Given>,
        defaultText: String? = nil,
        environment: String? = nil,
        help: String
    ) where Value == Given? {
        declaration = Self.declare(name, .single, parser, help, environment, defaultText)
        read = { texts throws(InvalidValue) in
            guard let text = texts.last else { return nil }
            return try parser.parse(text)
        }
    }

    /// An option whose value may be left out, as in `--watch` and `--watch=10s`; `nil` when it is absent.
    ///
    /// A value follows an equals sign, or is the next word where that begins with a digit; any other word is not its.
    ///
    /// - Parameters:
    ///   - name: How it is written.
    ///   - parser: What reads the value.
    ///   - bare: The value where none is given.
    ///   - help: What it means.
    public init<Given: Sendable>(
        _ name: OptionName,
        _ parser: ValueParser<Given>,
        bare: String,
        help: String
    ) where Value == Given? {
        var declared = Self.declare(name, .single, parser, help, nil, nil)
        declared.bareText = bare
        declaration = declared
        read = { texts throws(InvalidValue) in
            guard let text = texts.last else { return nil }
            return try parser.parse(text)
        }
    }

    /// An option that may be given several times; its values are in the order given, none when it is absent.
    public init<Given: Sendable>(
        repeated name: OptionName,
        _ parser: ValueParser<Given>,
        defaultText: String? = nil,
        help: String
    ) where Value == [Given] {
        declaration = Self.declare(name, .repeated, parser, help, nil, defaultText)
        read = { texts throws(InvalidValue) in
            var values: [Given] = []
            for text in texts { values.append(try parser.parse(text)) }
            return values
        }
    }

    private static func declare<Given>(
        _ name: OptionName,
        _ arity: OptionDeclaration.Arity,
        _ parser: ValueParser<Given>,
        _ help: String,
        _ environment: String?,
        _ defaultText: String?
    ) -> OptionDeclaration {
        OptionDeclaration(
            name: name,
            arity: arity,
            placeholder: parser.placeholder,
            kind: parser.kind,
            help: help,
            environment: environment,
            defaultText: defaultText,
            check: { text throws(InvalidValue) in _ = try parser.parse(text) }
        )
    }
}

/// Anything that can be declared under a heading of options: an ``Option`` or a ``Flag``.
public protocol OptionKey: Sendable {
    /// What parsing and help need to know.
    var declaration: OptionDeclaration { get }
}

/// An option without a value, such as `--json`; giving it twice is the same as once.
public struct Flag: OptionKey {
    /// What parsing and help need to know.
    public let declaration: OptionDeclaration

    /// Declares a flag.
    public init(_ name: OptionName, help: String) {
        declaration = OptionDeclaration(
            name: name,
            arity: .flag,
            placeholder: "",
            kind: .text,
            help: help,
            environment: nil,
            defaultText: nil,
            check: { _ throws(InvalidValue) in }
        )
    }
}

/// How an option is written on the command line: `--store`, `-X`, or both `-v` and `--verbose`.
public struct OptionName: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The word after the two dashes, `nil` when the option has only a letter.
    public let long: String?
    /// The letter after the one dash, `nil` when the option has only a word.
    public let short: Character?

    private init(long: String?, short: Character?) {
        self.long = long
        self.short = short
    }

    /// A long name, written without its dashes.
    public init(stringLiteral value: String) {
        self.init(long: value, short: nil)
    }

    /// A letter alone.
    public static func short(_ letter: Character) -> OptionName {
        OptionName(long: nil, short: letter)
    }

    /// A word with a letter as its short form.
    public static func long(_ word: String, short letter: Character) -> OptionName {
        OptionName(long: word, short: letter)
    }

    /// The name as messages give it: `--verbose`, or `-X` for an option that is only a letter.
    public var description: String {
        if let long { return "--\(long)" }
        return short.map { "-\($0)" } ?? ""
    }
}
