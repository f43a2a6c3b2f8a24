import Offsets
import Testing

struct ShellWordTests {
    @Test(arguments: [
        ("billing", "billing"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("a*", "'a*'"), ("$x", "'$x'"),
        ("--store=/var/lib", "--store=/var/lib"), ("~", "'~'"),
    ])
    func `a word is quoted where a shell would read it otherwise`(word: String, quoted: String) {
        #expect(ShellWord.quoted(word) == quoted)
    }

    @Test(arguments: ["billing", "", "a*b", "re:x", "[ab]", #"back\slash"#, "what?", "re", "ré:"])
    func `a pattern can be made that matches one name alone`(name: String) throws {
        let pattern = try Pattern(Pattern.text(matchingOnly: name), option: "--group")
        #expect(pattern.matches(name))
        for other in ["billing2", "axb", "x", "a", "backslash", "whaty"] where other != name {
            #expect(!pattern.matches(other), "\(other)")
        }
    }
}
