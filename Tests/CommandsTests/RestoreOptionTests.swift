import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

struct RestoreOptionTests {
    @Test func `groups are renamed by pairs, a file and substitutions`() async throws {
        try await CommandRun.withSnapshot(of: ["prod-a", "prod-b", "prod-c"]) { cluster, store in
            let file = "\(store)/names"
            try Data("# one\nprod-b=b\n".utf8).write(to: URL(filePath: file))
            let restored = await CommandRun(
                ["restore", "latest", "--map", "prod-a=a", "--map-file", file, "--rename", "s/^prod/test/", "--yes"],
                cluster,
                store: store
            )
            #expect(restored.exitCode == .done, "\(restored)")
            for group in ["a", "b", "test-c"] { #expect(cluster.offset(of: group) == 42) }
        }
    }

    @Test func `a topic is renamed, and its offsets are judged by the new topic's log`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { state in
                state.topics["copies"] = .init(partitionCount: 2)
                state.endLogs(at: 50)
            }
            let words = ["restore", "latest", "--topic-map", "orders=copies"]
            let restored = await CommandRun(words + ["--yes"], cluster, store: store)
            #expect(restored.exitCode == .done, "\(restored)")
            let copies = TopicPartition(topic: "copies", partition: 0)
            #expect(cluster.now.groups[GroupID("a")]?.offsets[copies]?.offset == 42)
            #expect(cluster.offset(of: "a") == 42)
        }
    }

    @Test(arguments: [
        (["--map", "a=x", "--map", "b=x"], "groups a and b would both go to group x"),
        (["--rename", "s/[ab]/x/"], "groups a and b would both go to group x"),
        (["--map", "a=b"], "groups a and b would both go to group b"),
        (["--rename", "s/^b$/c/", "--map", "a=b"], "group b is the target of a and itself mapped to another group"),
        (["--rename", "a"], "--rename a: a substitution begins with s and a delimiter"),
        (["--to", "x", "--rename", "s/a/b/"], "--to and --rename exclude each other"),
        (["--only", "rewind", "--mode", "exact"], "--only rewind and --mode exact exclude each other"),
        (["--on-missing", "clamp"], "'clamp' is not valid; use fail or skip"),
        (["--only", "delete"], "'delete' is not valid; use rewind, advance or missing"),
    ])
    func `contradictions are exit code 64 and named`(
        options: [String],
        message: String
    ) async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let result = await CommandRun(["restore", "latest"] + options, cluster, store: store)
            #expect(result.exitCode == .usage, "\(result)")
            #expect(result.messages.contains(message), "\(result)")
        }
    }

    @Test func `a file of names that is not there is exit code 66`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let result = await CommandRun(
                ["restore", "latest", "--map-file", "\(store)/none"],
                cluster,
                store: store
            )
            #expect(result.exitCode == .notFound)
            #expect(result.messages.contains("\(store)/none"))
        }
    }

    @Test(arguments: [
        ("fail", ExitCode.refused, Int64(7)), ("clamp", .done, 10), ("skip", .done, 7),
    ])
    func `an offset outside its log follows the policy, and its row says so`(
        policy: String,
        exitCode: ExitCode,
        held: Int64
    ) async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { state in
                state.groups = DictionaryCluster(groups: ["a"], offset: 7).now.groups
                state.endLogs(at: 10)
            }
            let words = ["restore", "latest", "--on-out-of-range", policy, "--yes", "-v"]
            let restored = await CommandRun(words, cluster, store: store)
            #expect(restored.exitCode == exitCode, "\(restored)")
            #expect(cluster.offset(of: "a") == held)
            #expect(restored.output.contains("topic-recreated"), "\(restored)")
            #expect(restored.output.contains("moved from 42 to 10") == (policy == "clamp"), "\(restored)")
            #expect(restored.output.contains("; left out") == (policy == "skip"), "\(restored)")
        }
    }

    @Test(arguments: [("fail", ExitCode.refused), ("skip", .done)])
    func `a missing topic follows the policy`(policy: String, exitCode: ExitCode) async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { $0 = ClusterState() }
            let words = ["restore", "latest", "--on-missing", policy, "--yes", "-v"]
            let restored = await CommandRun(words, cluster, store: store)
            #expect(restored.exitCode == exitCode, "\(restored)")
            #expect(restored.output.contains("missing-topic"))
            #expect(cluster.offset(of: "a") == nil)
        }
    }

    @Test(
        arguments: [
            ("rewind", Int64(90), Int64(42)), ("rewind", 7, 7), ("advance", 90, 90), ("advance", 7, 42),
            ("missing", 90, 90),
            ("missing", nil, 42), ("rewind", nil, nil),
        ] as [(String, Int64?, Int64?)]
    )
    func `one kind of movement is made and no other`(only: String, before: Int64?, after: Int64?) async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { state in
                state.groups = before.map { DictionaryCluster(groups: ["a"], offset: $0).now.groups } ?? [:]
            }
            let restored = await CommandRun(
                ["restore", "latest", "--only", only, "--yes"],
                cluster,
                store: store
            )
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(cluster.offset(of: "a") == after)
            if before == after { #expect(restored.messages.contains("nothing to do: no selected group ")) }
        }
    }
}
