import KafkaTestSupport
import Testing

@testable import Offsets

/// The engine has no rival but itself: what it finds is compared with Swift's `Regex`, which backtracks.
struct RegularExpressionTests {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["(a|a)*b", "(a*)*b", "(a+)+$b", "((a?){30}a{30})*b", "(.*)(.*)(.*)(.*)(.*)b", "(a|aa)+b"]
    )
    func `no name keeps an expression busy`(expression: String) throws {
        let name = String(repeating: "a", count: 300)
        let compiled = try RegularExpression(expression)
        #expect(!compiled.matchesWhole(name))
        #expect(!compiled.occurs(in: name))
        #expect(compiled.occurrences(in: name, all: true).isEmpty)
        let pattern = try Pattern("re:\(expression)", option: "--group")
        #expect(!pattern.matches(name))
        #expect(try Substitution("s/\(expression)/x/g", option: "--rename").apply(to: name) == nil)
    }

    @Test(arguments: [
        ("\\d+", "a12b٣", ["12", "٣"]), ("\\w+", "ab_1-é", ["ab_1", "é"]), ("\\s", "a b", [" "]),
        ("\\D\\S", "1ab", ["ab"]),
        ("[^a-c]", "abcd", ["d"]), ("[]a]", "a]", ["a", "]"]), ("[a-]", "b-", ["-"]), ("[\\d.]+", "v1.2", ["1.2"]),
        ("[[:alpha:]]+", "1ab", ["ab"]), ("[[:^digit:]]", "1a", ["a"]), ("\\x41\\u0042\\u{43}", "ABC", ["ABC"]),
        ("a{2}", "aaaaa", ["aa", "aa"]), ("a{2,}", "aaaaa", ["aaaaa"]), ("a{,2}b", "aaab", ["aab"]),
        ("a{b", "a{b", ["a{b"]),
        ("a+?", "aa", ["a", "a"]), ("\\bb", "ab b", ["b"]), ("\\Bb", "ab b", ["b"]), ("(?i)ab(?-i)C", "aBC", ["aBC"]),
        ("(?i:a)B", "AB ab", ["AB"]), ("(?<name>a)(?P<other>b)", "ab", ["ab"]), ("(?:a|b)+", "abc", ["ab"]),
        ("(?i)é", "É", ["É"]), ("a|ab", "ab", ["a"]), ("\\.\\/\\-", "./-", ["./-"]), ("\\Aa\\z", "a", ["a"]),
        ("", "", [""]),
        ("[\\u{0}-\\x1f]", "a\u{1}", ["\u{1}"]), ("a$|^b", "ba", ["b", "a"]), ("(?s).", "\n", ["\n"]),
    ])
    func `what is documented is understood`(expression: String, text: String, expected: [String]) throws {
        let found = try RegularExpression(expression).occurrences(in: text, all: true)
        #expect(found.compactMap { $0[0].map { String(text[$0]) } } == expected)
    }

    @Test(arguments: [
        ("(?=a)", "look-around"), ("(?<=a)b", "look-around"), ("(?>a)", "look-around"), ("(a)\\1", "reference"),
        ("a*+", "possessive"), ("a**", "repetition"), ("^*", "cannot be repeated"), ("*a", "nothing before"),
        ("a{3,2}", "backwards"), ("a{1001}", "repetitions"), ("((a{100}){100}){100}", "too long"), ("[a", "no ]"),
        ("[b-a]", "backwards"), ("[a[b]]", "\\["), ("[[:nothing:]]", "[:nothing:]"), ("a)", "no ("), ("(a", "no )"),
        ("(?i", "no )"), ("\\p{L}", "\\p"), ("\\q", "\\q"), ("a\\", "backslash"), ("\\x4", "digits"),
        ("\\u{110000}", "character"),
        ("[a&&b]", "&&"), ("(?<a", "no >"), (String(repeating: "(", count: 101), "groups in one another"),
    ])
    func `what needs backtracking or is a mistake is refused and named`(expression: String, reason: String) throws {
        let flaw = try #require(throws: RegularExpression.Flaw.self) { _ = try RegularExpression(expression) }
        #expect(flaw.description.contains(reason), "\(flaw)")
    }

    @Test(arguments: 0..<40)
    func `it finds what an engine that backtracks finds`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<60 {
            let expression = Self.expression(&random, depth: 3)
            let ours = try RegularExpression(expression)
            let other = try Regex(expression).matchingSemantics(.unicodeScalar).dotMatchesNewlines()
            for _ in 0..<12 {
                let text = String(
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in "abc".randomElement(using: &random) ?? "a" }
                )
                let comment: Comment = "\(expression) in \"\(text)\""
                #expect(ours.matchesWhole(text) == (text.wholeMatch(of: other) != nil), comment)
                let first = ours.occurrences(in: text, all: false).first?[0]
                #expect(first == text.firstMatch(of: other)?.range, comment)
                #expect(ours.occurs(in: text) == (first != nil), comment)
            }
        }
    }

    @Test func `groups catch what they catch elsewhere`() throws {
        let text = "prod-eu-billing"
        for expression in ["(\\w+)-(\\w+)-(.*)", "(x)?(prod)(-(\\w+))*", "((a)|(p))rod", "(.*?)-(.*)"] {
            let other = try Regex(expression).matchingSemantics(.unicodeScalar)
            let expected = text.matches(of: other).map { match in match.output.map(\.range) }
            #expect(try RegularExpression(expression).occurrences(in: text, all: true) == expected, "\(expression)")
        }
    }

    /// An expression of what both engines know; what is repeated is never empty, where engines differ in what they find.
    private static func expression(_ random: inout SeededRandom, depth: Int) -> String {
        let atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "\\w", "(?:ab)"]
        guard depth > 0 else { return atoms.randomElement(using: &random) ?? "a" }
        func inner() -> String { expression(&random, depth: depth - 1) }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return "(\(inner())|\(inner()))"
        case 1: return "(a\(inner()))" + (["*", "+", "?", "{1,2}", "{2}"].randomElement(using: &random) ?? "*")
        case 2: return "(?:\(inner())b)" + (["*?", "+?", "??"].randomElement(using: &random) ?? "*?")
        case 3: return "^\(inner())"
        case 4: return "\(inner())$"
        case 5: return inner()
        default: return inner() + inner()
        }
    }
}
