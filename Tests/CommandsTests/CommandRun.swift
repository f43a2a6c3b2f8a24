import EngineTestSupport
import Offsets
import Synchronization
import TestSupport
import Testing

@testable import Commands

/// What came of a command line.
struct CommandRun: Sendable {
    let exitCode: ExitCode
    let output: String
    let messages: String

    /// Runs a command line against a cluster and a store directory.
    ///
    /// `others` are further clusters by their bootstrap servers, `beforeAnswer` is what happens while a person thinks, `pause` what
    /// happens between two looks, told the number of the pause, and `screen` how large the terminal is by then.
    init(
        _ words: [String],
        _ cluster: DictionaryCluster? = nil,
        store: String,
        others: [String: DictionaryCluster] = [:],
        environment: [String: String] = [:],
        terminal: TerminalTraits? = nil,
        answer: TypedAnswer? = nil,
        beforeAnswer: @escaping @Sendable () -> Void = {},
        screen: @escaping @Sendable () -> ScreenSize? = { nil },
        pause: (@Sendable (Int) async throws -> Void)? = nil
    ) async {
        let output = Memory()
        let messages = Memory()
        var context = CommandContext.test(
            output: output.sink(),
            messages: messages.sink(),
            environment: ["TIDEMARK_STORE": store, "TIDEMARK_BOOTSTRAP_SERVER": "memory:9092", "TZ": "UTC"]
                .merging(environment) { $1 },
            terminal: terminal,
            cluster: cluster,
            others: others,
            answer: answer,
            beforeAnswer: beforeAnswer
        )
        context.screen = screen
        if let pause {
            let pauses = Atomic(0)
            context.pause = { _ in try await pause(pauses.add(1, ordering: .relaxed).newValue) }
        }
        exitCode = await Program.tidemark.run(words, in: context)
        self.output = output.text
        self.messages = messages.text
        if words.prefix(while: { $0 != "--" }).contains("--json") { Self.compare(self.output, of: words) }
    }

    /// Compares the document of a command with `docs/json.md`.
    private static func compare(_ document: String, of words: [String]) {
        do {
            let isOfLooks = words.contains { $0.hasPrefix("--watch") }
            let documents = isOfLooks ? document.split(separator: "\n").map(String.init) : [document]
            let page = try JSONPage.current.get()
            let flaws = documents.flatMap { page.flaws(in: $0, of: words) }
            if !flaws.isEmpty { Issue.record("\(words): \(flaws.joined(separator: "; "))") }
        } catch {
            Issue.record("docs/json.md cannot be read: \(error)")
        }
    }

    /// Lends the path of a store that does not exist yet, and removes it afterwards.
    static func withStore(_ body: (String) async throws -> Void) async throws {
        let scratch = try ScratchDirectory()
        try await body(scratch.store)
    }

    /// Lends a cluster with these groups, each at 42 of 1 000, and a store with a snapshot of them.
    static func withSnapshot(
        of groups: [String],
        _ body: (DictionaryCluster, String) async throws -> Void
    ) async throws {
        try await withStore { store in
            let cluster = DictionaryCluster(groups: groups)
            _ = await CommandRun(["snapshot"], cluster, store: store)
            try await body(cluster, store)
        }
    }
}
