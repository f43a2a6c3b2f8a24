import Cluster
import EngineTestSupport
import Offsets
import Testing

@testable import Commands

/// `tidemark diff`, between snapshots and with the cluster as it is.
struct DiffTests {
    @Test func `a cluster that stands still does not differ, and one that moved does`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b", "c"]) { cluster, store in
            let same = await CommandRun(["diff", "latest"], cluster, store: store)
            #expect(same.exitCode == .done && same.output.isEmpty, "\(same)")
            #expect(same.messages.contains("no difference: 3 groups with 6 offsets compared"), "\(same)")
            cluster.change { state in
                state.commit("a", "orders", 0, 40)
                state.commit("b", "orders", 1, 142)
                state.deleteGroup("c")
            }
            let moved = await CommandRun(["diff", "latest", "live"], cluster, store: store)
            #expect(moved.exitCode == .failure, "\(moved)")
            #expect(
                moved.output == """
                    GROUP  BACK  MAX BACK  FORWARD  MAX FORWARD  REMOVED
                    b         -         -        1          100        -
                    a         1         2        -            -        -
                    c         -         -        -            -        2

                    """,
                "\(moved)"
            )
            #expect(
                moved.messages.contains("3 of 3 groups differ; offsets: 2 removed, 1 advanced, 1 rewound, 2 unchanged"),
                "\(moved)"
            )
            let partitions = await CommandRun(["diff", "latest", "--group", "a", "-v"], cluster, store: store)
            #expect(partitions.output.contains("a      orders          0  rewound    42  40  -2"), "\(partitions)")
        }
    }

    @Test func `two snapshots are compared without a cluster`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { $0.commit("a", "orders", 0, 43) }
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let run = await CommandRun(["diff", "latest~1", "latest", "--json"], store: store)
            #expect(run.exitCode == .failure, "\(run)")
            #expect(
                run.output.contains(
                    #""changes":[{"group":"a","topic":"orders","partition":0,"change":"advanced","from":42,"to":43,"#
                        + #""fromMetadata":"","toMetadata":""}]"#
                ),
                "\(run)"
            )
            #expect(run.output.contains(#""advanced":1,"rewound":0,"metadata":0,"unchanged":3"#), "\(run)")
            let back = await CommandRun(["diff", "latest", "latest~1", "--json"], store: store)
            #expect(back.output.contains(#""change":"rewound","from":43,"to":42"#), "\(back)")
        }
    }

    @Test func `every group of the snapshot that is gone is seen to be gone`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { state in
                state.deleteGroup("a")
                state.deleteGroup("b")
            }
            for selection in [[], ["--group", "a"], ["--group", "a*"]] {
                let run = await CommandRun(["diff", "latest"] + selection, cluster, store: store)
                #expect(run.exitCode == .failure && run.messages.contains("removed"), "\(selection) \(run)")
            }
        }
    }

    @Test func `what the cluster does not tell is no difference, and no sameness either`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.add(.at(.readAll, "b", number: nil, .fails(KafkaError(.groupAuthorizationFailed, "not for you"))))
            let run = await CommandRun(["diff", "latest"], cluster, store: store)
            #expect(run.exitCode == .partial && run.output.isEmpty, "\(run)")
            #expect(run.messages.contains("1 group not compared, since one side cannot tell of it: b"), "\(run)")
        }
    }

    @Test func `a snapshot of a selection is compared with as much of the cluster`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "b"])
            _ = await CommandRun(["snapshot", "--group", "a"], cluster, store: store)
            cluster.change { $0.commit("b", "orders", 0, 1) }
            let run = await CommandRun(["diff", "latest"], cluster, store: store)
            #expect(run.exitCode == .done, "\(run)")
        }
    }

    @Test func `what is mistyped or missing is an error`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let rows: [([String], ExitCode, String)] = [
                (["diff"], .usage, "SNAPSHOT"), (["diff", "latset"], .usage, "latset"),
                (["diff", "latest", "lvie"], .usage, "lvie"), (["diff", "latest~7"], .notFound, "latest~7"),
                (["diff", "latest", "live", "more"], .usage, "more"),
            ]
            for (words, exitCode, text) in rows {
                let run = await CommandRun(words, cluster, store: store)
                #expect(run.exitCode == exitCode && run.messages.contains(text), "\(words) \(run)")
            }
            let other = DictionaryCluster(groups: ["a"])
            other.change { $0.id = "another" }
            let run = await CommandRun(["diff", "latest"], other, store: store)
            #expect(run.exitCode == .notFound, "\(run)")
        }
    }
}
