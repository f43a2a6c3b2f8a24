import FoundationEssentials
import Offsets

/// The files in `Resources`, one for each feature of the format; neither they nor what they hold is ever edited.
///
/// A new feature gets a new file and a new line here.
enum Golden {
    /// What each file holds, and its digests.
    static let files: [GoldenFile] = [
        GoldenFile(
            name: "everything",
            snapshot: everything,
            digest: "ff3cc4dcf3d1ab007682c41415e5960f59b920584d63197b6076a3485840be40",
            offsetsDigest: "12dea405a65a39b342ba6594cce4f87eef29de55a4e6643e7240f03fb114251a"
        ),
        GoldenFile(
            name: "blocks",
            snapshot: Samples.blocks,
            digest: "dd45beeb0233fa155e3eae61e2bf3e804b6197ce1e16af825fd20eeb93fea4cc",
            offsetsDigest: "3c5c41e8530f4b7235e7de8c2f028cdf1c5cc0ccd8f01ce25160a52e8102c47d"
        ),
        GoldenFile(
            name: "empty",
            snapshot: Samples.empty,
            digest: "a2f74996d90133682998d658c053132e9a128b8778bdc17d894667c14a8dcc71",
            offsetsDigest: "aaf353bbda8f9a16a90f3bb77f9046735ea2c21ab57cd2b0bfc5284f3ebb025f"
        ),
        GoldenFile(
            name: "small",
            snapshot: Samples.small,
            digest: "46b49716da4ee771792f234ad55fdf22e398ad057fb6813125588109cfddf205",
            offsetsDigest: "23f48a02631777de91c898c437f3804932cda9a0fc7902e0f39ba07a3b1837a0"
        ),
        GoldenFile(
            name: "odd",
            snapshot: Samples.odd,
            digest: "a4a0082f846acb18fb542a6f18e9433fa0075be06b19cd08e5747c14f49c4b1e",
            offsetsDigest: "92b1496f66e3fa972e6472c0d180bd2b748629b96f697e8aa0fa769e9ac84d03"
        ),
        GoldenFile(
            name: "partial",
            snapshot: Samples.partial,
            digest: "48e21ffeb0b471012af5e6c9dc9efd58949ea6a47e1f62232d1315f9bb581851",
            offsetsDigest: "d0a15ad594426dfaad7fc4ed619f0955ac8344c17fbc297597703b9b3f527988"
        ),
        GoldenFile(
            name: "extreme",
            snapshot: Samples.extreme,
            digest: "a429078199ca1ff9ffbed50ec8b59884925160ec6ba1344ae7f35a7967ddc4e0",
            offsetsDigest: "35ad6814e2b0c76d6c16faee79f510b92e0e6cefd4dc22d409659d4ffb36ac0e"
        ),
        GoldenFile(
            name: "scattered",
            snapshot: Samples.scattered,
            digest: "0cd332348184c1e8f555e5f69aa995e2e2d70e7aeb793776fbc0f6101d97cda3",
            offsetsDigest: "9a3432d1f3bc543397ad56d69063b8ecbf9b81dbd7d6057102eb2352b1bdff5f"
        ),
        GoldenFile(
            name: "kinds",
            snapshot: Samples.kinds,
            digest: "e93a78ec17e707efb1d605f74aedc189d40b49109a7ae6ac8b7a08fa01f8bcd4",
            offsetsDigest: "52f2add6d0a85e4c2468dac45cd5c42e2d637dc3eabf6228a8dbb50f0b24bc9f"
        ),
        GoldenFile(
            name: "timed",
            snapshot: Samples.timed,
            digest: "c3a0336767f140cb336de8b88c92f414d138ad7891d5c2f1f6122981295a7a09",
            offsetsDigest: "9c9f5b5f8a5b9d9246f4e6fff735c6d8c683ecf2c91608817739be10e5e3f69e"
        ),
        GoldenFile(
            name: "later",
            snapshot: Samples.small,
            digest: "77e146320697337b592162176779a07d8e6ab56631de508b789110f2da112088",
            offsetsDigest: "23f48a02631777de91c898c437f3804932cda9a0fc7902e0f39ba07a3b1837a0",
            minor: 3
        ),
        GoldenFile(
            name: "authenticated",
            snapshot: Samples.small,
            digest: "46b49716da4ee771792f234ad55fdf22e398ad057fb6813125588109cfddf205",
            offsetsDigest: "23f48a02631777de91c898c437f3804932cda9a0fc7902e0f39ba07a3b1837a0",
            signatures:
                "[{\"algorithm\": 1, \"key\": \"key-2026\", \"signature\": \"284c3855fabcc52f0a948befcc520c932514bbd61997a4dd0699cd301f761091\"}, "
                + "{\"algorithm\": 1, \"key\": \"key-2027\", \"signature\": \"3efa2fcacc9c0e2794343f8c4c7c8d441167a5a67a5838e075582ea63f02d8ae\"}]"
        ),
        GoldenFile(
            name: "signed",
            snapshot: Samples.small,
            digest: "46b49716da4ee771792f234ad55fdf22e398ad057fb6813125588109cfddf205",
            offsetsDigest: "23f48a02631777de91c898c437f3804932cda9a0fc7902e0f39ba07a3b1837a0",
            signatures:
                "[{\"algorithm\": 1, \"key\": \"2026\", \"signature\": \"e177cc70847570f4ada3d3a68e142af869ee4550d5060620e51fb44e960d457f\"}]"
        ),
    ]

