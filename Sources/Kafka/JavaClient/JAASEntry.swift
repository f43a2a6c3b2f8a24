internal import Cluster

/// What `sasl.jaas.config` says: one login module of Java's with its options.
struct JAASEntry: Hashable {
    /// The class of the module, with its package.
    let module: String
    /// The options by name; values may be secrets.
    let options: [String: String]

    /// The class without its package.
    var moduleName: String { module.split(separator: ".").last.map(String.init) ?? module }

    private static let flags: Set<String> = ["required", "requisite", "sufficient", "optional"]

    /// Reads `CLASS FLAG NAME=VALUE …;`.
    ///
    /// No message repeats the text: it holds a password.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG`, in words.
    init(_ text: String) throws(KafkaError) {
        var tokens = try JAASToken.tokens(of: text)[...]
        guard case .word(let module)? = tokens.popFirst() else { throw Self.malformed("names no login module") }
        guard case .word(let flag)? = tokens.popFirst(), Self.flags.contains(flag.lowercased()) else {
            throw Self.malformed("has no 'required' behind the login module")
        }
        var options: [String: String] = [:]
        while let token = tokens.popFirst() {
            switch token {
            case .end:
                guard tokens.isEmpty else { throw Self.malformed("has more than one login module") }
                self.module = module
                self.options = options
                return
            case .word(let name):
                guard case .equals? = tokens.popFirst(), case .word(let value)? = tokens.popFirst() else {
                    throw Self.malformed("has an option '\(name)' without a value")
                }
                options[name] = value
            case .equals: throw Self.malformed("has an equals sign without a name")
            }
        }
        throw Self.malformed("does not end with a semicolon")
    }

    private static func malformed(_ reason: String) -> KafkaError { KafkaError(.invalidArgument, reason) }
}

/// What a JAAS entry is made of.
private enum JAASToken: Hashable {
    /// A bare word or a quoted text.
    case word(String)
    case equals
    case end

    private static let escapes: [Character: Character] = [
        "n": "\n", "t": "\t", "r": "\r", "b": "\u{08}", "f": "\u{0c}", "a": "\u{07}", "v": "\u{0b}",
    ]

    /// The tokens of a text, as Java's `StreamTokenizer` finds them.
    static func tokens(of text: String) throws(KafkaError) -> [JAASToken] {
        var tokens: [JAASToken] = []
        var rest = Substring(text)
        while let first = rest.first {
            switch first {
            case _ where first.isWhitespace: rest.removeFirst()
            case "=":
                rest.removeFirst()
                tokens.append(.equals)
            case ";":
                rest.removeFirst()
                tokens.append(.end)
            case "\"", "'":
                rest.removeFirst()
                tokens.append(.word(try quoted(&rest, by: first)))
            default:
                let word = rest.prefix { !$0.isWhitespace && !"=;\"'".contains($0) }
                rest = rest[word.endIndex...]
                tokens.append(.word(String(word)))
            }
        }
        return tokens
    }

    private static func quoted(_ rest: inout Substring, by quote: Character) throws(KafkaError) -> String {
        var text = ""
        while let character = rest.popFirst() {
            if character == quote { return text }
            guard character == "\\", let escaped = rest.popFirst() else {
                text.append(character)
                continue
            }
            guard ("0"..."7").contains(escaped) else {
                text.append(escapes[escaped] ?? escaped)
                continue
            }
            // Up to three octal digits, the first of three at most 3.
            let most = escaped <= "3" ? 2 : 1
            let more = rest.prefix(most).prefix { ("0"..."7").contains($0) }
            rest = rest[more.endIndex...]
            if let number = UInt8("\(escaped)\(more)", radix: 8) { text.unicodeScalars.append(UnicodeScalar(number)) }
        }
        throw KafkaError(.invalidArgument, "has a quotation mark that is not closed")
    }
}
