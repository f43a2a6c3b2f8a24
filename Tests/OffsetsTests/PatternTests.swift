import Offsets
import Testing

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
