import Testing

@testable import Offsets

struct OffsetsPartitionsTests {
    @Test(arguments: [
        ("", 0), ("a", 97), ("abc", 96_354), ("billing", -109_829_509), ("polygenelubricants", Int32.min),
        // Over UTF-16 code units, not scalars: the second is a pair of surrogates.
        ("é", 233), ("😀", 1_772_899),
    ])
    func `the hash of a group is that of a Java string`(name: String, hash: Int32) {
        #expect(CoordinatorPartition.hash(name) == hash)
    }

    @Test(
        arguments: [
            // 97 modulo 3 is 1, 96354 modulo 3 is 0; the smallest number has no positive counterpart.
            ("", 3, 0), ("a", 3, 1), ("abc", 3, 0), ("polygenelubricants", 3, 0), ("billing", 50, 9), ("a", 0, nil),
        ] as [(String, Int32, Int32?)]
    )
    func `a group belongs to the partition that its hash gives`(name: String, count: Int32, partition: Int32?) {
        #expect(GroupID(name).offsetsPartition(among: count) == partition)
    }

    @Test func `a group is hidden by its own partition alone`() {
        let partitions = OffsetsPartitions(count: 3, unheard: [1])
        #expect(partitions.hides(GroupID("a")))
        #expect(!partitions.hides(GroupID("abc")))
        #expect(!OffsetsPartitions.unknown.hides(GroupID("a")))
    }

    @Test func `many partitions are counted, and the first of them named`() {
        #expect(
            OffsetsPartitions(count: 12, unheard: [3, 5]).words
                == "2 of 12 partitions of __consumer_offsets have no leader: 3, 5"
        )
        #expect(
            OffsetsPartitions(count: 50, unheard: [7]).words
                == "1 of 50 partitions of __consumer_offsets has no leader: 7"
        )
        #expect(
            OffsetsPartitions(count: 50, unheard: Array(0..<17)).words
                == "17 of 50 partitions of __consumer_offsets have no leader: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 7 more"
        )
    }

    private static func found(
        _ unheard: [Int32],
        _ isCertain: Bool = true,
        count: Int32? = 12
    ) -> (
        offsets: OffsetsPartitions, isCertain: Bool
    ) {
        (OffsetsPartitions(count: count, unheard: unheard), isCertain)
    }

    @Test func `what one listing has heard another need not`() {
        #expect(OffsetsPartitions.unheard(byAll: [Self.found([1, 3]), Self.found([3, 5])]).unheard == [3])
        #expect(OffsetsPartitions.unheard(byAll: [Self.found([1, 3])]).unheard == [1, 3])
    }

    @Test func `a listing that lacks brokers makes up for nothing`() {
        #expect(OffsetsPartitions.unheard(byAll: [Self.found([1, 3]), Self.found([3], false)]).unheard == [1, 3])
        #expect(OffsetsPartitions.unheard(byAll: [Self.found([1], false), Self.found([3], false)]).unheard == [1, 3])
        #expect(OffsetsPartitions.unheard(byAll: [Self.found([1]), Self.found([], count: nil)]).unheard == [1])
        #expect(OffsetsPartitions.unheard(byAll: [Self.found([], count: nil)]) == .unknown)
    }
}
