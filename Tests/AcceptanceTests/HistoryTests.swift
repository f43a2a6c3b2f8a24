import Foundation
import KafkaTestSupport
import Offsets
import Testing

/// `tidemark history` as a process.
@Suite(.serialized)
struct HistoryTests {
    @Test(arguments: SimulatedClusters.shared.clusters.prefix(1))
    func `a person sees where a group was rewound, and the command that is shown puts it back`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            let group = seeded.group(1)
            let before = try await cluster.committed(by: group)
            let rewound = before.map { CommittedOffset($0.topicPartition, offset: 0) }
            try await cluster.commit([(group: group, offsets: rewound)])
            _ = try await user.snapshot("--group", seeded.pattern)
            let shown = try await user.run("history", group.name, "--color", "always")
            #expect(shown.exitCode == .done && shown.output.contains("\u{1b}[31mrewound\u{1b}[0m"), "\(shown)")
            let line = try #require(
                shown.messages.split(separator: "\n").last { $0.contains("tidemark restore ") },
                "\(shown)"
            )
            // A word as a shell gives it; a test names its store in two.
            let words = try #require(line.split(separator: "before: ").last).split(separator: " ")
                .flatMap { $0.hasPrefix("--store=") ? ["--store", String($0.dropFirst(8))] : [String($0)] }
            #expect(words.first == "tidemark")
            let restored = try await cluster.withoutOtherRestores {
                try await user.start(Array(words.dropFirst()) + ["--yes"]).result()
            }
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(try await cluster.committed(by: group) == before)
            let rows = try await user.run("history", group.name, "--csv")
            #expect(rows.output.split(separator: "\n").count == 5 && !rows.output.contains("\u{1b}"), "\(rows)")
        }
    }
}
