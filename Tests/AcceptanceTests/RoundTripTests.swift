import KafkaTestSupport
import Offsets
import Testing

@Suite(.serialized)
struct RoundTripTests {
    private static let groups = 1_000
    private static let partitions = 10
    private static let deleted = 50
    /// Kafka's own tool starts a Java process and asks group by group.
    private static let sample = 5

    @Test(arguments: TestCluster.all)
    func `a thousand groups, every one altered and fifty deleted, come back exactly`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            let first = try await user.snapshot("--group", seeded.pattern)
            #expect(first.snapshot.groups == Self.groups)
            #expect(first.snapshot.offsets == Self.groups * Self.partitions)
            #expect(first.snapshot.state == "complete")

            try await cluster.moveOffsets(of: seeded)
            let gone = (0..<Self.deleted).map { seeded.group($0 * (Self.groups / Self.deleted)) }
            try await cluster.deleteGroups(gone)
            let between = try await user.snapshot("--group", seeded.pattern)
            #expect(between.snapshot.offsetsDigest != first.snapshot.offsetsDigest)
            #expect(between.coverage.captured == Self.groups - Self.deleted)

            let restore = try await user.run("restore", first.snapshot.id, "--yes", "--json")
            #expect(restore.exitCode == .done, "\(restore)")
            let run = try #require(try restore.document(PlanDocument.self).run)
            #expect(run.state == "done")
            #expect(run.verified == Self.groups * Self.partitions)

            let second = try await user.snapshot("--group", seeded.pattern)
            #expect(second.snapshot.offsetsDigest == first.snapshot.offsetsDigest)
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
            if cluster.hasKafkasTools { try await compareWithKafkasTool(cluster, seeded, gone) }
        }
    }

    private func compareWithKafkasTool(_ cluster: TestCluster, _ seeded: SeededGroups, _ gone: [GroupID]) async throws {
        // Groups that were deleted, and groups that were only altered.
        let sample = gone.prefix(Self.sample) + seeded.groups.suffix(Self.sample)
        let rows = try await cluster.describeWithKafkasTool(Array(sample))
        #expect(rows.count == sample.count * Self.partitions)
        let expected = seeded.everyOffset
        for row in rows {
            let offset = expected[row.group]?.first { $0.topicPartition == row.topicPartition }
            #expect(row.offset == offset?.offset, "\(row)")
        }
    }

    @Test(arguments: TestCluster.all)
    func `restore latest puts back what the newest snapshot has`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(3, partitions: 2) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let altered = try await cluster.committed(by: seeded.groups)
            let second = try await user.snapshot("--group", seeded.pattern)
            try await cluster.commit(seeded)

            let restore = try await user.run("restore", "latest", "--yes")
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(restore.output.contains("done: 6 partitions read back"), "\(restore)")
            #expect(try await cluster.committed(by: seeded.groups) == altered)
            let third = try await user.snapshot("--group", seeded.pattern)
            #expect(third.snapshot.offsetsDigest == second.snapshot.offsetsDigest)
            #expect(third.snapshot.digest != second.snapshot.digest)
        }
    }
}
