import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

/// `delete`, on a cluster in a dictionary.
struct DeleteTests {
    /// A command line that changes nothing, with what it ends with and what it says.
    struct BadLine: Sendable, CustomTestStringConvertible {
        let words: [String]
        let exitCode: ExitCode
        let says: String

        init(_ words: String..., ends exitCode: ExitCode, says: String) {
            self.words = words
            self.exitCode = exitCode
            self.says = says
        }

        var testDescription: String { words.joined(separator: " ") }
    }

    static let badLines = [
        BadLine("delete", ends: .usage, says: "GROUP"),
        BadLine("delete", "", ends: .usage, says: "GROUP"),
        BadLine("delete", "nobody", "--yes", ends: .notFound, says: "there is no group nobody on the cluster"),
        BadLine("delete", "a", "nobody", "--yes", ends: .notFound, says: "there is no group nobody on the cluster"),
        BadLine("delete", "x*", "--yes", ends: .notFound, says: "no group matches x*"),
        BadLine("delete", "[", "--yes", ends: .usage, says: "a [ has no ]"),
        BadLine("delete", "re:(", "--yes", ends: .usage, says: "re:("),
        BadLine(
            "delete",
            String(repeating: "n", count: 10_000),
            "--yes",
            ends: .notFound,
            says: "there is no group n"
        ),
        BadLine("delete", "tidemark.sentinel.x", "--yes", ends: .usage, says: "Tidemark's own mark"),
        BadLine("delete", "a", "--yes", "--dry-run", ends: .usage, says: "--yes cannot be combined with --dry-run"),
        BadLine(
            "delete",
            "a",
            "--yes",
            "--plan-out",
            "x",
            ends: .usage,
            says: "--yes cannot be combined with --plan-out"
        ),
        BadLine("delete", "a", "--topic", "nothing", "--yes", ends: .notFound, says: "holds no offset of the selected"),
        BadLine("delete", "a", "--topic", "[", "--yes", ends: .usage, says: "--topic ["),
        BadLine("delete", "a", "--partition", "7", "--yes", ends: .notFound, says: "holds no offset of the selected"),
        BadLine("delete", "a", "--partition", "-1", "--yes", ends: .usage, says: "partition"),
        BadLine("delete", "a", "--partition", "one", "--yes", ends: .usage, says: "one"),
        BadLine("delete", "a", "--state", "Asleep", "--yes", ends: .usage, says: "'Asleep' is not a state of groups"),
        BadLine(
            "delete",
            "busy",
            "--state",
            "empty",
            "--yes",
            ends: .notFound,
            says: "group busy is Stable, and not Empty"
        ),
        BadLine("delete", "a", "--with-no-offsets", "--yes", ends: .notFound, says: "group a holds 2 offsets"),
        BadLine(
            "delete",
            "a",
            "--topic",
            "orders",
            "--state",
            "Empty",
            "--yes",
            ends: .usage,
            says: "--state, --with-no-offsets and --older-than choose whole groups"
        ),
        BadLine(
            "delete",
            "a",
            "--partition",
            "0",
            "--with-no-offsets",
            "--yes",
            ends: .usage,
            says: "choose whole groups"
        ),
        BadLine(
            "delete",
            "a",
            "--on-active",
            "kill",
            "--yes",
            ends: .usage,
            says: "'kill' is not valid; use fail or skip"
        ),
        BadLine("delete", "busy", "--yes", ends: .refused, says: "group busy has running members (Stable)"),
        BadLine("delete", "*", "--yes", ends: .refused, says: "group busy has running members (Stable)"),
        BadLine("delete", "busy", "--topic", "orders", "--yes", ends: .refused, says: "group busy has running members"),
        BadLine("delete", "a", "--wait-empty", "soon", "--yes", ends: .usage, says: "'soon' is not a duration"),
        BadLine("delete", "a", "--wait-empty=-1s", "--yes", ends: .usage, says: "-1s"),
        BadLine("delete", "a", "--wait-empty", "100d", "--yes", ends: .usage, says: "100d"),
        BadLine(
            "delete",
            "a",
            "--wait-empty",
            "5m",
            "--dry-run",
            ends: .usage,
            says: "--wait-empty cannot be combined with --dry-run"
        ),
        BadLine(
            "restore",
            "latest",
            "--wait-empty",
            "5m",
            "--plan-out",
            "x",
            ends: .usage,
            says: "--wait-empty cannot be combined with --plan-out"
        ),
        BadLine(
            "undo",
            "latest",
            "--wait-empty",
            "5m",
            "--on-active",
            "skip",
            "--yes",
            ends: .usage,
            says: "--wait-empty and --on-active skip exclude each other"
        ),
        BadLine(
            "delete",
            "busy",
            "--wait-empty",
            "1ms",
            "--yes",
            ends: .refused,
            says: "waited 1ms for the members to leave"
        ),
        BadLine("delete", "a", "--timeout", "soon", "--yes", ends: .usage, says: "'soon' is not a duration"),
        BadLine("delete", "a", "--timeout=-5m", "--yes", ends: .usage, says: "-5m"),
        BadLine("delete", "a", "--wait", "9999999999h", "--yes", ends: .usage, says: "9999999999h"),
        BadLine("delete", "a", "--reason", "", "--yes", ends: .usage, says: "the value is empty"),
        BadLine("delete", "a", "--older", "3d", "--yes", ends: .usage, says: "--older"),
        BadLine("delete", "a", ends: .usage, says: "there is no terminal to prompt on"),
        BadLine("delete", "a", "--json", ends: .usage, says: "--json does not prompt"),
    ]

