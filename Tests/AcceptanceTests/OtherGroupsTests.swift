import KafkaTestSupport
import Offsets
import Testing

/// Groups that are no consumers', and what they hold: captured, restored, or named.
@Suite(.serialized)
struct OtherGroupsTests {
    /// One offset of the partition of a fresh topic, and a pattern for groups named after it.
    private func withTopic(
        on cluster: TestCluster,
        _ body: (User, _ topic: String) async throws -> Void
    ) async throws {
        let topic = TestCluster.uniqueName("acceptance-other")
        try await cluster.createTopic(topic, partitions: 2)
        try await cluster.produce(topic: topic, partitions: [0, 1], count: 100)
        try await body(User(cluster), topic)
        try await cluster.deleteTopic(topic)
    }

    private static func partition(_ topic: String, _ index: Int32 = 0) -> TopicPartition {
        TopicPartition(topic: topic, partition: index)
    }

    @Test(arguments: TestCluster.all)
    func `the group of a Connect worker is captured, guarded and restored`(_ cluster: TestCluster) async throws {
        try await withTopic(on: cluster) { user, topic in
            let group = "\(topic)-worker"
            try await cluster.withForeignMember(of: group, protocolType: "connect", topic: topic, committing: [0: 11]) {
                let taken = try await user.snapshot("--group", "\(topic)-*")
                #expect(taken.coverage.captured == 1)
                let shown: GroupsDocument = try await user.run("show", "latest", "--json").document()
                #expect(shown.groups.map(\.type) == ["Classic (connect)"])
                #expect(shown.groups.map(\.state) == ["Stable"])
                #expect(shown.offsets[GroupID(group)]?.map(\.offset) == [11])
                let listed: GroupsDocument = try await user.run("groups", "--group", group, "--json").document()
                #expect(listed.groups.map(\.type) == ["Classic (connect)"])
                let refused = try await user.run("restore", "latest", "--yes")
                #expect(refused.exitCode == .refused, "\(refused)")
                #expect(refused.messages.contains("running members"), "\(refused)")
            }
            try await cluster.commitByHand(group: group, topic: topic, [0: 90])
            let restored = try await user.run("restore", "latest", "--yes")
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(try await cluster.committed(by: GroupID(group)).map(\.offset) == [11])
            let undone = try await user.run("undo", "latest", "--yes")
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(try await cluster.committed(by: GroupID(group)).map(\.offset) == [90])
        }
    }

    @Test(arguments: TestCluster.all.filter(\.hasNewGroupKinds))
    func `a Kafka Streams group is captured, guarded by its coordinator, and restored`(
        _ cluster: TestCluster
    ) async throws {
        try await withTopic(on: cluster) { user, topic in
            let group = "\(topic)-streams"
            try await cluster.makeStreamsGroup(group, topic: topic, committing: [0: 21])
            let taken = try await user.snapshot("--group", "\(topic)-*")
            #expect(taken.coverage.captured == 1)
            let shown: GroupsDocument = try await user.run("show", "latest", "--json").document()
            #expect(shown.groups.map(\.type) == ["Streams"])
            #expect(shown.offsets[GroupID(group)]?.map(\.offset) == [21])
            let listed: GroupsDocument = try await user.run("groups", "--group", group, "--json").document()
            #expect(listed.groups.map(\.type) == ["Streams"])

            try await cluster.commitByHand(group: group, topic: topic, [0: 80, 1: 5])
            try await cluster.withStreamsMember(of: group, topic: topic) {
                let refused = try await user.run("restore", "latest", "--yes")
                #expect(refused.exitCode == .refused, "\(refused)")
                #expect(refused.messages.contains(group), "\(refused)")
                #expect(try await cluster.committed(by: GroupID(group)).map(\.offset) == [80, 5])
            }
            let restored = try await user.run("restore", "latest", "--yes", "--mode", "exact")
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(try await cluster.committed(by: GroupID(group)).map(\.offset) == [21])
            // Not taken for a group that the run made, which an undo would remove whole.
            let undone = try await user.run("undo", "latest", "--yes")
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(try await cluster.committed(by: GroupID(group)).map(\.offset) == [80, 5])
        }
    }

