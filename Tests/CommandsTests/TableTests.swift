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

    @Test func `a table without rows is nothing`() throws {
        let memory = Memory()
        let sink = memory.sink()
        Table(.text("GROUP"), .number("LAG")).write([[String]](), to: sink)
        try sink.flush()
        #expect(memory.text.isEmpty)
    }

    @Test func `a column in which no row has anything is left out, but never the first`() throws {
        let memory = Memory()
        let sink = memory.sink()
        let table = Table(.text("GROUP"), .number("LAG"), .text("NOTE"))
        table.write([["-", "-", "x"], ["-", "-", "y"]], to: sink)
        try sink.flush()
        #expect(memory.text == "GROUP  NOTE\n-      x\n-      y\n")
    }

    @Test(
        arguments: [
            (nil, "GROUP   SIZE  AGE  NOTE\nabcdef    12    7  a rather long note\n"),
            (60, "GROUP   SIZE  AGE  NOTE\nabcdef    12    7  a rather long note\n"),
            (34, "GROUP   SIZE  AGE  NOTE\nabcdef    12    7  a rather long …\n"),
            (30, "GROUP   SIZE  NOTE\nabcdef    12  a rather long n…\n"),
            (25, "GROUP   NOTE\nabcdef  a rather long no…\n"),
            (5, "GROUP   NOTE\nabcdef  a rather lo…\n"),
        ] as [(Int?, String)]
    )
    func `a narrow terminal gets shorter texts, then fewer columns, and whole names`(
        width: Int?,
        expected: String
    ) throws {
        let memory = Memory()
        let sink = memory.sink()
        sink.style.width = width
        let table = Table(.text("GROUP"), .number("SIZE").asDetail, .number("AGE").asDetail, .freeText("NOTE"))
        table.write([["abcdef", "12", "7", "a rather long note"]], to: sink)
        try sink.flush()
        if width != nil {
            #expect(memory.text == expected)
        } else {
            #expect(memory.text.contains("a rather long note"))
        }
    }

    @Test(arguments: [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("注文注文", 5, "注文…"), ("注文注文", 4, "注…"), ("", 0, "")])
    func `a text is shortened by what is seen`(text: String, width: Int, expected: String) {
        #expect(DisplayWidth.shortened(text, to: width) == expected)
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