    private static func with(_ body: (DictionaryCluster, String) async throws -> Void) async throws {
        try await CommandRun.withSnapshot(of: ["a", "b", "busy"]) { cluster, store in
            cluster.change { $0.setState("busy", .stable) }
            try await body(cluster, store)
        }
    }

    @Test(arguments: badLines)
    func `bad input gets a clear line and changes nothing`(line: BadLine) async throws {
        try await Self.with { cluster, store in
            let before = cluster.now.groups.mapValues(\.offsets)
            let run = await CommandRun(line.words, cluster, store: store)
            #expect(run.exitCode == line.exitCode, "\(run)")
            #expect(run.messages.contains(line.says), "\(run)")
            #expect(run.messages.split(separator: "\n").filter { $0.contains("error:") }.count == 1, "\(run)")
            #expect(cluster.now.groups.mapValues(\.offsets) == before)
            #expect(cluster.now.calls.filter { $0.isWrite }.isEmpty)
        }
    }

    @Test func `a group is shown, deleted, and put back by an undo`() async throws {
        try await Self.with { cluster, store in
            let shown = await CommandRun(["delete", "a", "--dry-run"], cluster, store: store)
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(shown.messages.contains("on cluster c-1 at memory:9092"), "\(shown)")
            #expect(shown.messages.contains("1 group to delete, with 2 offsets"), "\(shown)")
            #expect(cluster.offset(of: "a") == 42)
            let done = await CommandRun(["delete", "a", "--yes"], cluster, store: store)
            #expect(done.exitCode == .done, "\(done)")
            #expect(done.output.contains("done: the groups are deleted; 2 partitions read back, none holds an offset"))
            #expect(cluster.now.groups[GroupID("a")] == nil)
            let runs = await CommandRun(["runs", "--json"], cluster, store: store)
            #expect(runs.output.contains(#""kind":"delete""#), "\(runs)")
            let log = await CommandRun(["log"], cluster, store: store)
            #expect(log.output.contains("delete"), "\(log)")
            let undone = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(undone.messages.contains("a deletion of groups, started"), "\(undone)")
            #expect(cluster.offset(of: "a") == 42)
        }
    }

