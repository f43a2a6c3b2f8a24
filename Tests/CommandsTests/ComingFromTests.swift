import EngineTestSupport
import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Commands

/// `docs/coming-from.md`: what people type with other tools, and here.
struct ComingFromTests {
    /// The commands that write, and are carried out here.
    private static let writing: Set<String> = ["reset", "copy", "rename", "delete", "restore", "undo"]

    /// Our lines of the page.
    static let lines: [String] = {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/coming-from.md")
        let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
        return text.split(separator: "`").map(String.init).filter { $0.hasPrefix("tidemark ") }
    }()

    @Test func `the page has a line of ours for every task`() {
        #expect(Self.lines.count > 15)
        for command in Self.writing {
            #expect(Self.lines.contains { $0.hasPrefix("tidemark \(command) ") }, "\(command)")
        }
    }

    @Test(arguments: lines)
    func `a line of ours does what it stands beside`(_ line: String) async throws {
        try await CommandRun.withSnapshot(of: ["billing"]) { cluster, store in
            let file = "\(store)/offsets.csv"
            try Data("billing,orders,0,1\n".utf8).write(to: URL(filePath: file))
            if line.hasPrefix("tidemark undo") || line.hasPrefix("tidemark restore") {
                cluster.change { $0.commit("billing", "orders", 0, 2) }
            }
            if line.hasPrefix("tidemark undo") {
                let restored = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
                #expect(restored.exitCode == .done, "\(restored)")
            }
            var words = line.split(separator: " ").dropFirst().map(String.init)
            words = words.map { $0 == "offsets.csv" ? file : $0 }
            if Self.writing.contains(words[0]) { words.append("--yes") }
            let run = await CommandRun(words, cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
        }
    }
}
