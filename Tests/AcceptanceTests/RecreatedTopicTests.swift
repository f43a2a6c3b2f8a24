import KafkaTestSupport
import Offsets
import Testing

/// A topic that was deleted and made anew, with as many partitions and filled beyond its old end: nothing but its id shows
/// that.
struct RecreatedTopicTests {
    /// The document of `diff --json`, as far as it is about topics.
    private struct Difference: Decodable {
        struct Topic: Decodable {
            let topic: String
            let reason: String
        }

        let recreatedTopics: [Topic]
    }

    /// The document of `show --json`, as far as it is about topics.
    private struct Shown: Decodable {
        struct Topic: Decodable {
            let topic: String
            let id: String?
        }

        let topics: [Topic]
    }

    private static let partitions: [Int32] = [0, 1]
    private static let words = "the topic was deleted and created again since: its id was "

    @Test(arguments: TestCluster.all)
    func `a topic made anew and filled beyond its old end is found by its id, in restore, copy, undo, apply and diff`(
        _ cluster: TestCluster
    ) async throws {
        try await cluster.withoutOtherRestores {
            let user = User(cluster)
            let topic = TestCluster.uniqueName("acceptance-new-id")
            let restored = GroupID("\(topic)-restored")
            let planned = GroupID("\(topic)-planned")
            try await cluster.createTopic(topic, partitions: Self.partitions.count)
            try await cluster.produce(topic: topic, partitions: Self.partitions, count: 20)
            for group in [restored, planned] { try await commit(10, of: group, topic, cluster) }
            _ = try await user.snapshot("--group", "\(topic)-*")
            let shown: Shown = try await user.start(["show", "latest", "--json"]).result().document()
            let known = try #require(shown.topics.first { $0.topic == topic }?.id)
            for group in [restored, planned] { try await commit(15, of: group, topic, cluster) }
            // A run that can be undone, and a plan that can be applied.
            let run = try await user.start(["restore", "latest", "--group", restored.name, "--yes"]).result()
            #expect(run.exitCode == .done, "\(run)")
            let file = "\(user.store.directory)/saved.plan"
            let saved = try await user.start(["restore", "latest", "--group", planned.name, "--plan-out", file])
                .result()
            #expect(saved.exitCode == .done, "\(saved)")

            try await cluster.deleteTopic(topic, heldBy: [restored, planned])
            try await cluster.createTopic(topic, partitions: Self.partitions.count)
            try await cluster.produce(topic: topic, partitions: Self.partitions, count: 40)
            // The groups hold what they held before, so that nothing but the topic differs.
            try await commit(10, of: restored, topic, cluster)
            try await commit(15, of: planned, topic, cluster)

            for command in [
                ["restore", "latest", "--group", planned.name], ["apply", file], ["undo", "latest"],
                ["copy", planned.name, "\(topic)-copied", "--snapshot", "latest"],
            ] {
                let refused = try await user.start(command + ["--yes", "--json"]).result()
                #expect(refused.exitCode == .refused, "\(command): \(refused)")
                let document: PlanDocument = try refused.document()
                #expect(Set(document.plan.summary.blocking.map(\.finding)) == ["topic-recreated"], "\(refused)")
                #expect(Set(document.plan.summary.blocking.map(\.topic)) == [topic], "\(refused)")
                #expect(refused.messages.contains("\(Self.words)\(known.prefix(8))"), "\(refused)")
            }
            #expect(try await cluster.committed(by: restored).map(\.offset) == [10, 10])
            #expect(try await cluster.committed(by: planned).map(\.offset) == [15, 15])
            #expect(try await cluster.committed(by: GroupID("\(topic)-copied")).isEmpty)

            let store = ["--store", user.store.directory, "--json"]
            let live = try await user.start(
                ["diff", "latest", "--bootstrap-server", cluster.bootstrapServers] + store
            ).result()
            _ = try await user.snapshot("--group", "\(topic)-*")
            let stored = try await user.start(["diff", "latest~1", "latest"] + store).result()
            for result in [live, stored] {
                #expect(result.exitCode == .failure, "\(result)")
                let difference: Difference = try result.document()
                #expect(difference.recreatedTopics.map(\.topic) == [topic], "\(result)")
                #expect(difference.recreatedTopics.first?.reason.hasPrefix(Self.words) == true, "\(result)")
            }
            try await cluster.deleteTopic(topic)
        }
    }

    private func commit(_ offset: Int64, of group: GroupID, _ topic: String, _ cluster: TestCluster) async throws {
        let offsets = Dictionary(uniqueKeysWithValues: Self.partitions.map { ($0, offset) })
        try await cluster.commit(group: group, topic: topic, offsets)
    }
}
