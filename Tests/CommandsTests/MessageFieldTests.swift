import Daemon
import Engine
import EngineTestSupport
import Offsets
import Testing

@testable import Commands

/// What the messages of a command are about, as one finds them in the journal.
struct MessageFieldTests {
    /// One entry of the journal.
    private struct Entry {
        let text: String
        /// The fields of Tidemark's own.
        let fields: [String: String]
    }

    /// What a command line says of a cluster and a store.
    private static func entries(_ words: [String], _ cluster: DictionaryCluster?, store: String) async -> [Entry] {
        await entries(cluster, store: store) { _ = await Program.tidemark.run(words, in: $0) }
    }

    private static func entries(
        _ cluster: DictionaryCluster? = nil,
        store: String = "/nowhere",
        _ body: (CommandContext) async -> Void
    ) async -> [Entry] {
        let messages = Memory()
        var context = CommandContext.test(
            output: Memory().sink(),
            messages: messages.sink(),
            environment: ["TIDEMARK_STORE": store, "TIDEMARK_BOOTSTRAP_SERVER": "memory:9092"],
            cluster: cluster
        )
        let sink = messages.sink()
        context.journal = { entry in
            sink.write(bytes: entry.bytes)
            return (try? sink.flush()) != nil
        }
        await body(context)
        var entries: [Entry] = []
        for line in messages.text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            if parts[0] == "MESSAGE" {
                entries.append(Entry(text: parts[1], fields: [:]))
            } else if let last = entries.last, parts[0].hasPrefix("TIDEMARK_") {
                let name = String(parts[0].dropFirst("TIDEMARK_".count))
                let fields = last.fields.merging([name: parts[1]]) { _, new in new }
                entries[entries.count - 1] = Entry(text: last.text, fields: fields)
            }
        }
        return entries
    }

    /// The fields of the message that begins so, the code and the hint aside.
    private static func fields(_ entries: [Entry], _ beginning: String) throws -> [String: String] {
        let entry = try #require(entries.first { $0.text.hasPrefix(beginning) }, "\(beginning) in \(entries)")
        return entry.fields.filter { !["CODE", "HINT"].contains($0.key) }
    }

    /// Two groups in a snapshot, which hold something else since.
    private static func withMovedGroups(_ body: (DictionaryCluster, String, String) async throws -> Void) async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b"], offset: 90).now.groups }
            let listed = await CommandRun(["list", "--json"], store: store).output
            let id = try #require(listed.firstRange(of: #""id":""#)).upperBound
            try await body(cluster, store, String(listed[id...].prefix { $0 != "\"" }))
        }
    }

    @Test func `what was captured is about the snapshot and its file`() async throws {
        try await CommandRun.withStore { store in
            let entries = await Self.entries(["snapshot"], DictionaryCluster(groups: ["a"]), store: store)
            let fields = try Self.fields(entries, "captured 1 of 1 group")
            #expect(Set(fields.keys) == ["SNAPSHOT", "FILE"])
            #expect(fields["FILE"]?.contains(fields["SNAPSHOT"] ?? "?") == true, "\(fields)")
        }
    }

    @Test func `a plan is about its snapshot, and about the file that it is saved to`() async throws {
        try await Self.withMovedGroups { cluster, store, id in
            let file = "\(store)/saved.plan"
            let entries = await Self.entries(["restore", "latest", "--plan-out", file], cluster, store: store)
            let (source, target) = (
                try Self.fields(entries, "from snapshot \(id)"), try Self.fields(entries, "to cluster")
            )
            #expect(source == ["SNAPSHOT": id])
            #expect(target.isEmpty)
            let saved = try Self.fields(entries, "nothing was written; `tidemark apply")
            #expect(saved == ["FILE": file])
        }
    }

    @Test func `a plan without anything to do is about its snapshot`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let entries = await Self.entries(["restore", "latest", "--dry-run"], cluster, store: store)
            let fields = try Self.fields(entries, "nothing to do: all 2 partitions already match snapshot ")
            #expect(Set(fields.keys) == ["SNAPSHOT"])
        }
    }

    @Test func `a difference is about its run, its group and its partition, and an undo about the run`() async throws {
        try await Self.withMovedGroups { cluster, store, _ in
            cluster.watch { call in
                // Somebody is faster than the read-back.
                guard call.kind == .readStable, cluster.now.held(by: "b").contains("orders[1]=42") else { return }
                cluster.change { $0.commit("b", "orders", 1, 7) }
            }
            let entries = await Self.entries(["restore", "latest", "--yes"], cluster, store: store)
            let fields = try Self.fields(entries, "group b, orders[1]: expected 42, found 7")
            let run = try #require(fields["RUN"])
            #expect(fields == ["RUN": run, "GROUP": "b", "TOPIC": "orders", "PARTITION": "1"])
            let raced = try #require(entries.first { $0.fields["CODE"] == "raced" })
            #expect(raced.fields["RUN"] == run)
            let undone = await Self.entries(["undo", run, "--dry-run"], cluster, store: store)
            let source = try Self.fields(undone, "from run \(run)")
            #expect(source == ["RUN": run])
        }
    }

    @Test func `what a session tells beside a plan is about the run that it names`() async throws {
        let mark = CommittedMark(
            group: GroupID("__tidemark"),
            mark: SentinelMark(run: "20261121T030000Z-1a2b3c4d", direction: .forward)
        )
        let run = RunID(text: mark.mark.run)
        let news: [(PlanNews, String)] = [
            (.outdatedJournal([mark]), "the journal is older than the cluster"),
            (.unknownRun(run), "this store has no record of run \(run)"),
            (
                .remarkLost(run, because: "the journal is in use"),
                "what was found when run \(run) was looked at again is not in the journal: the journal is in use"
            ),
        ]
        for (news, beginning) in news {
            let entries = await Self.entries { news.show($0) }
            #expect(try Self.fields(entries, beginning) == ["RUN": run.text])
        }
        let several = await Self.entries { PlanNews.outdatedJournal([mark, mark]).show($0) }
        #expect(try Self.fields(several, "the journal is older than the cluster").isEmpty)
    }
}
