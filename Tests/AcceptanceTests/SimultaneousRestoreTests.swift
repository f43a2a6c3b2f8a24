import KafkaTestSupport
import Offsets
import Testing

/// Two operators on two machines restore into one cluster at once: no store's lock keeps them apart, only Kafka does.
@Suite(.serialized)
struct SimultaneousRestoreTests {
    private static let groups = 30

    @Test(arguments: TestCluster.all)
    func `two restores at once end with the groups of one of them, or as they were`(_ cluster: TestCluster) async throws
    {
        try await cluster.withSeededGroups(Self.groups, partitions: 3) { seeded in
            let first = User(cluster)
            let second = User(cluster)
            _ = try await first.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            _ = try await second.snapshot("--group", seeded.pattern)
            let middle = Int64(seeded.recordCount / 2)
            let before = seeded.everyOffset.mapValues { $0.map { CommittedOffset($0.topicPartition, offset: middle) } }
            try await cluster.commit(before.map { (group: $0.key, offsets: $0.value) })

            try await cluster.withoutOtherRestores {
                let commands = try [first, second].map { try $0.start(["restore", "latest", "--yes"]) }
                let results = [try await commands[0].result(), try await commands[1].result()]
                let held = try await cluster.committed(by: seeded.groups)
                let comment: Comment = "\(results[0])\n\(results[1])"
                #expect([before, seeded.everyOffset, seeded.moved].contains(held), comment)
                if held == before { #expect(results.allSatisfy { $0.exitCode != .done }, comment) }
                for result in results where result.exitCode != .done {
                    // Fenced by the other, or too late for the plan; partial when the other came after.
                    #expect([.busy, .refused, .partial].contains(result.exitCode), comment)
                    #expect(result.messages.contains("tidemark: error: "), comment)
                }

                // Whoever is alone afterwards succeeds.
                let last = try await first.start(["restore", "latest", "--yes"]).result()
                #expect(last.exitCode == .done, "\(last)")
                #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            }
        }
    }
}
