import EngineTestSupport
import FoundationEssentials
import Offsets
import Store
import Testing

@testable import Commands

/// What output looks like on a terminal: it fits, and it has colours where they are wanted.
struct OutputStyleTests {
    private static let terminal = TerminalTraits(showsMessages: true, showsOutput: true, width: 80)
    private static let escape = "\u{1b}["

    @Test func `at 80 columns no row of a usual store wraps`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: (1...301).map { "billing-service-eu-\($0)" })
            let words = [
                "snapshot", "--job", "nightly", "--tag", "before-the-migration", "--note", "taken before all of it",
            ]
            for _ in 0..<3 { _ = await CommandRun(words, cluster, store: store) }
            _ = await CommandRun(["hold", "latest", "--until", "90d", "--reason", "audit"], store: store)
            _ = await CommandRun(["verify"], store: store)
            cluster.change { $0.commit("billing-service-eu-7", "orders", 0, 4_000_000_000) }
            for _ in 0..<2 {
                let words = ["restore", "latest", "--group", "billing-service-eu-7", "--yes"]
                _ = await CommandRun(words, cluster, store: store)
                cluster.change { $0.commit("billing-service-eu-7", "orders", 0, 900) }
            }
            let configuration = "\(store).toml"
            let text = """
                [cluster.production-eu-west]
                bootstrap-servers = ["kafka-1.eu-west.example.com:9092", "kafka-2.eu-west.example.com:9092"]
                [job.nightly]
                schedule = "*-*-* 03:00:00"
                [job.nightly.retention]
                last = 7

                """
            try Data(text.utf8).write(to: URL(filePath: configuration))
            let commands = [
                ["status", "--config", configuration], ["job", "list", "--config", configuration],
                ["prune", "--dry-run", "--keep-last", "1"], ["verify"], ["log"],
                ["list"], ["list", "--group", "billing-service-eu-7"], ["show", "latest"], ["show", "latest", "-v"],
                ["history", "billing-service-eu-7"], ["history", "billing-service-eu-7", "-v"], ["runs"], ["groups"],
                ["diff", "latest"], ["diff", "latest", "-v"], ["describe", "billing-service-eu-7"],
                ["describe", "billing-service-eu-7", "--members"], ["describe", "billing-*", "--sort", "rewind"],
                ["groups", "--sort", "rewind"], ["stats"],
                ["restore", "latest", "--dry-run"], ["restore", "latest", "--dry-run", "-v"],
            ]
            for command in commands {
                let run = await CommandRun(
                    command,
                    cluster,
                    store: store,
                    environment: ["NO_COLOR": "1"],
                    terminal: Self.terminal
                )
                let lines = run.output.split(separator: "\n")
                #expect(lines.count > 1, "\(command) \(run)")
                let widest = lines.map { DisplayWidth.columns(String($0)) }.max() ?? 0
                #expect(widest <= 80, "\(command)\n\(lines.prefix(5).joined(separator: "\n"))")
            }
        }
    }

    @Test(
        arguments: [
            ([], [:], true), ([], ["NO_COLOR": "1"], false), ([], ["NO_COLOR": ""], true),
            ([], ["TERM": "dumb"], false),
            (["--color", "never"], [:], false), (["--color", "always"], ["NO_COLOR": "1"], true),
            (["--color=auto"], [:], true),
        ] as [([String], [String: String], Bool)]
    )
    func `a terminal has colours unless somebody wants none`(
        _ words: [String],
        _ environment: [String: String],
        _ isColoured: Bool
    ) async throws {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["a": [900]])
        try await store.save("2026-11-22T03:00:00Z", ["a": [20]])
        let run = await CommandRun(
            ["history", "a"] + words,
            store: store.path,
            environment: environment,
            terminal: Self.terminal
        )
        #expect(run.output.contains(Self.escape) == isColoured, "\(run)")
        #expect(run.output.contains("\u{1b}[31mrewound\u{1b}[0m") == isColoured, "\(run)")
        let failed = await CommandRun(
            ["history", "z"] + words,
            store: store.path,
            environment: environment,
            terminal: Self.terminal
        )
        #expect(failed.messages.contains("\u{1b}[31merror:\u{1b}[0m none of 2") == isColoured, "\(failed)")
    }

    @Test func `off a terminal nothing is coloured, shortened or left out, unless colours are asked for`() async throws
    {
        let store = try DatedStore()
        let note = String(repeating: "a long note ", count: 20)
        try await store.save("2026-11-21T03:00:00Z", ["a": [1]]) { $0.origin.note = note + "." }
        let run = await store.run("list")
        #expect(!run.output.contains(Self.escape) && run.output.contains(note), "\(run)")
        let coloured = await store.run("list", "--color", "always")
        #expect(coloured.output.hasPrefix("\u{1b}[1mSNAPSHOT"), "\(coloured)")
        let document = await store.run("list", "--json", "--color", "always")
        #expect(!document.output.contains(Self.escape), "\(document)")
        let wrong = await store.run("list", "--color", "sometimes")
        #expect(wrong.exitCode == .usage, "\(wrong)")
    }

    @Test func `the question is bold on a terminal`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { $0.commit("a", "orders", 0, 100) }
            var terminal = Self.terminal
            terminal.canAsk = true
            let run = await CommandRun(
                ["restore", "latest", "--group", "a"],
                cluster,
                store: store,
                terminal: terminal,
                answer: .line("n")
            )
            #expect(run.messages.contains("\u{1b}[1mcarry this plan out? [y/N] \u{1b}[0m"), "\(run)")
        }
    }
}
