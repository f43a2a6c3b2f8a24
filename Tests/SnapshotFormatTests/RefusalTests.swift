import Offsets
import SnapshotFormat
import Testing

struct RefusalTests {
    static let invalid: [Sample] = [
        with("groups out of order", groups: [Samples.group("b", []), Samples.group("a", [])]),
        with("a group twice", groups: [Samples.group("a", []), Samples.group("a", [])]),
        with("composed before decomposed", groups: [Samples.group("\u{E9}", []), Samples.group("e\u{301}", [])]),
        rows("topics out of order", [Samples.offset("b", 0, 1), Samples.offset("a", 0, 1)]),
        rows(
            "a topic in two parts",
            [Samples.offset("a", 0, 1), Samples.offset("b", 0, 1), Samples.offset("a", 1, 1)]
        ),
        rows("partitions out of order", [Samples.offset("a", 1, 1), Samples.offset("a", 0, 1)]),
        rows("a partition twice", [Samples.offset("a", 1, 1), Samples.offset("a", 1, 2)]),
        rows("a negative partition", [Samples.offset("a", -1, 1)]),
        rows("a negative offset", [Samples.offset("a", 0, -1)]),
        rows("an unlisted topic", [Samples.offset("c", 0, 1)]),
        rows("a topic that Swift calls equal to K", [Samples.offset("\u{212A}", 0, 1)]),
        rows("a topic with an illegal name", [Samples.offset("", 0, 1)]),
        with("topics out of order", topics: [Samples.topic("b", 1, [:]), Samples.topic("a", 1, [:])]),
        with("a topic twice", topics: [Samples.topic("a", 1, [:]), Samples.topic("a", 1, [:])]),
        with("an illegal topic", topics: [Samples.topic("a b", 1, [:])]),
        with("a topic without a name", topics: [Samples.topic("", 1, [:])]),
        with("a negative partition count", topics: [Samples.topic("a", -1, [:])]),
        with("a negative partition with bounds", topics: [Samples.topic("a", 1, [-1: (0, 1)])]),
        with("a log that starts below 0", topics: [Samples.topic("a", 1, [0: (-1, 1)])]),
        with("a log that ends before it starts", topics: [Samples.topic("a", 1, [0: (2, 1)])]),
        coverage("a negative count", Coverage(listed: -1, selected: 0, captured: 0)),
        coverage(
            "failures out of order",
            Coverage(listed: 0, selected: 0, captured: 0, failed: [failure("b"), failure("a")])
        ),
        coverage(
            "an unreadable partition below 0",
            Coverage(listed: 0, selected: 0, captured: 0, unreadablePartitions: [failure("a", -1)])
        ),
        coverage(
            "an unreadable partition of an illegal topic",
            Coverage(listed: 0, selected: 0, captured: 0, unreadablePartitions: [failure("a/b", 0)])
        ),
        coverage(
            "unreadable partitions out of order",
            Coverage(listed: 0, selected: 0, captured: 0, unreadablePartitions: [failure("a", 1), failure("a", 0)])
        ),
        view("a partition of __consumer_offsets below 0") { $0.offlineOffsetsPartitions = [-1] },
        view("partitions without a leader out of order") { $0.offlineOffsetsPartitions = [2, 2] },
        view("a negative number of partitions") { $0.offsetsPartitionCount = -1 },
        view("unsupported groups out of order") { $0.unsupported = [failure("b"), failure("a")] },
        view("a negative offset that is not") { $0.negativeOffsets = [Samples.negative("a", "t", 0, 0)] },
        view("a negative offset of an illegal topic") { $0.negativeOffsets = [Samples.negative("a", "a/b", 0, -1)] },
        view("a negative offset twice") {
            $0.negativeOffsets = [Samples.negative("a", "t", 0, -1), Samples.negative("a", "t", 0, -2)]
        },
        view("open runs out of order") { $0.openRuns = ["b", "a"] },
        kind("a type under another name", .empty, .other("Classic"), nil),
        kind("a type of the form of another", .empty, .other("Classic (connect)"), nil),
        kind("a type without a name", .empty, .other(""), nil),
        kind("a state under another name", .other("Empty"), .classic, nil),
        kind("a state without a name", .other(""), .classic, nil),
        kind("a protocol that is not the type's", .empty, .classicOf("connect"), "consumer"),
        kind("a consumer's protocol under another name", .empty, .classicOf("consumer"), "consumer"),
        kind("another protocol of a consumer's type", .empty, .classic, "connect"),
        times("a time below 0", [OffsetTimes(committed: -1)]),
        times("a time too far ahead", [OffsetTimes(record: 1 << 62)]),
        times("more times than offsets", [OffsetTimes(record: 1), OffsetTimes(record: 2)]),
    ]

    @Test(arguments: invalid)
    func `an invalid snapshot is not written`(_ sample: Sample) {
        #expect { try SnapshotFile.encode(sample.snapshot) } throws: { ($0 as? FormatError)?.code == .invalidValue }
    }

    @Test func `the message names group, topic and partition`() {
        let sample = Self.rows("a negative offset", [Samples.offset("a", 7, -1)])
        let error = #expect(throws: FormatError.self) { try SnapshotFile.encode(sample.snapshot) }
        #expect(error?.message.contains("group g") == true)
        #expect(error?.message.contains("a[7]") == true)
    }

    private static func with(
        _ name: String,
        groups: [GroupOffsets] = [],
        topics: [TopicLogs] = []
    ) -> Sample {
        var snapshot = Samples.empty
        snapshot.groups = groups
        snapshot.topics = topics
        return Sample(name, snapshot)
    }

    private static func rows(_ name: String, _ offsets: [CommittedOffset]) -> Sample {
        let topics = ["K", "a", "b"].map { Samples.topic($0, 2, [0: (0, 1)]) }
        return with(name, groups: [Samples.group("g", offsets)], topics: topics)
    }

    private static func coverage(_ name: String, _ coverage: Coverage) -> Sample {
        var snapshot = Samples.empty
        snapshot.coverage = coverage
        return Sample(name, snapshot)
    }

    private static func kind(_ name: String, _ state: GroupState, _ type: GroupType, _ protocolType: String?) -> Sample
    {
        let group = GroupOffsets(
            group: GroupID("a"),
            state: state,
            type: type,
            protocolType: protocolType,
            offsets: []
        )
        return with(name, groups: [group])
    }

    private static func times(_ name: String, _ times: [OffsetTimes]) -> Sample {
        let group = GroupOffsets(
            group: GroupID("g"),
            state: .empty,
            type: .simple,
            protocolType: nil,
            offsets: [Samples.offset("a", 0, 1)],
            times: times
        )
        return with(name, groups: [group], topics: [Samples.topic("a", 2, [:])])
    }

    private static func view(_ name: String, _ change: (inout Coverage) -> Void) -> Sample {
        var snapshot = Samples.empty
        change(&snapshot.coverage)
        return Sample(name, snapshot)
    }

    private static func failure(_ group: String) -> GroupFailure {
        GroupFailure(group: GroupID(group), code: "", reason: "")
    }

    private static func failure(_ topic: String, _ partition: Int32) -> PartitionFailure {
        PartitionFailure(topicPartition: TopicPartition(topic: topic, partition: partition), code: "", reason: "")
    }
}
