import Cluster
import EngineTestSupport
import Offsets
import Synchronization
import Testing

/// Reading many groups in one call: what fails is told group by group, and nothing else fails with it.
struct ManyGroupsTests {
    private static let partition = TopicPartition(topic: "orders", partition: 0)
    private static let groups = (0..<100).map { GroupID("group-\($0)") }

    /// A cluster in which the n-th group holds offset n.
    private let cluster: DictionaryCluster = {
        var state = ClusterState()
        state.topics["orders"] = ClusterState.Topic(partitionCount: 1)
        for (number, group) in Self.groups.enumerated() { state.commit(group.name, "orders", 0, Int64(number)) }
        return DictionaryCluster(state)
    }()

    private func partitions(patience: Duration?, before deadline: Deadline) async -> [Result<Int64?, KafkaError>] {
        await cluster.committedOffsets(
            of: Self.groups.map { GroupPartitions(group: $0, partitions: [Self.partition]) },
            waitsForTransactions: true,
            patience: patience,
            before: deadline,
            finished: { _ in }
        ).map { result in
            result.map { found in
                if case .committed(let offset) = found[Self.partition] { offset.offset } else { nil }
            }
        }
    }

    @Test func `every group is answered in its place`() async {
        let held = await cluster.held(
            by: Self.groups,
            patience: nil,
            before: .after(.seconds(60)),
            finished: { _ in }
        )
        #expect(held.map { try? $0.get().offsets.map(\.offset) } == (0..<100).map { [$0] })
        let found = await partitions(patience: nil, before: .after(.seconds(60)))
        #expect(found == (0..<100).map { .success($0) })
    }

    @Test func `a group that cannot be read fails alone`() async {
        let refusal = KafkaError(.groupAuthorizationFailed)
        cluster.add(.at(.readAll, "group-7", .fails(refusal)), .at(.readStable, "group-9", .fails(refusal)))
        let held = await cluster.held(
            by: Self.groups,
            patience: .seconds(1),
            before: .after(.seconds(60)),
            finished: { _ in }
        )
        #expect(held.indices.filter { held[$0] == .failure(refusal) } == [7])
        let found = await partitions(patience: .seconds(1), before: .after(.seconds(60)))
        #expect(found.indices.filter { found[$0] == .failure(refusal) } == [9])
    }

    @Test func `it is told after each group how many were read`() async {
        let told = Mutex<[Int]>([])
        _ = await cluster.held(by: Self.groups, patience: nil, before: .after(.seconds(60))) { count in
            told.withLock { $0.append(count) }
        }
        #expect(told.withLock { $0.sorted() } == Array(1...100))
    }

    @Test func `an open transaction is not waited for longer than the patience`() async {
        let pending = KafkaError(.unstableOffsetCommit)
        cluster.add(.at(.readStable, "group-3", number: nil, .fails(pending)))
        let found = await partitions(patience: .zero, before: .after(.seconds(60)))
        #expect(found.indices.filter { found[$0] == .failure(pending) } == [3])
        #expect(cluster.count(.readStable) == Self.groups.count)
    }

    @Test func `a coordinator that is lost is asked again after the patience is over`() async {
        cluster.add(.at(.readStable, "group-3", .fails(KafkaError(.coordinatorNotAvailable))))
        let found = await partitions(patience: .nanoseconds(2), before: .after(.seconds(60)))
        #expect(found == (0..<100).map { .success($0) })
        #expect(cluster.count(.readStable) == Self.groups.count + 1)
    }

    @Test func `nothing is asked again at the deadline`() async {
        let lost = KafkaError(.coordinatorNotAvailable)
        cluster.add(.at(.readStable, "group-3", .fails(lost)))
        let found = await partitions(patience: .seconds(60), before: .after(.zero))
        #expect(found.indices.filter { found[$0] == .failure(lost) } == [3])
    }
}
