import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

/// Every plan, question and "nothing to do" says which snapshot or run it is from, and where it goes.
struct PlanOriginTests {
    private static func move(_ cluster: DictionaryCluster, to offset: Int64) {
        cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b"], offset: offset).now.groups }
    }

    /// A store with a snapshot by a job of groups that have moved since.
    private static func withSnapshot(_ body: (DictionaryCluster, String, String) async throws -> Void) async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "b"])
            let taken = await CommandRun(["snapshot", "--job", "nightly"], cluster, store: store)
            move(cluster, to: 100)
            try await body(cluster, store, String(taken.output.dropLast()))
        }
    }

    @Test func `a plan, its question and nothing to do begin with the snapshot and the cluster`() async throws {
        try await Self.withSnapshot { cluster, store, id in
            let runs = [
                await CommandRun(["restore", "latest", "--group", "a", "--dry-run"], cluster, store: store),
                await CommandRun(["restore", "latest", "--group", "a", "--dry-run", "-v"], cluster, store: store),
                await CommandRun(["restore", "latest", "--group", "a"], cluster, store: store, answer: .line("y")),
                await CommandRun(["restore", "latest", "--group", "a", "--yes"], cluster, store: store),
            ]
            for run in runs {
                #expect(run.exitCode == .done, "\(run)")
                let lines = run.messages.split(separator: "\n")
                #expect(lines[0].hasPrefix("tidemark: from snapshot \(id), taken 20"), "\(run)")
                #expect(
                    lines[0].contains(" UTC (") && lines[0].hasSuffix(" ago): job nightly, complete, 2 groups"),
                    "\(run)"
                )
                #expect(lines[1] == "tidemark: to cluster c-1 at memory:9092", "\(run)")
            }
            #expect(runs[2].messages.contains("tidemark: from snapshot \(id) ("), "\(runs[2])")
            #expect(runs[2].messages.contains(" ago) to cluster c-1 at memory:9092\n"), "\(runs[2])")
            let nothing = "nothing to do: all 2 partitions already match snapshot \(id) ("
            #expect(runs[3].messages.contains(nothing), "\(runs[3])")
        }
    }

    @Test func `with -q the plan is silent, and a question still names both`() async throws {
        try await Self.withSnapshot { cluster, store, id in
            let words = ["restore", "latest", "--group", "a", "-q"]
            let silent = await CommandRun(words + ["--dry-run"], cluster, store: store)
            #expect(silent.exitCode == .done)
            #expect(silent.messages.isEmpty, "\(silent)")
            #expect(silent.output.contains("\na "), "\(silent)")
            let asked = await CommandRun(words, cluster, store: store, answer: .line("n"))
            #expect(asked.messages.hasPrefix("tidemark: from snapshot \(id) ("), "\(asked)")
            #expect(
                asked.messages.contains("1 group: 2 offsets to set (2 back by at most 58), 0 to keep\n"),
                "\(asked)"
            )
            cluster.change { $0.setState("a", .stable) }
            let refused = await CommandRun(words, cluster, store: store)
            let active = "tidemark: error: group a has running members (Stable); stop them first"
            #expect(refused.messages.hasPrefix(active), "\(refused)")
            let hint =
                "tidemark: hint: --wait-empty 10m waits until they have left; --on-active skip leaves these groups out."
            let lines = refused.messages.split(separator: "\n")
            #expect(lines.count == 2 && lines[1] == hint, "\(refused)")
            let done = await CommandRun(["snapshot", "-q"], DictionaryCluster(groups: ["a", "b"]), store: store)
            #expect(done.messages.isEmpty, "\(done)")
        }
    }

    @Test func `an undo names the run, and a saved plan its snapshot, in words and in the document`() async throws {
        try await Self.withSnapshot { cluster, store, id in
            let file = "\(store)/a.plan"
            let saved = await CommandRun(["restore", id, "--group", "a", "--plan-out", file], cluster, store: store)
            #expect(saved.messages.hasPrefix("tidemark: from snapshot \(id), taken "), "\(saved)")
            let applied = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(applied.messages.hasPrefix("tidemark: from snapshot \(id), taken "), "\(applied)")
            let undo = await CommandRun(["undo", "latest", "--dry-run"], cluster, store: store)
            #expect(undo.messages.hasPrefix("tidemark: from run 20"), "\(undo)")
            #expect(undo.messages.contains(", a restore from snapshot \(id), started 20"), "\(undo)")
            let document = await CommandRun(["undo", "latest", "--dry-run", "--json"], cluster, store: store)
            #expect(document.output.contains(#""kind":"restore","state":"done","startedAt":"20"#), "\(document)")
            let plan = await CommandRun(["restore", id, "--dry-run", "--json"], cluster, store: store)
            let source =
                #""cluster":{"id":"c-1","name":null},"job":"nightly","state":"complete","groups":2,"selection":null}"#
            #expect(plan.output.contains(source), "\(plan)")
            #expect(plan.output.contains(#""bootstrapServers":"memory:9092""#), "\(plan)")
            try FileManager.default.removeItem(atPath: "\(store)/snapshots/\(id).tidemark")
            let gone = await CommandRun(["apply", file, "--dry-run"], cluster, store: store)
            #expect(gone.messages.contains("from snapshot \(id), taken 20"), "\(gone)")
            #expect(gone.messages.contains("ago), which is not in this store\n"), "\(gone)")
        }
    }

    @Test(arguments: [20, 90]) func `a snapshot taken after the damage points at the one before`(
        damage: Int64
    ) async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "b"], offset: 42)
            cluster.change { $0.endLogs(at: 90) }
            let before = String(await CommandRun(["snapshot"], cluster, store: store).output.dropLast())
            // Somebody resets a, and captures go on.
            cluster.change { state in
                for partition in 0..<2 as Range<Int32> { state.commit("a", "orders", partition, damage) }
            }
            let after = String(await CommandRun(["snapshot"], cluster, store: store).output.dropLast())
            _ = await CommandRun(["snapshot", "--job", "nightly"], cluster, store: store)
            let nothing = await CommandRun(["restore", "latest", "--group", "a", "--yes"], cluster, store: store)
            #expect(nothing.messages.contains("nothing to do"), "\(nothing)")
            let how = damage < 42 ? "back by up to 22" : "forward by up to 48, to the end of the log"
            #expect(
                nothing.messages.contains("warning: group a moved \(how) between snapshots \(before) ("),
                "\(nothing)"
            )
            #expect(nothing.messages.contains(" and \(after) ("), "\(nothing)")
            #expect(nothing.messages.contains("restore what was before it: snapshot \(before)\n"), "\(nothing)")
            let other = await CommandRun(["restore", "latest", "--group", "b", "--yes"], cluster, store: store)
            #expect(!other.messages.contains("moved"), "\(other)")
            let restored = await CommandRun(["restore", before, "--group", "a", "--yes"], cluster, store: store)
            #expect(!restored.messages.contains("that is the damage"), "\(restored)")
            #expect(cluster.offset(of: "a") == 42)
        }
    }
}
