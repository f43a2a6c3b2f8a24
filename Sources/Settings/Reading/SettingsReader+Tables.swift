import Offsets

extension SettingsReader {
    /// More known keys than these are looked up in the documentation.
    private static let listedAtMost = 14
    /// What so many keys of a table were meant to be is guessed; a file with more is not one of ours.
    private static let guessedAtMost = 100

    /// The table of a name, `nil` when it is not there or is none.
    mutating func table(_ name: String, in parent: TableContent) -> TableContent? {
        guard let entry = parent.entry(name) else { return nil }
        let path = parent.path + [name]
        guard case .table(let entries) = entry.value.content else {
            refuse(
                at: entry.place,
                TOMLSpelling.key(path),
                "\(name) is a table, and this is \(entry.value.kind)",
                hint: "Write a line with [\(TOMLSpelling.key(path))], and the keys below it."
            )
            return nil
        }
        return TableContent(path: path, place: entry.place, entries: entries)
    }

    /// The tables `[KIND.NAME]`, in the order of the file.
    mutating func namedTables(_ kind: String, in content: TableContent) -> [TableContent] {
        if case .array = content.entry(kind)?.value.content, let entry = content.entry(kind) {
            refuse(
                at: entry.place,
                kind,
                "\(kind) is no list: each has a name",
                hint: "Write [\(kind).NAME] in the place of [[\(kind)]]."
            )
            return []
        }
        guard let parent = table(kind, in: content) else { return [] }
        let ownKeys =
            SettingTable.all.filter { $0.path == [kind, "NAME"] }.flatMap(\.keys).map(\.name)
            + SettingTable.tables(below: [kind, "NAME"])
        return parent.entries.compactMap { entry in
            let key = parent.spelled(entry.key)
            guard !ownKeys.contains(entry.key), case .table(let entries) = entry.value.content else {
                refuse(
                    at: entry.place,
                    key,
                    ownKeys.contains(entry.key)
                        ? "\(entry.key) stands in a \(kind) without a name"
                        : "there is no key '\(entry.key)' in [\(kind)], which holds tables with names alone",
                    hint: "Each \(kind) has a name: [\(kind).NAME], and the keys below it."
                )
                return nil
            }
            if !Self.isName(entry.key) {
                refuse(
                    at: entry.place,
                    key,
                    "'\(entry.key)' is no name of a \(kind)",
                    hint: Self.ruleOfNames
                )
            }
            return TableContent(path: [kind, entry.key], place: entry.place, entries: entries)
        }
    }

    /// Refuses every key that a table does not have; `path` is its heading with `NAME` in it.
    mutating func checkKeys(of content: TableContent, against path: [String]) {
        let keys = SettingTable.all.filter { $0.path == path }.flatMap(\.keys).map(\.name)
        let known = keys + SettingTable.tables(below: path)
        let unknown = content.entries.filter { !known.contains($0.key) }
        for (index, entry) in unknown.enumerated() {
            let isGuessed = index < Self.guessedAtMost && entry.key.utf8.count <= SettingsDefaults.longestName
            refuse(
                at: entry.place,
                content.spelled(entry.key),
                "there is no key '\(entry.key)' in \(content.heading)",
                hint: isGuessed ? Self.advice(on: entry.key, among: known) : nil
            )
        }
    }

    private static func advice(on word: String, among known: [String]) -> String {
        let homes = SettingTable.all.filter { table in !table.isOpen && table.keys.contains { $0.name == word } }
        if !homes.isEmpty {
            return "'\(word)' belongs in \(homes.map { "[\($0.heading)]" }.joined(separator: " or "))."
        }
        let asWritten = String(word.lowercased().map { $0 == "_" ? "-" : $0 })
        if let nearest = Spelling.nearest(to: asWritten, among: known) { return "Did you mean '\(nearest)'?" }
        let everywhere = SettingTable.all.filter { !$0.isOpen }.flatMap(\.keys).map(\.name)
        if let far = Spelling.nearest(to: asWritten, among: everywhere),
            let home = SettingTable.all.first(where: { table in table.keys.contains { $0.name == far } })
        {
            return "Did you mean '\(far)', which belongs in [\(home.heading)]?"
        }
        return "There are: \(known.prefix(listedAtMost).joined(separator: ", "))."
    }

    /// What names are made of.
    static var ruleOfNames: String {
        "A name has letters, digits, dots, dashes and underscores, begins with a letter or digit, and has at most "
            + "\(SettingsDefaults.longestName) of them."
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= SettingsDefaults.longestName else { return false }
        let isWord: (UInt8) -> Bool = { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        return isWord(first) && name.utf8.allSatisfy { isWord($0) || "._-".utf8.contains($0) }
    }
}
