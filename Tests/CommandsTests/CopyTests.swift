import Cluster
import EngineTestSupport
import FoundationEssentials
import Offsets
import Store
import Testing

@testable import Commands

/// `tidemark copy`, on a cluster in a dictionary.
struct CopyTests {
    /// A store, and a cluster whose groups `a`, `b` and `c` hold 42 of 1 000 in both partitions of `orders`.
    private static func withGroups(_ body: (DictionaryCluster, String) async throws -> Void) async throws {
        try await CommandRun.withStore { store in
            try await body(DictionaryCluster(groups: ["a", "b", "c"]), store)
        }
    }

    private static let held = ["orders[0]=42", "orders[1]=42"]

    @Test func `a group is copied, and the source stays`() async throws {
        try await Self.withGroups { cluster, store in
            let run = await CommandRun(["copy", "a", "new", "--yes"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(run.output.contains(" done: 2 partitions read back"), "\(run)")
            #expect(run.messages.contains("from group a\n"), "\(run)")
            let words = "1 group with 2 partitions copied; the largest lag is 958 records: group new, orders[0]"
            #expect(run.messages.contains(words), "\(run)")
            #expect(cluster.now.held(by: "new") == Self.held)
            #expect(cluster.now.held(by: "a") == Self.held)
            let again = await CommandRun(["copy", "a", "new", "--yes"], cluster, store: store)
            #expect(again.exitCode == .done, "\(again)")
            #expect(again.messages.contains("nothing to do: all 2 partitions already match group a"), "\(again)")
        }
    }

    @Test func `it is a run that is listed, explained and undone`() async throws {
        try await Self.withGroups { cluster, store in
            _ = await CommandRun(["copy", "a", "new", "--yes"], cluster, store: store)
            let runs = await CommandRun(["runs", "--json"], cluster, store: store)
            #expect(runs.output.contains(#""kind":"copy""#), "\(runs)")
            #expect(runs.output.contains(#""source":"group a""#), "\(runs)")
            let table = await CommandRun(["runs", "latest"], cluster, store: store)
            #expect(table.output.contains("group a"), "\(table)")
            let log = await CommandRun(["log", "--json"], cluster, store: store)
            #expect(log.output.contains(#""detail":"group a""#), "\(log)")
            let undo = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(undo.exitCode == .done, "\(undo)")
            #expect(cluster.now.groups[GroupID("new")] == nil)
            #expect(cluster.now.held(by: "a") == Self.held)
        }
    }

    @Test func `the source may be in use, and the target may not`() async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { $0.setState("a", .stable) }
            let live = await CommandRun(["copy", "a", "new", "--yes"], cluster, store: store)
            #expect(live.exitCode == .done, "\(live)")
            cluster.change { $0.setState("b", .stable) }
            let used = await CommandRun(["copy", "c", "b", "--merge", "--yes"], cluster, store: store)
            #expect(used.exitCode == .refused, "\(used)")
            #expect(used.messages.contains("group b has running members"), "\(used)")
        }
    }

    @Test func `what an open transaction holds back is not copied`() async throws {
        try await Self.withGroups { cluster, store in
            let pending = CommittedOffset(TopicPartition(topic: "orders", partition: 0), offset: 99)
            cluster.change { state in
                state.transactions["other"] = .init(
                    isOpen: true,
                    pending: [GroupID("a"): [pending.topicPartition: pending]]
                )
            }
            let run = await CommandRun(["copy", "a", "new", "--yes"], cluster, store: store)
            #expect(run.exitCode != .done, "\(run)")
            #expect(cluster.now.groups[GroupID("new")] == nil)
        }
    }