    @Test func `groups that are known to be unchanged go, and others are named`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b", "c"]) { cluster, store in
            // One has moved since the snapshot, and one was not there.
            cluster.change { state in
                state.commit("b", "orders", 0, 43)
                state.addGroup("new")
            }
            let shown = await CommandRun(["delete", "*", "--older-than", "1ms", "--dry-run"], cluster, store: store)
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(shown.messages.contains("2 groups to delete, with 4 offsets"), "\(shown)")
            #expect(
                shown.messages.contains(
                    "2 groups left out: b, new: no snapshots show that they have been unchanged for 1ms"
                ),
                "\(shown)"
            )
            let month = await CommandRun(["delete", "*", "--older-than", "30d", "--yes"], cluster, store: store)
            #expect(month.exitCode == .done, "\(month)")
            #expect(month.messages.contains("2 groups left out: a, c: no snapshots show"), "\(month)")
            #expect(month.messages.contains("nothing to do: there is nothing to delete"), "\(month)")
            let named = await CommandRun(["delete", "b", "--older-than", "1ms", "--yes"], cluster, store: store)
            #expect(named.exitCode == .notFound, "\(named)")
            #expect(named.messages.contains("group b is not known to have been unchanged for 1ms"), "\(named)")
            // A second snapshot shows that b has changed, within the day.
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let changed = await CommandRun(["delete", "b", "--older-than", "1d", "--yes"], cluster, store: store)
            #expect(changed.messages.contains("group b has changed within 1d"), "\(changed)")
            #expect(cluster.now.groups.count == 4)
        }
    }

    @Test func `a snapshot of some topics, or one that cannot be read, shows nothing`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a"])
            _ = await CommandRun(["snapshot", "--topic", "orders"], cluster, store: store)
            let words = ["delete", "*", "--older-than", "1ms", "--dry-run"]
            let some = await CommandRun(words, cluster, store: store)
            #expect(some.messages.contains("1 group left out: a: no snapshots show"), "\(some)")
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let whole = await CommandRun(words, cluster, store: store)
            #expect(whole.messages.contains("1 group to delete, with 2 offsets"), "\(whole)")
        }
    }

    @Test func `its document is a plan without a source, and its run`() async throws {
        try await Self.with { cluster, store in
            let run = await CommandRun(["delete", "a", "b", "--yes", "--json"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            for part in [
                #""kind":"delete","mode":"exact","source":{"nothing":true}"#, #""removedGroups":2"#,
                #""onActive":"fail""#, #""state":"done""#,
            ] { #expect(run.output.contains(part), "\(part): \(run)") }
            #expect(cluster.now.groups.keys.map(\.name).sorted() == ["busy"])
        }
    }

    @Test func `groups with members are left out on request, named, and listed with -v`() async throws {
        try await Self.with { cluster, store in
            cluster.change { $0.addGroup("idle", state: .stable) }
            let shown = await CommandRun(
                ["delete", "*", "--on-active", "skip", "--dry-run", "-v"],
                cluster,
                store: store
            )
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(shown.messages.contains("warning: group busy has running members (Stable)"), "\(shown)")
            #expect(shown.messages.contains("warning: group idle has running members (Stable)"), "\(shown)")
            #expect(shown.messages.contains("2 groups to delete, with 4 offsets, 2 groups left out"), "\(shown)")
            let done = await CommandRun(["delete", "*", "--on-active", "skip", "--yes"], cluster, store: store)
            #expect(done.exitCode == .done, "\(done)")
            #expect(cluster.now.groups.keys.map(\.name).sorted() == ["busy", "idle"])
            #expect(cluster.offset(of: "busy") == 42)
        }
    }

    @Test(arguments: [("yes", 2), ("c-1", 0)] as [(String, Int)])
    func `every group of a cluster is deleted by its name alone`(answer: String, left: Int) async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let asked = await CommandRun(["delete", "*"], cluster, store: store, answer: .line(answer))
            #expect(asked.exitCode == .done, "\(asked)")
            #expect(asked.messages.contains("this deletes every group of the cluster"), "\(asked)")
            #expect(cluster.now.groups.count == left)
        }
    }

    @Test(arguments: [("y", 1), ("n", 2), ("", 2)] as [(String, Int)])
    func `one group is asked about`(answer: String, left: Int) async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let asked = await CommandRun(["delete", "a"], cluster, store: store, answer: .line(answer))
            #expect(asked.exitCode == .done, "\(asked)")
            #expect(asked.messages.contains("carry this plan out? [y/N]"), "\(asked)")
            #expect(cluster.now.groups.count == left)
        }
    }

    @Test func `a saved deletion is carried out by apply, and refused once the group has moved`() async throws {
        try await Self.with { cluster, store in
            cluster.change { $0.addGroup("dead") }
            let file = "\(store)/a.plan"
            let saved = await CommandRun(["delete", "a", "dead", "--plan-out", file], cluster, store: store)
            #expect(saved.exitCode == .done, "\(saved)")
            cluster.change { $0.commit("dead", "orders", 0, 1) }
            let stale = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(stale.exitCode == .refused, "\(stale)")
            #expect(stale.messages.contains("it got offset 1 since the plan was made"), "\(stale)")
            cluster.change { $0.addGroup("dead") }
            let applied = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(cluster.now.groups.keys.map(\.name).sorted() == ["b", "busy"])
        }
    }

    @Test func `apply leaves groups out that have got members, on request`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b"], offset: 100).now.groups }
            let file = "\(store)/ab.plan"
            let saved = await CommandRun(["restore", "latest", "--plan-out", file], cluster, store: store)
            #expect(saved.exitCode == .done, "\(saved)")
            cluster.change { $0.setState("a", .stable) }
            let refused = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(refused.exitCode == .refused, "\(refused)")
            #expect(refused.messages.contains("error: group a has running members"), "\(refused)")
            let applied = await CommandRun(["apply", file, "--on-active", "skip", "--yes"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(applied.messages.contains("warning: group a has running members"), "\(applied)")
            #expect(cluster.offset(of: "a") == 100)
            #expect(cluster.offset(of: "b") == 42)
        }
    }

    @Test func `restore and undo leave groups with members out, on request`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { state in
                state.groups = DictionaryCluster(groups: ["a", "b"], offset: 100).now.groups
                state.setState("a", .stable)
            }
            let restored = await CommandRun(
                ["restore", "latest", "--on-active", "skip", "--yes", "--json"],
                cluster,
                store: store
            )
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(restored.output.contains(#""finding":"group-active""#))
            #expect(cluster.offset(of: "a") == 100)
            #expect(cluster.offset(of: "b") == 42)
            cluster.change { $0.setState("a", .empty) }
            let whole = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
            #expect(whole.exitCode == .done, "\(whole)")
            cluster.change { $0.setState("a", .stable) }
            let undone = await CommandRun(["undo", "latest", "--on-active", "skip", "--yes"], cluster, store: store)
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(undone.messages.contains("warning: group a has running members"), "\(undone)")
            #expect(undone.messages.contains("nothing to do"), "\(undone)")
            #expect(cluster.offset(of: "a") == 42)
        }
    }

    @Test func `an undo puts an offset outside its log back as it was, and says so`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 900).now.groups }
            let restored = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
            #expect(restored.exitCode == .done, "\(restored)")
            cluster.change { $0.endLogs(at: 500) }
            let refused = await CommandRun(
                ["undo", "latest", "--on-out-of-range", "fail", "--yes"],
                cluster,
                store: store
            )
            #expect(refused.exitCode == .refused, "\(refused)")
            let undone = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(undone.messages.contains("offset 900 is beyond the log's end 500; written as it is"), "\(undone)")
            #expect(undone.messages.contains("2 of them outside the log"), "\(undone)")
            #expect(cluster.offset(of: "a") == 900)
            // What that wrote says nothing of the log: it can be undone itself.
            let redone = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(redone.exitCode == .done, "\(redone)")
            #expect(cluster.offset(of: "a") == 42)
        }
    }

    @Test func `a restore writes offsets outside their logs as they are on request, from a file as well`() async throws
    {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a"], offset: 900)
            // An offset that was outside its log already when the snapshot was taken.
            cluster.change { $0.endLogs(at: 500) }
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 1).now.groups }
            let refused = await CommandRun(["restore", "latest", "--group", "a", "--yes"], cluster, store: store)
            #expect(refused.exitCode == .refused, "\(refused)")
            let file = "\(store)/a.plan"
            let saved = await CommandRun(
                ["restore", "latest", "--group", "a", "--on-out-of-range", "as-is", "--plan-out", file],
                cluster,
                store: store
            )
            #expect(saved.exitCode == .done, "\(saved)")
            let applied = await CommandRun(["apply", file, "--yes", "--json"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(applied.output.contains(#""outsideLog":2"#))
            #expect(cluster.offset(of: "a") == 900)
        }
    }
}
