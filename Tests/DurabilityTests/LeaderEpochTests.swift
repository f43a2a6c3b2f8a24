import KafkaTestSupport
import Offsets
import Testing

/// An unclean election truncates a log under groups that have read further.
///
/// Kafka's own consumer asks the new leader where the epoch of its committed offset ended (KIP-320), and begins there. It
/// can only where the epoch was committed with the offset.
@Suite(.needsKafka, .needsLibrary(2, 3))
struct LeaderEpochTests {
    /// The document of `show --json`, as far as it is about epochs.
    private struct Shown: Decodable {
        struct Group: Decodable {
            struct Offset: Decodable {
                let offset: Int64
                let leaderEpoch: Int32?
            }

            let group: String
            let offsets: [Offset]
        }

        let groups: [Group]
    }

    private static let settings = [
        "unclean.leader.election.enable=true", "min.insync.replicas=1", "auto.leader.rebalance.enable=false",
    ]
    private static let topic = "truncated"
    /// What the log keeps, what it loses, where the groups stand, and what is written in the place of what was lost.
    private static let kept = 10
    private static let lost = 10
    private static let read = 18
    private static let rewritten = 30
    private static let timeout = "60s"

    @Test(arguments: BrokersTrait.versions)
    func `a consumer that begins at a restored offset finds the truncation that one finds which had committed itself`(
        version: String
    ) async throws {
        let brokers = try await BrokerCluster.start(
            version: version,
            brokers: BrokersTrait.brokers,
            settings: Self.settings,
            heap: TestCluster.smallHeap
        )
        let result: Result<Void, any Error>
        do {
            result = .success(try await Self.truncateAndRestore(brokers))
        } catch {
            result = .failure(error)
        }
        await brokers.destroy()
        try result.get()
    }

    private static func truncateAndRestore(_ brokers: BrokerCluster) async throws {
        let cluster = brokers.cluster
        let user = User(cluster)
        try await cluster.createTopic(topic, partitions: 1, replicas: 2)
        var known = try await cluster.replicas(of: topic)
        try await Waiting.until("the brokers know the topic") {
            known = try await cluster.replicas(of: topic)
            return known?.inSync.count == 2
        }
        // Asked once more, a broker might be asked that does not know it yet.
        let replicas = try #require(known)
        let leader = replicas.leader
        let follower = try #require(replicas.replicas.first { $0 != leader })
        try await cluster.produce(topic: topic, count: kept)
        try await Waiting.until("the follower has everything") {
            try await cluster.replicas(of: topic)?.inSync == [leader, follower]
        }
        try await brokers.kill(follower)
        try await Waiting.until("the leader goes on alone") {
            try await cluster.replicas(of: topic)?.inSync == [leader]
        }
        try await cluster.produce(topic: topic, count: lost)
        // One commits by itself and is left alone, one is restored, and one holds the same offset without an epoch.
        for group in ["own", "restored"] {
            let offsets = try await cluster.consumeWithKafkasTool(topic, group: group, messages: read)
            #expect(offsets == (0..<Int64(read)).map { $0 })
        }
        try await cluster.commit(group: GroupID("bare"), topic: topic, [0: Int64(read)])
        _ = try await user.snapshot("--timeout", timeout)
        let before = try await epochs(user)
        #expect(before["own"] == before["restored"] && before["own"]??.offset == Int64(read), "\(before)")
        let epoch = try #require(before["own"]??.epoch)
        #expect(before["bare"]??.epoch == nil)
        for group in ["restored", "bare"] { try await cluster.commit(group: GroupID(group), topic: topic, [0: 3]) }

        try await brokers.kill(leader)
        try await brokers.restart(follower)
        try await Waiting.until("the follower leads, without what it had not got") {
            try await cluster.replicas(of: topic)?.leader == follower
        }
        try await cluster.produce(topic: topic, count: rewritten)
        try await brokers.restart(leader)
        // Whoever is asked may still take the broker that came back for the leader.
        try await Waiting.until("the log ends where it was truncated and written anew") {
            (try? await cluster.logBounds(topic: topic).end) == Int64(kept + rewritten)
        }

        for group in ["restored", "bare"] {
            let run = try await user.start(["restore", "latest", "--group", group, "--yes", "--timeout", timeout])
                .result()
            #expect(run.exitCode == .done, "\(run)")
        }
        _ = try await user.snapshot("--timeout", timeout)
        let after = try await epochs(user)
        #expect(after["restored"] == before["restored"] && after["restored"]??.epoch == epoch, "\(after)")
        #expect(after["bare"]??.offset == Int64(read) && after["bare"]??.epoch == nil, "\(after)")

        var firsts: [String: Int64?] = [:]
        for group in ["own", "restored", "bare"] {
            firsts[group] = try await cluster.consumeWithKafkasTool(topic, group: group, messages: 1).first
        }
        #expect(firsts["own"] == Int64(kept), "a consumer that had committed itself begins where the log was truncated")
        #expect(firsts["restored"] == firsts["own"])
        #expect(firsts["bare"] == Int64(read), "without an epoch it cannot see that the records are others")
    }

    private struct Position: Hashable {
        let offset: Int64
        let epoch: Int32?
    }

    /// What the newest snapshot holds of each group.
    private static func epochs(_ user: User) async throws -> [String: Position?] {
        let shown: Shown = try await user.start(["show", "latest", "--json"]).result().document()
        return Dictionary(
            shown.groups.map { group in
                (group.group, group.offsets.first.map { Position(offset: $0.offset, epoch: $0.leaderEpoch) })
            },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
