import Testing

@testable import Settings

/// What would cost the library its stack.
struct NestingTests {
    @Test(arguments: [
        String(repeating: "a.", count: 200_000) + "a = 1", "[" + String(repeating: "a.", count: 200_000) + "a]",
        "a = " + String(repeating: "[", count: 200_000), "a = " + String(repeating: "{b.c = ", count: 200_000),
        "a = '''x'''\nb = \"\"\"\\\"\"\"\"\"\"\n" + String(repeating: "a . ", count: 200_000) + "a = 1",
        "\"\".'' = 1\n# '\n" + String(repeating: "\"a\".", count: 200_000) + "a = 1",
    ])
    func `what is nested too deep is refused before it is read`(_ text: String) {
        let mistake = #expect(throws: SettingsMistake.self) { try TOMLText.entries(text) }
        #expect(mistake?.message.contains("deep") == true)
    }

    @Test func `dots and brackets in texts and comments do not count`() throws {
        let dots = String(repeating: "[.", count: 1_000)
        let text = """
            # \(dots)
            a = "\(dots)\\"\(dots)"
            b = '\(dots)'
            c = \"\"\"\(dots)"\n\(dots)\"\"\"
            d = '''\(dots)
            '\(dots)''''
            "\(dots)" = ['\(dots)', '']
            """
        #expect(try TOMLText.entries(text).map(\.key) == ["a", "b", "c", "d", dots])
    }
}
