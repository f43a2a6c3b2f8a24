import Offsets

/// What `Resources/format-1.0.tidemark` holds; neither is ever edited.
enum Golden {
    static let digest = "8a68542ed4099b18156745f0ce7f10301a433669ce526976389a723fcfbaad33"
    static let offsetsDigest = "12dea405a65a39b342ba6594cce4f87eef29de55a4e6643e7240f03fb114251a"

    static let snapshot = Snapshot(
        origin: SnapshotOrigin(
            cluster: ClusterName(id: "4L6g3nShT-eMCtK--X86sw", name: "production"),
            bootstrapServers: "kafka-1.example:9092,kafka-2.example:9092",
            startedAt: Timestamp(nanoseconds: 1_795_230_000_123_456_789),
            finishedAt: Timestamp(nanoseconds: 1_795_230_004_000_000_001),
            tidemarkVersion: "0.1.0",
            librdkafkaVersion: "2.0.2",
            principal: "User:tidemark",
            job: "nightly",
            selection: Selection(
                groups: ["pay*"],
                excludedGroups: ["re:^console-consumer-"],
                topics: ["orders", "payments.*"],
                excludedTopics: ["__*"],
                partitions: [0, 1, 2, 3, 7]
            ),
            tags: ["before-upgrade", "naïve"],
            note: "taken by hand\nbefore the upgrade",
            previousDigest: ContentDigest(bytes: (0..<32).map { UInt8($0 * 7) }),
            suspicion: "two groups fewer"
        ),
        coverage: Coverage(
            listed: 9,
            selected: 6,
            captured: 5,
            failed: [
                GroupFailure(
                    group: GroupID("pay-secret"),
                    code: "GROUP_AUTHORIZATION_FAILED",
                    reason: "not permitted"
                )
            ],
            unreadableBrokers: ["broker 3: timed out"],
            unreadablePartitions: [
                PartitionFailure(
                    topicPartition: TopicPartition(topic: "orders", partition: 2),
                    code: "LEADER_NOT_AVAILABLE",
                    reason: "no leader"
                )
            ]
        ),
        groups: [
            group("pay cafe\u{301}", .empty, .classic, [row("orders", 0, 10)]),
            group("pay caf\u{E9}", .empty, .consumer, [row("orders", 0, 11, metadata: "\u{E9}\n{}")]),
            group("pay-idle", .dead, .simple, []),
            group(
                "payments",
                .stable,
                .unknown,
                [
                    row("orders", 0, 1_000_000), row("orders", 1, 1_000_003, epoch: 0), row("orders", 2, 0, epoch: 5),
                    row("orders", 3, 999_000, epoch: 5), row("payments.done", 7, .max, metadata: "v1"),
                    row("payments.gone", 0, 77, metadata: "v1"),
                ]
            ),
            group("pay🦊", .preparingRebalance, .unknown, [row("payments.done", 7, 4)]),
        ],
        topics: [
            TopicLogs(
                topic: "orders",
                id: "AAAAAAAAAAAAAAAAAAAAAQ",
                partitionCount: 4,
                bounds: [
                    0: LogBounds(start: 10, end: 1_000_010), 1: LogBounds(start: 0, end: 1_000_003),
                    3: LogBounds(start: 999_001, end: 999_001),
                ]
            ),
            TopicLogs(topic: "payments.done", id: nil, partitionCount: 8, bounds: [7: LogBounds(start: 0, end: .max)]),
            TopicLogs(topic: "payments.gone", id: nil, partitionCount: nil, bounds: [:]),
        ]
    )

    private static func group(
        _ name: String,
        _ state: GroupState,
        _ type: GroupType,
        _ offsets: [CommittedOffset]
    ) -> GroupOffsets {
        GroupOffsets(group: GroupID(name), state: state, type: type, offsets: offsets)
    }

    private static func row(
        _ topic: String,
        _ partition: Int32,
        _ offset: Int64,
        epoch: Int32? = nil,
        metadata: String = ""
    ) -> CommittedOffset {
        CommittedOffset(
            TopicPartition(topic: topic, partition: partition),
            offset: offset,
            leaderEpoch: epoch,
            metadata: OffsetMetadata(metadata)
        )
    }
}
