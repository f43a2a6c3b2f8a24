import EngineTestSupport
import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Commands

/// `reindex`, and commands that find the catalog gone.
struct ReindexTests {
    @Test func `reindex says what it read and what it put right`() async throws {
        try await CommandRun.withSnapshot(of: ["billing"]) { cluster, store in
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let whole = await CommandRun(["reindex"], store: store)
            #expect(whole.exitCode == .done && whole.output.isEmpty, "\(whole)")
            #expect(whole.messages.contains("made of 2 snapshots, "), "\(whole)")
            #expect(whole.messages.contains("nothing was wrong with it"), "\(whole)")
            try FileManager.default.removeItem(atPath: "\(store)/catalog.sqlite")
            let anew = await CommandRun(["reindex", "--json"], store: store)
            #expect(anew.exitCode == .done, "\(anew)")
            #expect(anew.output.contains(#""snapshots":2,"#) && anew.output.contains(#""added":2,"#), "\(anew)")
        }
    }

    @Test func `a damaged file is named, and the exit code is 65`() async throws {
        try await CommandRun.withSnapshot(of: ["billing"]) { cluster, store in
            let second = await CommandRun(["snapshot"], cluster, store: store)
            let file = "\(store)/snapshots/\(second.output.dropLast()).tidemark"
            var bytes = try Data(contentsOf: URL(filePath: file))
            bytes[bytes.count / 2] ^= 1
            try FileManager.default.removeItem(atPath: file)
            try bytes.write(to: URL(filePath: file))
            let run = await CommandRun(["reindex"], store: store)
            #expect(run.exitCode == .damagedData && run.messages.contains(file), "\(run)")
            #expect(run.messages.contains("made of 1 snapshot, "), "\(run)")
            #expect(await CommandRun(["list"], store: store).output.contains("damaged"))
        }
    }

    @Test(arguments: [
        ["list"], ["show", "latest"], ["export", "latest"], ["diff", "latest~1", "latest"], ["prune", "--dry-run"],
        ["verify"], ["undelete"], ["hold", "latest"], ["log"], ["runs"],
    ])
    func `a command that finds no catalog says so in one line, goes on, and leaves one`(words: [String]) async throws {
        try await CommandRun.withSnapshot(of: ["billing"]) { cluster, store in
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let before = await CommandRun(words, store: store)
            try FileManager.default.removeItem(atPath: "\(store)/catalog.sqlite")
            let run = await CommandRun(words, store: store)
            #expect(run.exitCode == before.exitCode, "\(run)")
            let told = run.messages.split(separator: "\n").filter { $0.contains("catalog.sqlite") }
            #expect(told.count == 1 && told[0].contains("was missing; it is rebuilt from the files"), "\(run)")
            let next = await CommandRun(words, store: store)
            #expect(!next.messages.contains("catalog.sqlite"), "\(next)")
        }
    }
}