    @Test func `many groups are copied in one run by pairs, a file and an expression`() async throws {
        try await Self.withGroups { cluster, store in
            let file = "\(store)-names"
            try Data("b=two\n".utf8).write(to: URL(filePath: file))
            defer { try? FileManager.default.removeItem(atPath: file) }
            let run = await CommandRun(
                ["copy", "--map", "a=one", "--map-file", file, "--rename", "s/^c$/three/", "--yes"],
                cluster,
                store: store
            )
            #expect(run.exitCode == .done, "\(run)")
            for group in ["one", "two", "three"] { #expect(cluster.now.held(by: group) == Self.held) }
            #expect(run.messages.contains("from 3 groups: a, b, c"), "\(run)")
            #expect(cluster.count(.commit) == 1)
        }
    }

    @Test func `an expression takes the groups that it fits and no others`() async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { $0.commit("new-a", "orders", 0, 7) }
            let run = await CommandRun(["copy", "--rename", "s/^([bc])$/new-\\1/", "--yes"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(cluster.now.held(by: "new-b") == Self.held)
            #expect(cluster.now.held(by: "new-a") == ["orders[0]=7"])
        }
    }

    @Test func `topics and partitions narrow what is copied`() async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { state in
                state.topics["payments"] = .init(partitionCount: 1)
                state.commit("a", "payments", 0, 5)
            }
            let topic = await CommandRun(["copy", "a", "x", "--topic", "payments", "--yes"], cluster, store: store)
            #expect(topic.exitCode == .done, "\(topic)")
            #expect(cluster.now.held(by: "x") == ["payments[0]=5"])
            let partition = await CommandRun(
                ["copy", "a", "y", "--topic", "orders", "--partition", "1", "--yes"],
                cluster,
                store: store
            )
            #expect(partition.exitCode == .done, "\(partition)")
            #expect(cluster.now.held(by: "y") == ["orders[1]=42"])
        }
    }

    @Test(arguments: [
        ([], ExitCode.refused, ["orders[0]=7", "payments[0]=5"]),
        (["--merge"], .done, ["orders[0]=42", "orders[1]=42", "payments[0]=5"]),
        (["--mode", "merge"], .done, ["orders[0]=42", "orders[1]=42", "payments[0]=5"]),
        (["--mode", "exact"], .done, ["orders[0]=42", "orders[1]=42"]),
        (["--mode", "exact", "--topic", "orders"], .done, ["orders[0]=42", "orders[1]=42", "payments[0]=5"]),
    ])
    func `a target with offsets is refused unless that is meant`(
        options: [String],
        exitCode: ExitCode,
        after: [String]
    ) async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { state in
                state.topics["payments"] = .init(partitionCount: 1)
                state.commit("new", "orders", 0, 7)
                state.commit("new", "payments", 0, 5)
            }
            let run = await CommandRun(["copy", "a", "new", "--yes"] + options, cluster, store: store)
            #expect(run.exitCode == exitCode, "\(run)")
            #expect(cluster.now.held(by: "new") == after)
            guard exitCode == .refused else { return }
            #expect(run.messages.contains("group new holds offsets of 2 partitions already"), "\(run)")
            #expect(run.messages.contains("--merge adds to what they hold"), "\(run)")
        }
    }

    @Test(arguments: [(958, ExitCode.done), (957, .refused), (0, .refused)])
    func `a lag is verified partition by partition`(largest: Int, exitCode: ExitCode) async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { $0.commit("a", "orders", 1, 999) }
            let words = ["copy", "a", "new", "--verify-lag", "\(largest)", "--yes"]
            let run = await CommandRun(words, cluster, store: store)
            #expect(run.exitCode == exitCode, "\(run)")
            #expect((cluster.now.groups[GroupID("new")] == nil) == (exitCode == .refused))
            guard exitCode == .refused else { return }
            let behind = "group new, orders[0]: it would begin with a lag of 958, and at most \(largest) is allowed"
            #expect(run.messages.contains(behind), "\(run)")
        }
    }

    @Test func `a group of a snapshot is copied as it was`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { $0.deleteGroup("a") }
            let run = await CommandRun(["copy", "a", "new", "--snapshot", "latest", "--yes"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(cluster.now.held(by: "new") == Self.held)
            #expect(run.messages.contains("from snapshot "), "\(run)")
            let none = await CommandRun(["copy", "x", "y", "--snapshot", "latest", "--yes"], cluster, store: store)
            #expect(none.exitCode == .notFound, "\(none)")
        }
    }

    @Test func `a copy is saved as a plan and applied`() async throws {
        try await Self.withGroups { cluster, store in
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let file = "\(store)/copy.plan"
            for words in [["copy", "a", "new"], ["copy", "--map", "a=new", "--map", "b=other"]] {
                let saved = await CommandRun(words + ["--plan-out", file], cluster, store: store)
                #expect(saved.exitCode == .done, "\(saved)")
                let applied = await CommandRun(["apply", file, "--yes", "--json"], cluster, store: store)
                #expect(applied.exitCode == .done, "\(applied)")
                #expect(applied.output.contains(#""lag":{"records":958"#), "\(applied)")
                try FileManager.default.removeItem(atPath: file)
                cluster.change { $0.deleteGroup("new") }
            }
            #expect(cluster.now.held(by: "other") == Self.held)
        }
    }

    @Test func `a person is asked, and no is no`() async throws {
        try await Self.withGroups { cluster, store in
            let no = await CommandRun(["copy", "a", "new"], cluster, store: store, answer: .line("n"))
            #expect(no.exitCode == .done, "\(no)")
            #expect(no.messages.contains("from group a to cluster c-1"), "\(no)")
            #expect(cluster.now.groups[GroupID("new")] == nil)
            let yes = await CommandRun(["copy", "a", "new"], cluster, store: store, answer: .line("y"))
            #expect(yes.exitCode == .done, "\(yes)")
            #expect(cluster.now.held(by: "new") == Self.held)
        }
    }

    @Test func `offsets of another cluster are taken as they are where the operator says so`() async throws {
        try await Self.withGroups { cluster, store in
            let other = DictionaryCluster(groups: ["theirs", "b"], offset: 17)
            other.change { $0.id = "c-2" }
            let from = ["--from-bootstrap-server", "other:9092"]
            let unsaid = await CommandRun(
                ["copy", "theirs", "new"] + from + ["--yes"],
                cluster,
                store: store,
                others: ["other:9092": other]
            )
            #expect(unsaid.exitCode == .usage, "\(unsaid)")
            let run = await CommandRun(
                ["copy", "theirs", "new", "--translate", "offset", "--yes"] + from,
                cluster,
                store: store,
                others: ["other:9092": other]
            )
            #expect(run.exitCode == .done, "\(run)")
            #expect(run.messages.contains("from group theirs of cluster c-2\n"), "\(run)")
            #expect(cluster.now.held(by: "new") == ["orders[0]=17", "orders[1]=17"])
            #expect(!other.now.calls.contains { $0.isWrite || $0.kind == .initialize })
            // Without new names they keep theirs.
            let same = await CommandRun(
                ["copy", "--group", "*", "--translate", "offset", "--merge", "--yes"] + from,
                cluster,
                store: store,
                others: ["other:9092": other]
            )
            #expect(same.exitCode == .done, "\(same)")
            #expect(cluster.now.held(by: "b") == ["orders[0]=17", "orders[1]=17"])
            #expect(cluster.now.held(by: "theirs") == ["orders[0]=17", "orders[1]=17"])
            let document = await CommandRun(["runs", "--json"], cluster, store: store)
            #expect(document.output.contains(#""source":"groups theirs of cluster c-2""#), "\(document)")
        }
    }

    @Test func `the other cluster is one of the configuration, or one that a file of the Java client's names`()
        async throws
    {
        try await Self.withGroups { cluster, store in
            let other = DictionaryCluster(groups: ["theirs"], offset: 17)
            other.change { $0.id = "c-2" }
            let (configuration, properties) = ("\(store).toml", "\(store).properties")
            let text = "[cluster.old]\nbootstrap-servers = [\"old-1:9092\", \"old-2:9092\"]\n"
            try Data(text.utf8).write(to: URL(filePath: configuration))
            try Data("bootstrap.servers=java:9092\nclient.id=mover\n".utf8).write(to: URL(filePath: properties))
            let ways: [(options: [String], name: String)] = [
                (["--config", configuration, "--from-cluster", "old"], "old"),
                (["--from-command-config", properties], "c-2"),
                (["--from-bootstrap-server", "given:9092", "--from-command-config", properties], "c-2"),
            ]
            for (number, way) in ways.enumerated() {
                let run = await CommandRun(
                    ["copy", "theirs", "new-\(number)", "--translate", "offset", "--yes"] + way.options,
                    cluster,
                    store: store,
                    others: [
                        number == 0 ? "old-1:9092,old-2:9092" : number == 1 ? "java:9092" : "given:9092": other
                    ]
                )
                #expect(run.exitCode == .done, "\(run)")
                #expect(run.messages.contains("from group theirs of cluster \(way.name)\n"), "\(run)")
                #expect(cluster.now.held(by: "new-\(number)") == ["orders[0]=17", "orders[1]=17"])
            }
        }
    }

    @Test func `another way to the same cluster is no other cluster`() async throws {
        try await Self.withGroups { cluster, store in
            let words = ["copy", "a", "--map", "a=a", "--from-bootstrap-server", "same:9092", "--translate", "offset"]
            let run = await CommandRun(
                ["copy"] + words.dropFirst(2) + ["--yes"],
                cluster,
                store: store,
                others: ["same:9092": cluster]
            )
            #expect(run.exitCode == .usage, "\(run)")
            #expect(run.messages.contains("group a would be copied onto itself"), "\(run)")
        }
    }

    @Test func `a snapshot of another cluster needs the word, too`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { $0.id = "c-2" }
            let words = ["copy", "a", "new", "--snapshot", "latest", "--yes"]
            let refused = await CommandRun(words, cluster, store: store)
            #expect(refused.exitCode == .refused, "\(refused)")
            #expect(refused.messages.contains("--translate offset takes the offsets as they are"), "\(refused)")
            let run = await CommandRun(words + ["--translate", "offset"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
            #expect(cluster.now.held(by: "new") == Self.held)
        }
    }

    @Test func `what is hidden is not taken for absent`() async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { $0.visibleTopics = ["orders"] }
            let hidden = await CommandRun(["copy", "a", "new", "--yes"], cluster, store: store)
            #expect(hidden.exitCode == .denied, "\(hidden)")
            #expect(hidden.messages.contains("what cannot be seen would not be copied"), "\(hidden)")
            let named = await CommandRun(["copy", "a", "new", "--topic", "orders", "--yes"], cluster, store: store)
            #expect(named.exitCode == .done, "\(named)")
            cluster.change { state in
                state.visibleTopics = nil
                state.showsEveryGroup = false
                state.visibleGroups = Set(["a", "b", "new"].map(GroupID.init))
            }
            let pattern = await CommandRun(["copy", "--rename", "s/^/x-/", "--yes"], cluster, store: store)
            #expect(pattern.exitCode == .denied, "\(pattern)")
            #expect(pattern.messages.contains("groups that cannot be seen would be left out"), "\(pattern)")
        }
    }
}
