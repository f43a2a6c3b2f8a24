/// A compiled regular expression that may be used by several tasks at once.
///
/// It works on Unicode scalars, so that names which differ in bytes are told apart, and it backtracks: it costs what its
/// author makes it cost.
struct RegularExpression: Sendable {
    // `Regex` is not Sendable because one built of parts may hold closures. One compiled from a text holds none, and its
    // lazily compiled program is set atomically by the standard library.
    nonisolated(unsafe) private let regex: Regex<AnyRegexOutput>

    /// Compiles an expression; throws the standard library's reason for one that is none.
    init(_ text: String, ignoresCase: Bool = false) throws {
        // A group's name may hold a newline, and `.*` must not leave it out.
        let scalars = try Regex(text).matchingSemantics(.unicodeScalar).dotMatchesNewlines()
        unsafe regex = ignoresCase ? scalars.ignoresCase() : scalars
    }

    /// Whether it matches the whole of a name.
    func matchesWhole(_ name: String) -> Bool { unsafe name.wholeMatch(of: regex) != nil }

    /// Whether it matches anywhere in a name.
    func occurs(in name: String) -> Bool { unsafe name.firstMatch(of: regex) != nil }

    /// Where it matches in a name, from left to right: the whole match and what its groups caught.
    func occurrences(in name: String, all: Bool) -> [[Range<String.Index>?]] {
        let matches =
            unsafe all ? name.matches(of: regex) : name.firstMatch(of: regex).map { [$0] } ?? []
        return matches.map { match in match.output.map(\.range) }
    }
}
