/// A value given by its place on the command line; also the typed key of that value in ``ParsedArguments``.
///
/// `Argument<String>` must be given, `Argument<String?>` may be, `Argument<[String]>` takes all that are left.
public struct Argument<Value: Sendable>: ArgumentKey {
    /// What parsing and help need to know.
    public let declaration: ArgumentDeclaration
    /// The value of the texts given.
    let read: @Sendable ([String]) throws(InvalidValue) -> Value

    /// An argument that must be given.
    public init(_ parser: ValueParser<Value>, help: String) {
        declaration = Self.declare(parser, isRequired: true, isRepeated: false, help)
        read = { texts throws(InvalidValue) in
            guard let text = texts.last else { throw InvalidValue("it is missing") }
            return try parser.parse(text)
        }
    }

    /// An argument that is `nil` when it is not given.
    public init<Given: Sendable>(optional parser: ValueParser<Given>, help: String) where Value == Given? {
        declaration = Self.declare(parser, isRequired: false, isRepeated: false, help)
        read = { texts throws(InvalidValue) in
            guard let text = texts.last else { return nil }
            return try parser.parse(text)
        }
    }

    /// An argument that takes all that are left, at least one when `isRequired`.
    public init<Given: Sendable>(repeated parser: ValueParser<Given>, isRequired: Bool = true, help: String)
    where Value == [Given] {
        declaration = Self.declare(parser, isRequired: isRequired, isRepeated: true, help)
        read = { texts throws(InvalidValue) in
            var values: [Given] = []
            for text in texts { values.append(try parser.parse(text)) }
            return values
        }
    }

    private static func declare<Given>(
        _ parser: ValueParser<Given>,
        isRequired: Bool,
        isRepeated: Bool,
        _ help: String
    ) -> ArgumentDeclaration {
        ArgumentDeclaration(
            name: parser.placeholder,
            isRequired: isRequired,
            isRepeated: isRepeated,
            kind: parser.kind,
            help: help,
            check: { text throws(InvalidValue) in _ = try parser.parse(text) }
        )
    }
}

/// An ``Argument`` of any type, as a command lists them.
public protocol ArgumentKey: Sendable {
    /// What parsing and help need to know.
    var declaration: ArgumentDeclaration { get }
}

/// Everything about an argument but the type of its value: what parsing and help need.
public struct ArgumentDeclaration: Sendable {
    /// Its name in upper case, such as `SNAPSHOT`.
    public let name: String
    /// Whether it must be given.
    public let isRequired: Bool
    /// Whether it takes all the arguments that are left.
    public let isRepeated: Bool
    /// What a shell can offer for it.
    let kind: ValueKind
    /// What it means, without a full stop.
    public let help: String
    /// Throws when a text is no value of this argument.
    let check: @Sendable (String) throws(InvalidValue) -> Void

    /// As the usage line shows it: `SNAPSHOT`, `[SNAPSHOT]`, `GROUP…`, `[GROUP…]`.
    var usage: String {
        let body = isRepeated ? name + "…" : name
        return isRequired ? body : "[\(body)]"
    }
}
