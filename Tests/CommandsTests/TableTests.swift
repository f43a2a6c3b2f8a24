import Testing

@testable import Commands

struct TableTests {
    @Test(arguments: [
        ("abc", 3), ("", 0), ("Zürich", 6), ("e\u{301}", 1), ("注文", 4), ("🛒", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("🇨🇭", 2),
        ("한국", 4),
        ("группа", 6), ("…", 1), ("ａ", 2),
    ])
    func `the width of a text is the columns it takes`(text: String, columns: Int) {
        #expect(DisplayWidth.columns(text) == columns)
    }

    @Test func `columns are aligned by what is seen`() throws {
        let memory = Memory()
        let sink = memory.sink()
        Table(.text("GROUP"), .number("LAG"), .text("STATE")).write(
            [["注文", "1000", "Empty"], ["🛒 shop", "7", "Stable"], ["e\u{301}", "-", "Unknown"]],
            to: sink
        )
        try sink.flush()
        #expect(
            memory.text == """
                GROUP     LAG  STATE
                注文     1000  Empty
                🛒 shop     7  Stable
                e\u{301}           -  Unknown

                """
        )
    }

    @Test func `a table without rows is its heading`() throws {
        let memory = Memory()
        let sink = memory.sink()
        Table(.text("GROUP"), .number("LAG")).write([[String]](), to: sink)
        try sink.flush()
        #expect(memory.text == "GROUP  LAG\n")
    }

    @Test func `nothing is cut off`() throws {
        let memory = Memory()
        let sink = memory.sink()
        let name = String(repeating: "long", count: 1_000)
        Table(.text("GROUP"), .number("LAG")).write([[name, "1"]], to: sink)
        try sink.flush()
        #expect(memory.text.contains("\(name)    1\n"))
    }
}
