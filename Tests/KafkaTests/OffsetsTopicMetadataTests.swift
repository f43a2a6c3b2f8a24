import Cluster
import Offsets
import Testing

@testable import Kafka

struct OffsetsTopicMetadataTests {
    private func look(_ leaders: [Int32?]?, brokers: Set<Int32> = [1, 2, 3]) -> OffsetsTopicMetadata {
        OffsetsTopicMetadata(brokers: brokers, leaders: leaders)
    }

    @Test(
        arguments: [
            ([1, 2, 3], [1, 2, 3], []),
            // No leader before, after, or at either moment.
            ([nil, 2, 3], [1, 2, 3], [0]), ([1, 2, 3], [1, nil, 3], [1]), ([1, 2, nil], [1, 2, nil], [2]),
            // Another leader, and one that was not asked.
            ([1, 2, 3], [1, 3, 3], [1]), ([1, 2, 4], [1, 2, 4], [2]),
            // Partitions that were made, or the topic itself.
            ([1], [1, 2, 3], [1, 2]), ([], [1, 2], [0, 1]),
        ] as [([Int32?], [Int32?], [Int32])]
    )
    func `a partition was heard when its leader was asked and stayed`(
        before: [Int32?],
        after: [Int32?],
        unheard: [Int32]
    ) {
        let heard = look(before).heard(until: look(after))
        #expect(heard == OffsetsPartitions(count: Int32(after.count), unheard: unheard))
    }

    @Test func `a cluster that never had a group has no partitions, and nothing is hidden`() {
        #expect(look([]).heard(until: look([])) == OffsetsPartitions(count: 0, unheard: []))
    }

    @Test func `what is not told is unknown`() {
        #expect(look(nil).heard(until: look([1])) == .unknown)
        #expect(look([1]).heard(until: look(nil)) == .unknown)
    }
}

struct GroupCoordinatorsTests {
    @Test
    func `the coordinator is the leader of the partition that the group belongs to`() throws {
        let coordinators = try #require(GroupCoordinators(leaders: [7, 8, 9]))
        #expect(coordinators.broker(of: GroupID("")) == 7)
        // 97 modulo 3 is 1, 96354 modulo 3 is 0.
        #expect(coordinators.broker(of: GroupID("a")) == 8)
        #expect(coordinators.broker(of: GroupID("abc")) == 7)
        #expect(coordinators.broker(of: GroupID("polygenelubricants")) == 7)
    }

    @Test
    func `a partition without a leader names no coordinator`() throws {
        let coordinators = try #require(GroupCoordinators(leaders: [7, nil, 9]))
        #expect(coordinators.broker(of: GroupID("a")) == nil)
        #expect(GroupCoordinators(leaders: []) == nil)
    }
}
