import Testing

@testable import Commands

struct EscapingTests {
    @Test(arguments: [
        "billing", "a b", "orders.v2/eu-1_x", "Zürich", "группа", "注文", "🛒", "👩‍👩‍👧 family", "❤️", "🇨🇭", "e\u{301}", "שלום",
    ])
    func `what can be seen stays`(text: String) {
        #expect(Escaping.forTerminal(text) == text)
        #expect(Array(Escaping.forTerminal(text).utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        ("a\nb", "a\\nb"),
        ("a\r\nb", "a\\r\\nb"),
        ("a\tb", "a\\tb"),
        ("\u{1b}[31mred", "\\u{1b}[31mred"),
        ("\u{0}", "\\u{0}"),
        ("a\u{7f}", "a\\u{7f}"),
        ("a\u{9b}31m", "a\\u{9b}31m"),
        ("a\u{202e}b", "a\\u{202e}b"),
        ("a\u{2066}b\u{2069}", "a\\u{2066}b\\u{2069}"),
        ("a\u{200b}b", "a\\u{200b}b"),
        ("a\u{200d}b", "a\\u{200d}b"),
        ("a\u{fe0f}", "a\\u{fe0f}"),
        ("\u{feff}a", "\\u{feff}a"),
        ("a\u{ad}b", "a\\u{ad}b"),
        ("a\u{2028}b", "a\\u{2028}b"),
        ("a\u{a0}b", "a\\u{a0}b"),
        ("a\u{e0041}", "a\\u{e0041}"),
        ("\u{301}a", "\\u{301}a"),
        ("a\u{e000}", "a\\u{e000}"),
        ("a\\nb", "a\\\\nb"),
        (" a", "\\u{20}a"),
        ("a ", "a\\u{20}"),
        ("", "\"\""),
    ])
    func `what cannot be seen is written out`(text: String, shown: String) {
        #expect(Escaping.forTerminal(text) == shown)
    }

    @Test func `a message keeps its wording and loses its control characters`() {
        #expect(Escaping.message("re:\\d+ \"x\" ") == "re:\\d+ \"x\" ")
        #expect(Escaping.message("a\u{1b}[2J\nb\\d") == "a\\u{1b}[2J\\nb\\d")
    }
}
