import Testing

@testable import Demo

struct ShellTextTests {
    @Test(arguments: [
        ("/tmp/tidemark-demo.Ab12/backups", "/tmp/tidemark-demo.Ab12/backups"),
        ("/tmp/two words", "'/tmp/two words'"),
        ("/tmp/it's", #"'/tmp/it'\''s'"#),
        ("$HOME", "'$HOME'"),
        ("", "''"),
    ])
    func `a word is quoted where a shell would read something else`(text: String, word: String) {
        #expect(ShellText.word(text) == word)
    }
}
