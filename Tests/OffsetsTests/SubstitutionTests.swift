import Testing

@testable import Offsets

struct SubstitutionTests {
    @Test(arguments: [
        ("s/^prod-/staging-/", "prod-a", "staging-a"), ("s/^prod-/staging-/", "a-prod-", nil),
        ("s,^prod/,test/,", "prod/a", "test/a"), ("s|a\\|b|c|", "xa|by", "xcy"), ("s/a\\/b/c\\/d/", "a/b", "c/d"),
        ("s/o/0/", "foo", "f0o"), ("s/o/0/g", "foo", "f00"), ("s/O/0/i", "foo", "f0o"), ("s/O/0/gI", "foo", "f00"),
        ("s/(.*)-(.*)/\\2-\\1/", "a-b", "b-a"), ("s/.+/<&>/", "a", "<a>"), ("s/.+/\\0\\0/", "a", "aa"),
        ("s/a/\\&\\\\/", "a", "&\\"), ("s/(x)?a/[\\1]/", "a", "[]"), ("s/a//", "ab", "b"),
        ("s/x*/-/g", "abc", "-a-b-c-"),
        ("s/./x/g", "a\nb", "xxx"), ("s/.$/x/", "cafe\u{301}", "cafex"), ("s/\u{e9}/x/", "cafe\u{301}", nil),
        ("s:a:\u{1F600}:", "bab", "b\u{1F600}b"), ("s/(a)(b)(c)(d)(e)(f)(g)(h)(i)/\\9\\1/", "abcdefghi", "ia"),
    ])
    func `a name is rewritten as sed would`(text: String, name: String, expected: String?) throws {
        let result = try Substitution(text, option: "--rename").apply(to: name)
        #expect(result.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }

    @Test(arguments: [
        "", "s", "prod", "y/a/b/", "s/a", "s/a/b", "s/a/b/c/", "s//b/", "s/a/b/x", "s/a/b/2", "s/(/b/", "s/a/\\n/",
        "s/a/b\\/", "sxaxbx", "s a b ", "s1a1b1", "s\\a\\b\\",
    ])
    func `what is no substitution is refused with what was written`(text: String) throws {
        let error = try #require(throws: TidemarkError.self) { _ = try Substitution(text, option: "--rename") }
        #expect(error.code == .badMapping)
        #expect(error.exitCode == .usage)
        #expect(error.message.hasPrefix("--rename \(text): "))
    }

    @Test func `a group that the expression does not have is refused`() throws {
        let substitution = try Substitution("s/(a)/\\2/", option: "--rename")
        let error = try #require(throws: TidemarkError.self) { _ = try substitution.apply(to: "a") }
        #expect(error.message == "--rename s/(a)/\\2/: there is no group 2 in the expression")
    }
}