    static let everything = Snapshot(
        origin: SnapshotOrigin(
            cluster: ClusterName(id: "4L6g3nShT-eMCtK--X86sw", name: "production"),
            bootstrapServers: "kafka-1.example:9092,kafka-2.example:9092",
            startedAt: Timestamp(nanoseconds: 1_795_230_000_123_456_789),
            finishedAt: Timestamp(nanoseconds: 1_795_230_004_000_000_001),
            tidemarkVersion: "0.1.0",
            client: "2.0.2",
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
            suspicion: "two groups fewer",
            importedFrom: "offsets.csv"
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
            ],
            offlineOffsetsPartitions: [7, 12],
            offsetsPartitionCount: 50,
            visibility: Visibility(
                .limited,
                limits: [Visibility.Limit(.topics, "no DESCRIBE on some topics", names: ["cafe\u{301}", "caf\u{E9}"])],
                isAccepted: true
            ),
            unsupported: [GroupFailure(group: GroupID("queue"), code: "SHARE_GROUP", reason: "a share group")],
            negativeOffsets: [Samples.negative("payments", "orders", 5, -1)],
            openRuns: ["20261121T123424Z-bb30438c"]
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
            group("pay🦊", .reconciling, .other("Queue"), [row("payments.done", 7, 4)]),
        ],
        topics: [
            TopicLogs(
                topic: "orders",
                id: TopicID(bytes: [UInt8](repeating: 0, count: 15) + [1]),
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
        let times = offsets.indices.map { OffsetTimes(committed: 1_795_229_000_000 + Int64($0), record: nil) }
        return GroupOffsets(
            group: GroupID(name),
            state: state,
            type: type,
            protocolType: type == .classic ? "consumer" : nil,
            offsets: offsets,
            times: name == "payments" ? times : []
        )
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

/// A file in `Resources` and what it holds.
struct GoldenFile: Sendable {
    /// Its name without the ending.
    let name: String
    let snapshot: Snapshot
    let digest: String
    let offsetsDigest: String
    var minor = 0
    /// What another program reads of its signatures.
    var signatures = "[]"

    var path: String { Repository.path("Tests/SnapshotFormatTests/Resources/\(name).tidemark") }

    var bytes: [UInt8] {
        get throws { [UInt8](try Data(contentsOf: URL(filePath: path))) }
    }
}
