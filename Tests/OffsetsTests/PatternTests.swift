import Testing

@testable import Offsets

struct PatternTests {
    @Test(arguments: [
        ("re:billing-[0-9]+", "billing-42", true), ("re:billing-[0-9]+", "billing-42x", false),
        ("re:ing", "billing", false), ("re:.*", "a\nb", true), ("re:", "", true), ("re:^$", "", true),
        ("re:a|b", "b", true), ("re:B", "b", false), ("re:(?i)B", "b", true), ("re:.", "e\u{301}", false),
        ("re:\u{e9}", "e\u{301}", false), ("re:\u{301}", "\u{301}", true), ("RE:a", "RE:a", true),
        ("\u{e9}", "\u{e9}", true), ("\u{e9}", "e\u{301}", false),
    ])
    func `a pattern matches whole names`(pattern: String, name: String, isMatch: Bool) throws {
        #expect(try Pattern(pattern, option: "--group").matches(name) == isMatch)
    }

    @Test(arguments: ["", "re:a(", "re:[", "re:*", "re:(?<=a)b", "[a", "a\\"])
    func `a bad pattern is a usage error that names it and its option`(pattern: String) throws {
        let error = try #require(throws: TidemarkError.self) {
            _ = try Pattern(pattern, option: "--exclude-topic")
        }
        #expect(error.code == .badPattern)
        #expect(error.exitCode == .usage)
        #expect(error.message.contains("--exclude-topic"))
        #expect(error.message.contains(pattern))
        #expect(error.hint != nil)
    }

    @Test func `a pattern keeps its text and knows whether it is a name`() throws {
        #expect(try Pattern("a\\*", option: "--group").description == "a\\*")
        #expect(try Pattern("a\\*", option: "--group").literal == "a*")
        #expect(try Pattern("re:a", option: "--group").literal == nil)
        #expect(try Pattern("a*", option: "--group").literal == nil)
    }

    @Test func `one regular expression may be used by many tasks`() async throws {
        let pattern = try Pattern("re:(group|gruppe)-[0-9]{1,4}", option: "--group")
        let matches = await withTaskGroup(of: Int.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask { (0..<500).filter { pattern.matches("group-\($0)") }.count }
            }
            return await tasks.reduce(0, +)
        }
        #expect(matches == 8 * 500)
    }
}

struct GlobTests {
    @Test(arguments: [
        ("*", "", true), ("*", "a\nb", true), ("?", "a", true), ("?", "", false), ("?", "ab", false),
        ("billing", "billing", true), ("billing", "Billing", false), ("billing", "billing2", false),
        ("bill*", "billing", true), ("*ing", "billing", true), ("*ll*", "billing", true), ("b*l*g", "billing", true),
        ("b*x*g", "billing", false), ("a*a", "a", false), ("a*a", "aa", true), ("*a*b", "xaxbxab", true),
        ("a**b", "ab", true), ("***", "", true), ("ab*?", "ab", false), ("ab*?", "abc", true),
        ("[a-c]1", "b1", true), ("[a-c]1", "d1", false), ("[!a-c]1", "d1", true), ("[!a-c]1", "a1", false),
        ("[^a]", "b", true), ("[^a]", "a", false), ("[abc]", "c", true), ("[]a]", "]", true), ("[!]a]", "]", false),
        ("[a-]", "-", true), ("[-a]", "-", true), ("[\\]]", "]", true), ("[a\\-c]", "b", false),
        ("[a\\-c]", "-", true), ("[!a]", "", false), ("[.]", ".", true), ("[*]", "*", true), ("[*]", "x", false),
        ("\\*", "*", true), ("\\*", "a", false), ("\\[a]", "[a]", true), ("\\\\", "\\", true), ("\\a", "a", true),
        ("{a,b}", "a", false), ("{a,b}", "{a,b}", true), ("a.b", "axb", false), ("a/*", "a/b/c", true),
        ("😀?", "😀x", true), ("?", "😀", true), ("[😀-😎]", "😃", true), ("a]", "a]", true),
    ])
    func `a glob matches whole names`(pattern: String, name: String, isMatch: Bool) throws {
        #expect(try Glob(pattern).matches(name) == isMatch)
    }

    @Test func `a glob counts scalars and tells composed from decomposed letters`() throws {
        #expect(try !Glob("?").matches("e\u{301}"))
        #expect(try Glob("??").matches("e\u{301}"))
        #expect(try !Glob("e\u{301}*").matches("\u{e9}"))
        #expect(try Glob("e*").matches("e\u{301}"))
    }

    @Test(arguments: ["[", "[a", "[]", "[!]", "a\\", "[z-a]", "[[:alpha:]]", "[a\\", "[a-\\", "[a-b"])
    func `what is no glob is refused`(pattern: String) {
        #expect(throws: Glob.Flaw.self) { _ = try Glob(pattern) }
    }

    @Test(
        arguments: [
            ("abc", "abc"), ("a\\*c", "a*c"), ("", ""), ("a?", nil), ("[a]", nil), ("*", nil), ("a\\\\", "a\\"),
        ] as [(String, String?)]
    )
    func `a glob without wildcards is a literal`(pattern: String, literal: String?) throws {
        #expect(try Glob(pattern).literal == literal)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a malicious glob does not blow up`() throws {
        let glob = try Glob(String(repeating: "a*", count: 50) + "b")
        let name = String(repeating: "a", count: 5_000)
        #expect(!glob.matches(name))
        #expect(glob.matches(name + "b"))
    }
}
