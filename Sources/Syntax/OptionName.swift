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
