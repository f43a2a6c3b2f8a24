import EngineTestSupport
import Offsets
import Testing

@testable import Commands

/// A plan as people read it.
struct PlanTableTests {
    /// Twenty-five groups, of which number N has gone forward by N in both of its partitions since the snapshot.
    private static func withMoved(_ body: (DictionaryCluster, String) async throws -> Void) async throws {
        let groups = (1...25).map { "group-\($0 < 10 ? "0" : "")\($0)" }
        try await CommandRun.withSnapshot(of: groups) { cluster, store in
            cluster.change { state in
                for (index, group) in groups.enumerated() {
                    for partition in [0, 1] as [Int32] {
                        state.commit(group, "orders", partition, 42 + Int64(index) + 1)
                    }
                }
            }
            try await body(cluster, store)
        }
    }

    private static func rows(_ run: CommandRun) -> [[String]] {
        run.output.split(separator: "\n").map { line in
            line.split(separator: "  ").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
        }
    }

    @Test func `off a terminal every group has its row, by name, and one row has them all`() async throws {
        try await Self.withMoved { cluster, store in
            let rows = Self.rows(await CommandRun(["restore", "latest", "--dry-run"], cluster, store: store))
            #expect(rows.first == ["GROUP", "PARTITIONS", "BACK"])
            #expect(rows.count == 27)
            #expect(rows[1] == ["group-01", "2", "2"])
            #expect(rows[25] == ["group-25", "2", "50"])
            #expect(rows[26] == ["all 25 groups", "50", "650"])
        }
    }

    @Test func `on a terminal those that move furthest come first, twenty of them, and the numbers add up`()
        async throws
    {
        try await Self.withMoved { cluster, store in
            let terminal = TerminalTraits(showsMessages: true, showsOutput: true, width: 80)
            let environment = ["NO_COLOR": "1"]
            let run = await CommandRun(
                ["restore", "latest", "--dry-run"],
                cluster,
                store: store,
                environment: environment,
                terminal: terminal
            )
            let rows = Self.rows(run)
            #expect(rows.count == 23, "\(run)")
            #expect(rows[1] == ["group-25", "2", "50"])
            #expect(rows[20] == ["group-06", "2", "12"])
            #expect(rows[21] == ["and 5 more groups", "10", "30"])
            #expect(rows[22] == ["all 25 groups", "50", "650"])
            let numbers = rows[1...21].compactMap { Int($0[2]) }
            #expect(numbers.reduce(0, +) == 650)
            let all = await CommandRun(
                ["restore", "latest", "--dry-run", "-v"],
                cluster,
                store: store,
                environment: environment,
                terminal: terminal
            )
            #expect(Self.rows(all).count == 51, "\(all)")
        }
    }

    @Test func `new partitions, records skipped and what is left out stand in columns of their own`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b", "c"]) { cluster, store in
            cluster.change { state in
                state.groups[GroupID("a")] = nil
                for partition in [0, 1] as [Int32] { state.commit("b", "orders", partition, 2) }
                state.setState("c", .stable)
            }
            let run = await CommandRun(
                ["restore", "latest", "--on-active", "skip", "--dry-run"],
                cluster,
                store: store
            )
            let rows = Self.rows(run)
            #expect(rows[0] == ["GROUP", "PARTITIONS", "NEW", "FORWARD", "LEFT OUT", "PROBLEM"], "\(run)")
            #expect(rows[1] == ["a", "2", "2", "-", "-", "-"])
            #expect(rows[2] == ["b", "2", "-", "80", "-", "-"])
            #expect(rows[3] == ["c", "2", "-", "-", "2", "group-active"])
            #expect(rows[4] == ["all 3 groups", "6", "2", "80", "2", "-"])
        }
    }
}
