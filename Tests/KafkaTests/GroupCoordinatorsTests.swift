import Offsets
import Testing

@testable import Kafka

struct GroupCoordinatorsTests {
    @Test(arguments: [
        ("", 0), ("a", 97), ("abc", 96_354), ("billing", -109_829_509), ("polygenelubricants", Int32.min),
        // Over UTF-16 code units, not scalars: the second is a pair of surrogates.
        ("é", 233), ("😀", 1_772_899),
    ])
    func `the hash is that of a Java string`(name: String, hash: Int32) {
        #expect(CoordinatorPartition.hash(name) == hash)
    }

    @Test
    func `the coordinator is the leader of the partition that the group belongs to`() throws {
        let coordinators = try #require(GroupCoordinators(leaders: [0: 7, 1: 8, 2: 9]))
        #expect(coordinators.broker(of: GroupID("")) == 7)
        // 97 modulo 3 is 1, 96354 modulo 3 is 0.
        #expect(coordinators.broker(of: GroupID("a")) == 8)
        #expect(coordinators.broker(of: GroupID("abc")) == 7)
        #expect(coordinators.broker(of: GroupID("polygenelubricants")) == 7)
    }

    @Test
    func `a partition without a leader names no coordinator`() throws {
        let coordinators = try #require(GroupCoordinators(leaders: [0: 7, 1: -1, 2: 9]))
        #expect(coordinators.broker(of: GroupID("a")) == nil)
    }

    @Test(arguments: [[:], [1: 1], [0: 1, 2: 1]])
    func `partitions with a gap tell nothing`(leaders: [Int32: Int32]) {
        #expect(GroupCoordinators(leaders: leaders) == nil)
    }
}
