import EngineTestSupport
import Offsets
import Testing

@testable import Commands

/// A topic that was deleted and created again and filled beyond its old end: nothing but its id shows that.
struct RecreatedTopicTests {
    private static let ids = [1, 2].map { (first: UInt8) in TopicID(bytes: [first] + [UInt8](repeating: 7, count: 15)) }

    /// A snapshot of groups at 42 and a restore of it, both of the topic's first id; the groups stand at 100 now.
    private static func withRun(_ body: (DictionaryCluster, String) async throws -> Void) async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "b"])
            cluster.change { $0.topics["orders"]?.id = ids[0] }
            _ = await CommandRun(["snapshot"], cluster, store: store)
            move(cluster, to: 100)
            let plan = ["restore", "latest", "--group", "b", "--plan-out", "\(store)/b.plan"]
            #expect(await CommandRun(plan, cluster, store: store).exitCode == .done)
            #expect(
                await CommandRun(["restore", "latest", "--group", "a", "--yes"], cluster, store: store).exitCode
                    == .done
            )
            try await body(cluster, store)
        }
    }

    private static func move(_ cluster: DictionaryCluster, to offset: Int64) {
        cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b"], offset: offset).now.groups }
    }

    @Test(arguments: ["restore latest --group b", "copy a c --snapshot latest", "undo latest", "apply STORE/b.plan"])
    func `is found by its id, by whatever writes`(words: String) async throws {
        try await Self.withRun { cluster, store in
            let line = words.replacing("STORE", with: store).split(separator: " ").map(String.init)
            let same = await CommandRun(line + ["--dry-run"], cluster, store: store)
            #expect(same.exitCode == .done, "\(same)")
            cluster.change { $0.topics["orders"]?.id = Self.ids[1] }
            let run = await CommandRun(line + ["--yes", "-v"], cluster, store: store)
            #expect(run.exitCode == .refused, "\(run)")
            // The steps of a saved plan are what they were.
            #expect(run.output.contains("topic-recreated") == (line[0] != "apply"), "\(run)")
            let words = "its id was AQcHBwcH…, and is AgcHBwcH…"
            #expect((run.output + run.messages).contains(words), "\(run)")
            #expect(cluster.offset(of: "b") == 100 && cluster.offset(of: "c") == nil)
        }
    }

    @Test func `is a difference, by its id, though the offsets are the same`() async throws {
        try await Self.withRun { cluster, store in
            Self.move(cluster, to: 42)
            #expect(await CommandRun(["diff", "latest", "--json"], cluster, store: store).exitCode == .done)
            cluster.change { $0.topics["orders"]?.id = Self.ids[1] }
            let diff = await CommandRun(["diff", "latest"], cluster, store: store)
            #expect(diff.exitCode == .failure, "\(diff)")
            #expect(diff.messages.contains("topic orders: the topic was deleted and created again since"), "\(diff)")
            _ = await CommandRun(["snapshot"], cluster, store: store)
            for line in [["diff", "latest~1", "latest"], ["diff", "latest", "latest~1"]] {
                let both = await CommandRun(line + ["--json"], store: store)
                #expect(both.exitCode == .failure, "\(both)")
                let words = "its id was AQcHBwcH…, and is AgcHBwcH…"
                #expect(both.output.contains(#""recreatedTopics":[{"topic":"orders","reason":""#), "\(both)")
                #expect(both.output.contains(words), "\(both)")
            }
        }
    }

    @Test func `an id is shown`() async throws {
        try await Self.withRun { cluster, store in
            let shown = await CommandRun(["show", "latest", "--json"], store: store)
            #expect(
                shown.output.contains(#""topics":[{"topic":"orders","id":"AQcHBwcHBwcHBwcHBwcHBw","partitions":2}]"#),
                "\(shown)"
            )
        }
    }
}
