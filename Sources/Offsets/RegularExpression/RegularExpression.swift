/// A compiled regular expression that may be used by several tasks at once.
///
/// It works on Unicode scalars, so that names which differ in bytes are told apart, and it never backtracks: all
/// alternatives are followed at once, so that the cost is at most the length of the expression times the length of the
/// name. Whoever may commit offsets chooses the names of groups; with an engine that backtracks, such as Swift's `Regex`,
/// one name of a few dozen letters can keep it busy for years.
///
/// Known are `.`, `^`, `$`, `\A`, `\z`, `\b`, sets (`[a-z]`, `[^a]`, `\d`, `\w`, `\s`, `[:alpha:]`), groups (`( )`,
/// `(?: )`, `(?<name> )`), `|`, `*`, `+`, `?`, `{2,5}` and their lazy forms, and `(?i)`. What needs backtracking is
/// refused: back references, look-around, atomic groups and possessive repetition. Where something that can be empty is
/// repeated, another match than the one that an engine that backtracks finds first may be found.
struct RegularExpression: Sendable {
    /// Why a text is not a regular expression, in words.
    struct Flaw: Error, Hashable, CustomStringConvertible {
        let description: String

        init(_ reason: String) {
            description = reason
        }
    }

    private let program: ExpressionProgram

    /// Compiles an expression.
    init(_ text: String, ignoresCase: Bool = false) throws(Flaw) {
        var parser = ExpressionParser(text, ignoresCase: ignoresCase)
        let (node, groupCount) = try parser.parse()
        program = try ExpressionProgram(node, groupCount: groupCount)
    }

    /// Whether it matches the whole of a name.
    func matchesWhole(_ name: String) -> Bool {
        var search = ExpressionSearch(program, in: Array(name.unicodeScalars))
        return search.match(from: 0, isWhole: true) != nil
    }

    /// Whether it matches anywhere in a name.
    func occurs(in name: String) -> Bool {
        var search = ExpressionSearch(program, in: Array(name.unicodeScalars))
        return search.match(from: 0) != nil
    }

    /// Where it matches in a name, from left to right: the whole match and what its groups caught.
    func occurrences(in name: String, all: Bool) -> [[Range<String.Index>?]] {
        let places = Array(name.unicodeScalars.indices) + [name.endIndex]
        var search = ExpressionSearch(program, in: Array(name.unicodeScalars))
        var occurrences: [[Range<String.Index>?]] = []
        var start = 0
        while start < places.count, let match = search.match(from: start) {
            occurrences.append(match.map { caught in caught.map { places[$0.lowerBound]..<places[$0.upperBound] } })
            guard all, let whole = match.first ?? nil else { break }
            // An empty match moves on by one, or it would be found for ever.
            start = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
        }
        return occurrences
    }
}
