import EngineTestSupport
import FoundationEssentials
import Offsets
import SQLite
import Store
import Syntax
import TestSupport
import Testing

@testable import Commands

/// What Tab offers: names of the store and of the configuration file, never of a cluster.
struct CompletionTests {
    /// What stands in the configuration file of these tests.
    private static let configuration = """
        [cluster.prod]
        bootstrap-servers = ["kafka-1:9092"]
        [cluster.staging]
        bootstrap-servers = ["kafka-2:9092"]
        [job.nightly]
        cluster = "prod"
        schedule = "*-*-* 03:00:00"
        """

    /// The answer to one of the shells that take meanings.
    private static func answer(
        _ words: String...,
        store: String,
        environment: [String: String] = [:]
    ) -> [String] {
        answer(["zsh"] + words, store: store, environment: environment)
    }

    private static func answer(_ words: [String], store: String, environment: [String: String] = [:]) -> [String] {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(
            output: output.sink(),
            messages: messages.sink(),
            environment: ["TIDEMARK_STORE": store].merging(environment) { $1 }
        )
        CompletionAnswer(.tidemark, context).write(to: words)
        try? context.output.flush()
        #expect(messages.text.isEmpty)
        return output.text.split(separator: "\n").map(String.init)
    }

    private static func withStore(_ body: (DatedStore) async throws -> Void) async throws {
        let store = try DatedStore()
        try await store.save("2026-11-20T03:00:00Z", ["old": [1]])
        try await store.save("2026-11-21T03:00:00Z", ["billing": [1], "orders:eu": [1, 2], "tab\there": [1]])
        try await body(store)
    }

    @Test func `snapshots are offered newest first with time and state, groups and topics are those of the newest`()
        async throws
    {
        try await Self.withStore { store in
            let ids = await store.run("list", "--json").output
            let snapshots = Self.answer("show", "", store: store.path)
            #expect(snapshots.count == 3)
            #expect(snapshots[0].hasPrefix("latest\t"))
            #expect(snapshots[1].hasPrefix("20261121T030000Z-"))
            #expect(snapshots[1].hasSuffix("\t2026-11-21 03:00Z, complete, 3 groups, job nightly"))
            #expect(snapshots[2].hasPrefix("20261120T030000Z-"))
            #expect(ids.contains(snapshots[1].prefix(while: { $0 != "\t" })))
            #expect(Self.answer("history", "", store: store.path) == ["billing\t", "orders:eu\t"])
            #expect(Self.answer("restore", "latest", "--topic=", store: store.path) == ["--topic=orders\t"])
            #expect(Self.answer("show", "20261120", store: store.path).count == 1)
            #expect(Self.answer("list", "--cluster", "", store: store.path) == ["prod\tc-1", "c-1\tprod"])
        }
    }

