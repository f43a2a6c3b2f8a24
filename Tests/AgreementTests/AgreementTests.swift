import Cluster
import Engine
import Foundation
import Kafka
import KafkaDirect
import KafkaTestSupport
import Offsets
import Testing

/// Our own client, librdkafka and Kafka's AdminClient see the same groups alike, but for what a table says.
@Suite(.serialized)
struct AgreementTests {
    /// The variable that says how many random sets of groups are made on each cluster.
    private static let countVariable = "TIDEMARK_AGREEMENT_CLUSTERS"
    /// How many of them without it.
    private static let usualCount = 10
    private static let count =
        ProcessInfo.processInfo.environment[countVariable].flatMap { Int($0) } ?? usualCount
    /// How many groups a set has.
    private static let groups = 4...14
    /// How many sets are read by the built program as well.
    private static let readByProgram = 2

    @Test(arguments: TestCluster.all)
    func `random groups are seen alike by both clients and Kafka's own, but for what the table says`(
        _ cluster: TestCluster
    ) async throws {
        let readers = try GroupReaders(cluster)
        let topics = [
            TestCluster.uniqueName("agreement"), TestCluster.uniqueName("agreement.with_dots"),
            TestCluster.uniqueName("a") + String(repeating: "-long", count: 40),
        ]
        for topic in topics { try await cluster.createTopic(topic, partitions: Int(RandomGroup.partitions)) }
        let seed = SeededRandom(for: "random groups on \(cluster)").seed
        var seen = Seen()
        for number in 0..<Self.count {
            // One of them alone is had again by its own seed and a count of 1.
            let own = seed &+ UInt64(number)
            do {
                let program = number < Self.readByProgram
                try await Self.compare(on: cluster, topics, seed: own, readers, isProgramAsked: program, &seen)
            } catch {
                Issue.record(error, "\(cluster): TIDEMARK_TEST_SEED=\(own) \(Self.countVariable)=1")
            }
        }
        try await readers.stop()
        for topic in topics { try await cluster.deleteTopic(topic) }
        print("agreement | \(cluster) | \(Self.count) sets | \(seen.groups) groups | \(seen.rows)")
        #expect(seen.groups >= Self.count * Self.groups.lowerBound / 2, "the groups were there to be seen")
    }

    /// What was seen of all sets.
    private struct Seen {
        var groups = 0
        var gaps: [String: Int] = [:]

        var rows: String {
            gaps.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
        }
    }

    private static func compare(
        on cluster: TestCluster,
        _ topics: [String],
        seed: UInt64,
        _ readers: GroupReaders,
        isProgramAsked: Bool,
        _ seen: inout Seen
    ) async throws {
        var random = SeededRandom(seed: seed)
        let prefix = TestCluster.uniqueName("agree") + "-"
        let kinds = RandomGroup.Kind.allCases.filter { $0.isOld || cluster.hasNewGroupKinds }
        // One that is gone again when the groups are read, with what they held of it.
        let passing = Int.random(in: 0..<4, using: &random) == 0 ? TestCluster.uniqueName("agreement-passing") : nil
        if let passing { try await cluster.createTopic(passing, partitions: Int(RandomGroup.partitions)) }
        let groups = (0..<Int.random(in: Self.groups, using: &random)).map {
            RandomGroup(prefix, $0, kinds, topics + (passing.map { [$0] } ?? []), using: &random)
        }
        var views: GroupReaders.Views?
        try await cluster.with(groups[...], topic: topics[0]) {
            if let passing { try await cluster.deleteTopic(passing) }
            views = try await readers.views(of: prefix, and: groups.map(\.group))
            if isProgramAsked { try await compareProgram(on: cluster, prefix, views?.direct) }
        }
        await cluster.remove(groups)
        guard let views else { return }
        let hint = Comment(rawValue: "\(cluster): TIDEMARK_TEST_SEED=\(seed) \(countVariable)=1")
        seen.groups += views.direct.groups.count
        for difference in views.direct.differences(to: views.library) {
            guard let gap = difference.gap, gap.isOpen else {
                Issue.record("\(difference.what) for librdkafka; \(hint)")
                continue
            }
            seen.gaps[gap.rawValue, default: 0] += 1
        }
        let common = Set(views.direct.groups.keys).intersection(views.library.groups.keys)
        #expect(try views.direct.digest(of: common) == views.library.digest(of: common), hint)
        guard let admin = views.admin else { return }
        let lists = cluster.hasNewGroupKinds
        for difference in try views.direct.differences(toAdmin: admin, listsEveryProtocol: lists) {
            guard let gap = difference.gap else {
                Issue.record("\(difference.what) for the AdminClient; \(hint)")
                continue
            }
            seen.gaps["AdminClient: \(gap.rawValue)", default: 0] += 1
        }
    }

    /// The program's own snapshot has the digest of what was read in this process.
    private static func compareProgram(on cluster: TestCluster, _ prefix: String, _ view: GroupsView?) async throws {
        let words = ["snapshot", "--group", "\(prefix)*", "--json", "--client", "direct"]
        let result = try await User(cluster).start(words).result()
        let taken: SnapshotDocument = try result.document()
        #expect(taken.snapshot.offsetsDigest == (try view?.digest()), "\(result)")
    }
}
