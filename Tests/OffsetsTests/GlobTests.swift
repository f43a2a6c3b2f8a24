import Testing

@testable import Offsets

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
