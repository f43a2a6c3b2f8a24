import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

/// What was found comes before the plan's table, rolled up by kind.
struct FindingReportTests {
    private static let groups = (10..<50).map { "group-\($0)" }

    /// Forty groups whose topic is gone, and a snapshot of them.
    private static func withoutTopic(_ body: (DictionaryCluster, String) async throws -> Void) async throws {
        try await CommandRun.withSnapshot(of: groups) { cluster, store in
            cluster.change { $0.deleteTopic("orders") }
            try await body(cluster, store)
        }
    }

    @Test func `many findings of one kind are one line with a count, the first names and what to do`() async throws {
        try await Self.withoutTopic { cluster, store in
            let refused = await CommandRun(["restore", "latest", "--dry-run"], cluster, store: store)
            #expect(refused.exitCode == .refused)
            let rolled =
                "error: missing-topic: 80 partitions in 40 groups: group-10, group-11, group-12, and 37 more; "
                + "the first: group group-10, orders[0]: topic orders does not exist"
            #expect(refused.messages.contains(rolled), "\(refused)")
            #expect(refused.messages.contains("hint: A plan with --on-missing skip leaves these out.\n"), "\(refused)")
            #expect(refused.messages.split(separator: "\n").count < 10, "\(refused)")
            let document = await CommandRun(["restore", "latest", "--dry-run", "--json"], cluster, store: store)
            #expect(document.output.split(separator: #""finding":"missing-topic","group""#).count == 81)
            let skipped = await CommandRun(
                ["restore", "latest", "--on-missing", "skip", "--dry-run", "-q"],
                cluster,
                store: store
            )
            #expect(skipped.exitCode == .done)
            let left =
                "warning: missing-topic: 80 partitions in 40 groups left out: group-10, group-11, group-12, and 37 more"
            #expect(skipped.messages.contains(left), "\(skipped)")
        }
    }

    @Test func `findings come before the table`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            cluster.change { state in
                state.groups = DictionaryCluster(groups: ["a"], offset: 10).now.groups
                state.endLogs(at: 20)
            }
            let both = Memory()
            let context = CommandContext.test(
                output: both.sink(),
                messages: both.sink(),
                environment: ["TIDEMARK_STORE": store, "TIDEMARK_BOOTSTRAP_SERVER": "memory:9092"],
                cluster: cluster
            )
            _ = await Program.tidemark.run(["restore", "latest", "--dry-run"], in: context)
            let lines = both.text.split(separator: "\n")
            let first = try #require(lines.firstIndex { $0.contains("error: group a, orders[0]: ") })
            let table = try #require(lines.firstIndex { $0.hasPrefix("GROUP") })
            #expect(first < table, "\(both.text)")
        }
    }

    @Test func `clamped and left out are told apart, and the numbers add up`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { state in
                state.groups = DictionaryCluster(groups: ["a", "b"], offset: 10).now.groups
                state.deleteGroup("b")
                state.topics["orders"]?.bounds = LogBounds(start: 50, end: 1_000)
            }
            let clamped = await CommandRun(
                ["restore", "latest", "--on-out-of-range", "clamp", "--dry-run"],
                cluster,
                store: store
            )
            let words = "2 groups: 4 offsets to set (2 new, 2 forward by at most 40; 4 of them clamped), 0 to keep\n"
            #expect(clamped.messages.contains(words), "\(clamped)")
            #expect(
                clamped.messages.contains("warning: below-log-start: 4 partitions in 2 groups clamped: a, b"),
                "\(clamped)"
            )
            #expect(clamped.output.contains("  CLAMPED  PROBLEM\n"), "\(clamped)")
            let skipped = await CommandRun(
                ["restore", "latest", "--on-out-of-range", "skip", "--dry-run"],
                cluster,
                store: store
            )
            #expect(skipped.messages.contains("2 groups: 0 offsets to set, 0 to keep, 4 left out\n"), "\(skipped)")
            #expect(!skipped.output.contains("CLAMPED"), "\(skipped)")
            let document = await CommandRun(
                ["restore", "latest", "--on-out-of-range", "clamp", "--dry-run", "--json"],
                cluster,
                store: store
            )
            let numbers =
                #""set":4,"delete":0,"keep":0,"skip":0,"new":2,"rewound":0,"advanced":2,"metadataOnly":0,"clamped":4,"#
            #expect(document.output.contains(numbers), "\(document)")
        }
    }
}
