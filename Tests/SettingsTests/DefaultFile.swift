import Settings

/// The commented default configuration: `# ` begins words, and `#` alone a line to be used.
enum DefaultFile {
    private static let width = 100

    /// The whole file, which sets nothing.
    static let text = lines(isUsed: false)
    /// The file with every line used.
    static let usedText = lines(isUsed: true)

    /// The name in the heading of a table.
    static func name(in table: SettingTable) -> String { table.path.first == "job" ? "nightly" : "prod" }

    /// The key that stands in a table whose keys are free, as TOML writes it.
    static func property(of table: SettingTable) -> String {
        switch (table.path.last, table.path.contains("restore")) {
        case ("secrets", _): "\"sasl.password\""
        case ("keys", _): "2026"
        case (_, true): "\"sasl.username\""
        default: "\"security.protocol\""
        }
    }

    private static func lines(isUsed: Bool) -> String {
        let mark = isUsed ? "" : "#"
        var lines = comment(
            "The configuration of Tidemark. Lines that begin with # and no space are settings: remove the # to use one, and of the "
                + "heading above it. `tidemark config check` names every mistake, `tidemark config show` says what holds. "
                + "docs/configuration.md has the same as a page."
        )
        for table in SettingTable.all {
            lines.append("")
            lines += comment(table.meaning)
            let path = table.path.map { $0 == "NAME" ? name(in: table) : $0 }
            lines.append("\(mark)[\(path.joined(separator: "."))]")
            for key in table.keys {
                lines.append("")
                lines += comment(key.meaning)
                let standard = key.standard.map { "Default: \($0)" } ?? "Required"
                lines += comment("\(standard.hasSuffix(".") ? String(standard.dropLast()) : standard).")
                let name = table.isOpen ? property(of: table) : key.name
                lines.append("\(mark)\(name) = \(key.example)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func comment(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append("# \(word)")
            }
        }
        return lines
    }
}
