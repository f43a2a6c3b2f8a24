import Foundation
import Settings
import Testing

/// The table of keys as the commented default file and as a page: `etc/tidemark/tidemark.toml`, `docs/configuration.md`.
struct ConfigurationDocumentTests {
    /// Set to write them instead of comparing them.
    private static let writing = "TIDEMARK_WRITE_DOCS"

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func compare(_ path: String, _ text: String) throws {
        let file = root.appendingPathComponent(path)
        if ProcessInfo.processInfo.environment[writing] != nil {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        let found = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        #expect(found == text, "write it again: \(writing)=1 swift test --filter ConfigurationDocumentTests")
    }

    @Test func `docs/configuration.md is what the table says`() throws {
        try Self.compare("docs/configuration.md", ConfigurationPage.text)
    }

    @Test func `the default file is what the table says`() throws {
        try Self.compare("etc/tidemark/tidemark.toml", DefaultFile.text)
    }

    @Test func `the default file has no mistake, and sets nothing`() throws {
        let settings = try Settings(text: DefaultFile.text)
        #expect(settings.shown.allSatisfy { $0.origin == .standard })
    }

    @Test func `the default file has no mistake either when every line of it is used, and has every key`() throws {
        let settings = try Settings(text: DefaultFile.usedText)
        let used = Set(settings.shown.filter { $0.origin != .standard }.map(\.key))
        for table in SettingTable.all {
            for key in table.keys {
                let name = table.isOpen ? DefaultFile.property(of: table) : key.name
                let path = table.path.map { $0 == "NAME" ? DefaultFile.name(in: table) : $0 }
                #expect(used.contains((path + [name]).joined(separator: ".")), "\(table.heading).\(key.name)")
            }
        }
    }

    @Test(arguments: SettingTable.all)
    func `a key is described`(_ table: SettingTable) {
        #expect(table.meaning.hasSuffix("."))
        #expect(Set(table.keys.map(\.name)).count == table.keys.count)
        for key in table.keys {
            #expect(key.meaning.hasSuffix("."), "\(key.name)")
            #expect(!key.example.isEmpty)
            #expect(!key.kind.isEmpty)
        }
    }

    @Test func `a default that TOML can write is read as itself`() throws {
        for table in SettingTable.all where !table.isOpen {
            for key in table.keys {
                guard let standard = key.standard, standard.hasPrefix("\"") || Int(standard) != nil else { continue }
                let text = DefaultFile.usedText.replacing(
                    "\n\(key.name) = \(key.example)\n",
                    with: "\n\(key.name) = \(standard)\n"
                )
                #expect(throws: Never.self, "\(table.heading).\(key.name)") { try Settings(text: text) }
            }
        }
    }
}