    @Test(arguments: TestCluster.all.filter(\.hasNewGroupKinds))
    func `a share group is named, and the snapshot is complete`(_ cluster: TestCluster) async throws {
        try await withTopic(on: cluster) { user, topic in
            let group = "\(topic)-share"
            try await cluster.commitByHand(group: "\(topic)-plain", topic: topic, [0: 1])
            try await cluster.withShareMember(of: group, topic: topic) {
                let result = try await user.run("snapshot", "--group", "\(topic)-*", "--json")
                #expect(result.exitCode == .done, "\(result)")
                let taken: SnapshotDocument = try result.document()
                #expect(taken.coverage.unsupported.map(\.group) == [group], "\(result)")
                #expect(taken.coverage.captured == 1)
                #expect(result.messages.contains("share group"), "\(result)")
                let alone = try await user.run("snapshot", "--group", group)
                #expect(alone.exitCode == .notFound, "\(alone)")
                #expect(alone.messages.contains("cannot be captured"), "\(alone)")
                for (client, type) in [("direct", "Share"), ("librdkafka", "StreamsOrShare")] {
                    let words = ["groups", "--group", group, "--json", "--client", client]
                    let listed: GroupsDocument = try await user.start(words).result().document()
                    #expect(listed.groups.map(\.type) == [type])
                }
            }
        }
    }

    @Test(arguments: TestCluster.all, [true, false])
    func `a group whose name goes on after a NUL is read whole, or makes librdkafka's snapshot partial`(
        _ cluster: TestCluster,
        hasNamesake: Bool
    ) async throws {
        try await withTopic(on: cluster) { user, topic in
            // Whole and cut, a name belongs to one broker or to two.
            let groups = (0..<6).map { "\(topic)-cut-\($0)" }
            for group in groups {
                try await cluster.commitByHand(group: "\(group)\0off", topic: topic, [0: 3])
                if hasNamesake { try await cluster.commitByHand(group: group, topic: topic, [0: 2]) }
            }
            try await cluster.commitByHand(group: "\(topic)-plain", topic: topic, [0: 1])
            let cut = ["--client", "librdkafka"]
            let words = ["snapshot", "--group", "\(topic)-*", "--json"]
            let result = try await user.start(words + cut).result()
            #expect(result.exitCode == .partial, "\(result)")
            let taken: SnapshotDocument = try result.document()
            #expect(taken.coverage.failed.map(\.group) == groups, "\(result)")
            #expect(taken.coverage.captured == (hasNamesake ? 7 : 1), "\(result)")
            #expect(result.messages.contains("NUL"), "\(result)")
            if !hasNamesake {
                let listed = try await user.start(["groups", "--group", "\(topic)-*", "--json"] + cut).result()
                #expect(listed.exitCode == .partial, "\(listed)")
                #expect(try listed.document(GroupsDocument.self).groups.map(\.group) == ["\(topic)-plain"])
            }
            let whole = try await user.run("snapshot", "--group", "\(topic)-*", "--json", "--client", "direct")
            #expect(whole.exitCode == .done, "\(whole)")
            let everything: SnapshotDocument = try whole.document()
            #expect(everything.coverage.captured == (hasNamesake ? 13 : 7), "\(whole)")
            // Else every snapshot of the whole cluster would be partial.
            for group in groups { try await cluster.deleteByHand(group: "\(group)\0off") }
        }
    }

    @Test(arguments: TestCluster.all)
    func `a committed offset below 0 is named, and a restore says that it cannot be put back`(
        _ cluster: TestCluster
    ) async throws {
        try await withTopic(on: cluster) { user, topic in
            let group = "\(topic)-negative"
            try await cluster.commitByHand(group: group, topic: topic, [0: 40, 1: 50])
            _ = try await user.snapshot("--group", group)
            try await cluster.commitByHand(group: group, topic: topic, [0: -5])
            let result = try await user.run("snapshot", "--group", group, "--json")
            #expect(result.exitCode == .done, "\(result)")
            let taken: SnapshotDocument = try result.document()
            #expect(taken.coverage.negativeOffsets.map(\.offset) == [-5], "\(result)")
            #expect(taken.coverage.negativeOffsets.map(\.topic) == [topic], "\(result)")
            #expect(result.messages.contains("1 committed offset below 0"), "\(result)")

            let restored = try await user.run("restore", "latest~1", "--yes", "--json")
            #expect(restored.exitCode == .done, "\(restored)")
            let document: PlanDocument = try restored.document()
            #expect(document.plan.steps.map(\.finding) == ["negative-offset", nil], "\(restored)")
            #expect(try await cluster.committed(by: GroupID(group)).map(\.offset) == [40, 50])
            let undone = try await user.run("undo", "latest", "--yes")
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(try await cluster.committed(by: GroupID(group)).map(\.offset) == [50])
        }
    }
}
