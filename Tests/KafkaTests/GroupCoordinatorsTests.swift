import Cluster
import Offsets
import Testing

@testable import Kafka

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