    @Test func `jobs and clusters are those of the configuration file that is named`() async throws {
        try await Self.withStore { store in
            let scratch = try ScratchDirectory()
            try scratch.write(Self.configuration.utf8, to: "tidemark.toml")
            let named = ["TIDEMARK_CONFIG": scratch.file("tidemark.toml")]
            #expect(
                Self.answer("job", "run", "", store: store.path, environment: named) == ["nightly\t*-*-* 03:00:00"]
            )
            #expect(
                Self.answer("groups", "--cluster", "", store: store.path, environment: named)
                    == ["prod\tkafka-1:9092", "staging\tkafka-2:9092"]
            )
            let typed = Self.answer("job", "run", "--config", scratch.file("tidemark.toml"), "n", store: store.path)
            #expect(typed == ["nightly\t*-*-* 03:00:00"])
            #expect(Self.answer("job", "run", "", store: store.path).isEmpty)
        }
    }

    @Test func `runs are offered with time, kind and state, and snapshots of the trash to undelete`() async throws {
        try await CommandRun.withSnapshot(of: ["billing"]) { cluster, store in
            cluster.change { $0.commit("billing", "orders", 0, 2) }
            let restored = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
            #expect(restored.exitCode == .done)
            let runs = Self.answer("undo", "2", store: store)
            #expect(runs.count == 1)
            #expect(runs.first?.hasSuffix("Z, restore, done") == true)
            #expect(Self.answer("undelete", "", store: store).isEmpty)
        }
    }

    @Test func `a group is offered as a pattern that matches it alone where a pattern is wanted`() async throws {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["a*b": [1]])
        #expect(Self.answer("restore", "latest", "--group", "a", store: store.path) == ["a\\*b\t"])
        #expect(Self.answer("copy", "a", store: store.path) == ["a*b\t"])
    }

    @Test func `bash gets words as they are to be written, with meanings only where several are listed`() async throws {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["with space": [1], "orders:eu": [1]])
        let breaks = " \t\n\"'><=;|&(:"
        func bash(_ line: String, type: String = "9") -> [String] {
            Self.answer(["bash", type, breaks, line], store: store.path)
        }
        #expect(bash("tidemark history wi") == ["words", "with\\ space"])
        #expect(bash("tidemark history 'wi") == ["words", "with space"])
        #expect(bash("tidemark history orders:") == ["words", "eu"])
        #expect(bash("tidemark list --store=/t") == ["directories"])
        #expect(bash("tidemark apply ") == ["files"])
        #expect(bash("tidemark job pa") == ["words", "pause"])
        let listed = bash("tidemark re", type: "63")
        #expect(listed.contains { $0.hasPrefix("restore  (Put the offsets") })
        #expect(bash("tidemark re", type: "37").contains("restore"))
    }

    /// Whatever is wrong, Tab is silent.
    @Test(arguments: ["show", "history", "undo", "undelete", "list --cluster", "restore latest --topic", "job run"])
    func `nothing is offered, and nothing said, where there is no store or a damaged one`(_ line: String) async throws {
        let words = line.split(separator: " ").map(String.init)
        let fixed = line == "show" || line == "undo" ? 1 : 0
        #expect(Self.answer(["zsh"] + words + [""], store: "/nowhere/at/all").count == fixed)
        try await Self.withStore { store in
            for file in ["catalog.sqlite", "journal.sqlite"] {
                try Data("this is no database, but long enough to be one".utf8)
                    .write(to: URL(filePath: "\(store.path)/\(file)"))
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(store.path)/snapshots") {
                let path = "\(store.path)/snapshots/\(name)"
                try FileManager.default.removeItem(atPath: path)
                try Data("damaged".utf8).write(to: URL(filePath: path))
            }
            // The names of snapshots are known all the same.
            #expect(Self.answer(["zsh"] + words + [""], store: store.path).count == (line == "show" ? 3 : fixed))
            let before = try FileManager.default.contentsOfDirectory(atPath: store.path).sorted()
            #expect(before.contains("catalog.sqlite"))
            let broken = ["TIDEMARK_CONFIG": "\(store.path)/catalog.sqlite"]
            #expect(Self.answer(["zsh", "job", "run", ""], store: store.path, environment: broken).isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: store.path).sorted() == before)
        }
    }

    @Test func `nobody is waited for: with catalog and journal locked the names are there at once`() async throws {
        try await Self.withStore { store in
            let catalog = try Database(path: "\(store.path)/catalog.sqlite", access: .write, busyTimeout: .zero)
            try catalog.execute("BEGIN EXCLUSIVE")
            let start = ContinuousClock.now
            let snapshots = Self.answer("show", "", store: store.path)
            #expect(start.duration(to: .now) < .seconds(5), "a reader of the catalog waits 10 s for a writer")
            #expect(snapshots.count == 3)
            #expect(snapshots.dropFirst().allSatisfy { $0.hasSuffix("\t") })
            #expect(Self.answer("history", "b", store: store.path) == ["billing\t"])
            try catalog.execute("ROLLBACK")
        }
    }

    @Test(arguments: [[], ["bash"], ["bash", "9"], ["zsh"], ["fish"], ["tcsh", "a"], ["bash", "9", "", ""]])
    func `a question that makes no sense has no answer`(_ words: [String]) {
        #expect(Self.answer(words, store: "/nowhere").isEmpty)
    }

    @Test func `what makes an option's value known is known to Tab: no value of a closed set is missing`() {
        for command in Program.tidemark.syntax.leaves {
            for option in command.syntax.options.flatMap(\.options) where option.placeholder.contains("|") {
                let words = command.words + [option.name.description]
                let answer = Self.answer(["zsh"] + words + [""], store: "/nowhere")
                #expect(answer.map { $0.dropLast() }.joined(separator: "|") == option.placeholder, "\(words)")
            }
        }
    }
}
