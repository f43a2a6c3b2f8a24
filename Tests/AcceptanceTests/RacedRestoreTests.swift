import KafkaTestSupport
import Offsets
import Testing

/// A consumer that no fence can see commits into a restore: it is found out when everything is read back.
@Suite(.serialized)
struct RacedRestoreTests {
    private static let groups = 20
    private static let partitions = 3

    @Test(arguments: TestCluster.all)
    func `a consumer without a group that commits all the time is named, and the others are right`(
        _ cluster: TestCluster
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            // The first group is added to the transaction first and commits again while the others are being added.
            let raced = seeded.group(0)
            let planned = seeded.offsets(0)[1]
            let position = try #require(seeded.moved[raced])[1]
            let consumer = try await AssignedConsumer.start(cluster, group: raced, committing: [position])
            #expect(try await cluster.state(of: raced) == .empty)

            let result = try await user.run("restore", "latest", "--yes")
            try await consumer.stop()

            #expect(result.exitCode == .partial, "\(result)")
            #expect(result.messages.contains("something else has moved 1 partitions of \(raced) since"), "\(result)")
            let difference =
                "group \(raced), \(position.topicPartition): expected \(planned.offset), found \(position.offset)"
            #expect(result.messages.contains(difference), "\(result)")
            let verdict =
                " done, but overwritten: \(Self.groups * Self.partitions) partitions read back, 1 differ from the plan"
            #expect(result.output.contains(verdict), "\(result)")

            var expected = seeded.everyOffset
            expected[raced]?[1] = position
            #expect(try await cluster.committed(by: seeded.groups) == expected)
            try await expectJournalled(user, raced, planned, found: position)
        }
    }

    @Test(arguments: TestCluster.all)
    func `a script reads the same of it`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(Self.groups, partitions: Self.partitions) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let raced = seeded.group(0)
            let position = try #require(seeded.moved[raced])[0]
            let consumer = try await AssignedConsumer.start(cluster, group: raced, committing: [position])
            let result = try await user.run("restore", "latest", "--yes", "--json")
            try await consumer.stop()

            #expect(result.exitCode == .partial, "\(result)")
            let run = try #require(try result.document(PlanDocument.self).run)
            #expect(run.state == "raced", "\(result)")
            #expect(run.error?.code == "raced", "\(result)")
            let difference = PlanDocument.Mismatch(
                group: raced.name,
                topic: seeded.topic,
                partition: 0,
                expected: seeded.offsets(0)[0].offset,
                found: position.offset
            )
            #expect(run.mismatches == [difference], "\(result)")
        }
    }

    /// The journal has the same run, for people and for scripts.
    private func expectJournalled(
        _ user: User,
        _ group: GroupID,
        _ planned: CommittedOffset,
        found position: CommittedOffset
    ) async throws {
        let shown = try await user.run("runs", "latest")
        #expect(shown.exitCode == .done, "\(shown)")
        let lines = shown.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.contains(["state", "overwritten"]), "\(shown)")
        let difference = [
            group.name, planned.topic, String(planned.partition), String(planned.offset), String(position.offset),
        ]
        #expect(lines.contains(difference), "\(shown)")
        let states = lines.compactMap { $0.dropFirst().first }
        #expect(states.contains("committed") && states.contains("overwritten"), "\(shown)")

        let read = try await user.run("runs", "latest", "--json")
        let run = try read.document(RunsDocument.Detail.self).run
        #expect(run.state == "raced" && run.error?.code == "raced", "\(read)")
        #expect(run.verified == Self.groups * Self.partitions, "\(read)")
        #expect(run.mismatches.map(\.group) == [group.name], "\(read)")
        #expect(run.mismatches.map(\.expected) == [planned.offset], "\(read)")
        #expect(run.mismatches.map(\.found) == [position.offset], "\(read)")
    }
}
