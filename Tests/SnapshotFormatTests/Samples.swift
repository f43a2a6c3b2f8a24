import Offsets
import Testing

/// A snapshot with a name, for tables.
struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let snapshot: Snapshot

    init(_ name: String, _ snapshot: Snapshot) {
        testDescription = name
        self.snapshot = snapshot
    }
}

/// Snapshots with everything that may be in one; a file of each is in `Resources`, so none is ever edited.
enum Samples {
    static let all = [
        Sample("empty", empty),
        Sample("small", small),
        Sample("odd", odd),
        Sample("partial", partial),
        Sample("extreme", extreme),
        Sample("scattered", scattered),
        Sample("kinds", kinds),
        Sample("timed", timed),
    ]

    static let origin = SnapshotOrigin(
        cluster: ClusterName(id: "MkU3OEVBNTcwNTJENDM2Qk", name: nil),
        bootstrapServers: "localhost:9092",
        startedAt: Timestamp(nanoseconds: 1_795_230_000_123_456_789),
        finishedAt: Timestamp(nanoseconds: 1_795_230_001_000_000_000),
        tidemarkVersion: "0.1.0",
        client: "2.0.2"
    )

    static let empty = Snapshot(
        origin: origin,
        coverage: Coverage(listed: 0, selected: 0, captured: 0),
        groups: [],
        topics: []
    )

    static let small = Snapshot(
        origin: origin,
        coverage: Coverage(listed: 2, selected: 1, captured: 1),
        groups: [group("payments", [offset("orders", 0, 41), offset("orders", 1, 7)], state: .empty)],
        topics: [topic("orders", 2, [0: (3, 42), 1: (0, 7)])]
    )

    static let odd: Snapshot = {
        var origin = Samples.origin
        origin.cluster = ClusterName(id: "", name: "")
        origin.principal = "User:CN=tidemark,O=例"
        origin.job = "nightly"
        origin.selection = Selection(
            groups: ["pay*", "re:^x$"],
            excludedGroups: [""],
            topics: ["o\u{301}"],
            excludedTopics: ["__*", "a\nb"],
            partitions: [0, 7, .max, -1]
        )
        origin.tags = ["before-upgrade", "", "🏷"]
        origin.note = ""
        origin.previousDigest = ContentDigest(bytes: (0..<32).map { UInt8($0) })
        origin.suspicion = "half of the groups are gone"
        return Snapshot(
            origin: origin,
            coverage: Coverage(listed: 8, selected: 8, captured: 8),
            groups: [
                group("", [offset("a", 0, 0)], type: .simple),
                group("a group/with.everything\n\t\u{0}", [], state: .dead),
                group("cafe\u{301}", [offset("a", 0, 5, metadata: "e\u{301}")], state: .stable, type: .consumer),
                group(
                    "caf\u{E9}",
                    [
                        offset("a", 0, 5, metadata: "\u{E9}"), offset("a", 1, 5, metadata: "e\u{301}"),
                        offset("b.b", 3, 9, epoch: 0), offset("b.b", 4, 9), offset("b.b", 5, 9, epoch: .max),
                        offset("b.b", 7, 9, epoch: .max),
                    ],
                    state: .preparingRebalance,
                    type: .classic
                ),
                group("long", [offset("a", 0, 1, metadata: String(repeating: "m", count: 4_096))]),
                group("z", [offset("a", 0, 1, metadata: "line\nline\u{0}"), offset("gone", 0, 1)]),
                group("🦊", [], state: .completingRebalance),
            ],
            topics: [
                topic("a", 1, [0: (0, 0)]),
                TopicLogs(topic: "b.b", id: TopicID(bytes: Array(1...16)), partitionCount: 0, bounds: [:]),
                topic("gone", nil, [:]),
                topic(String(repeating: "t", count: 249), 9, [8: (1, 1)]),
            ]
        )
    }()

    static let partial = Snapshot(
        origin: origin,
        coverage: Coverage(
            listed: 5,
            selected: 4,
            captured: 1,
            failed: [
                GroupFailure(group: GroupID("cafe\u{301}"), code: "_TIMED_OUT", reason: "no answer"),
                GroupFailure(group: GroupID("caf\u{E9}"), code: "GROUP_AUTHORIZATION_FAILED", reason: ""),
            ],
            unreadableBrokers: ["broker 2: timed out"],
            unreadablePartitions: [
                PartitionFailure(
                    topicPartition: TopicPartition(topic: "orders", partition: .max),
                    code: "LEADER_NOT_AVAILABLE",
                    reason: "no leader"
                )
            ],
            offlineOffsetsPartitions: [0, 7, .max],
            offsetsPartitionCount: .max,
            visibility: Visibility(
                .limited,
                limits: [
                    Visibility.Limit(.topics, "no DESCRIBE on some topics", names: ["a", "cafe\u{301}", "caf\u{E9}"]),
                    Visibility.Limit(.listing, ""),
                    Visibility.Limit(.groups, "no DESCRIBE on some groups"),
                ],
                isAccepted: true
            ),
            unsupported: [
                GroupFailure(group: GroupID("share"), code: "SHARE_GROUP", reason: "a share group"),
                GroupFailure(group: GroupID("🦊"), code: "", reason: ""),
            ],
            negativeOffsets: [
                negative("a", "orders", 0, .min), negative("a", "orders", 1, -1), negative("b", "o", 0, -5),
            ],
            openRuns: ["20261121T123424Z-bb30438c", "20261121T123425Z-00000000"]
        ),
        groups: [group("payments", [offset("orders", 1, 7)])],
        topics: [topic("orders", 2, [:])]
    )

    static func negative(_ group: String, _ topic: String, _ partition: Int32, _ offset: Int64) -> NegativeOffset {
        NegativeOffset(
            group: GroupID(group),
            topicPartition: TopicPartition(topic: topic, partition: partition),
            offset: offset
        )
    }

    static let extreme: Snapshot = {
        var origin = Samples.origin
        origin.startedAt = Timestamp(nanoseconds: .min)
        origin.finishedAt = Timestamp(nanoseconds: .max)
        return Snapshot(
            origin: origin,
            coverage: Coverage(listed: .max, selected: 0, captured: .max),
            groups: [
                group(
                    "g",
                    [
                        offset("t", 0, .max), offset("t", 1, 0), offset("t", 2, .max), offset("t", 3, 0),
                        offset("t", 4, .max, epoch: .max), offset("t", .max, .max, epoch: 0),
                    ]
                )
            ],
            topics: [
                topic(
                    "t",
                    .max,
                    [0: (0, 0), 1: (0, .max), 2: (.max, .max), 3: (.max, .max), .max: (0, 0)]
                )
            ]
        )
    }()

    static let scattered = Snapshot(
        origin: origin,
        coverage: Coverage(listed: 3, selected: 3, captured: 3),
        groups: [
            group("1", stride(from: 0, to: 40, by: 2).map { offset("b", $0, 100 + Int64($0)) }),
            group("2", [offset("a", 5, 5)] + (3...30).map { offset("b", $0, 200 - Int64($0)) } + [offset("c", 0, 1)]),
            group("3", [offset("c", 0, 1), offset("c", 100_000, 1)]),
        ],
        topics: [
            topic("a", 6, [1: (0, 9), 3: (0, 9), 5: (0, 9)]),
            topic("b", 40, Dictionary(uniqueKeysWithValues: (0..<40).map { (Int32($0), (Int64(1), Int64(90 + $0))) })),
            topic("c", nil, [100_000: (0, 2)]),
        ]
    )

    static let kinds: Snapshot = {
        let kinds: [(GroupState, GroupType, String?)] = [
            (.unknown, .unknown, nil), (.unknown, .unknown, ""), (.unknown, .unknown, "connect"),
            (.stable, .classic, nil), (.stable, .classic, ""), (.stable, .classic, "consumer"),
            (.stable, .classicOf("connect"), "connect"), (.stable, .classicOf("Consumer"), "Consumer"),
            (.assigning, .consumer, "consumer"), (.reconciling, .consumer, nil), (.empty, .share, "share"),
            (.notReady, .streams, "streams"), (.empty, .streamsOrShare, nil), (.empty, .simple, ""),
            (.other("Paused"), .other("Queue"), "queue"), (.other("e\u{301}"), .other("\u{E9}"), "e\u{301}"),
            (.other("Paused"), .other("unknown"), nil), (.other("stable"), .consumer, "consumer"),
        ]
        var snapshot = small
        snapshot.groups = kinds.enumerated().map { number, kind in
            GroupOffsets(
                group: GroupID("group-\(number / 10)\(number % 10)"),
                state: kind.0,
                type: kind.1,
                protocolType: kind.2,
                offsets: number % 2 == 0 ? [offset("orders", 1, 7)] : []
            )
        }
        snapshot.origin.importedFrom = "offsets.csv"
        return snapshot
    }()

    static let timed: Snapshot = {
        var snapshot = small
        func timed(_ name: String, _ times: [OffsetTimes]) -> GroupOffsets {
            GroupOffsets(
                group: GroupID(name),
                state: .empty,
                type: .simple,
                protocolType: "",
                offsets: times.indices.map { offset("orders", Int32($0), Int64($0)) },
                times: times
            )
        }
        snapshot.groups = [
            group("before", [offset("orders", 0, 1)]),
            timed("between", [OffsetTimes(committed: 0, record: 0), OffsetTimes(), OffsetTimes(record: 5)]),
            timed(
                "extremes",
                [OffsetTimes(committed: (1 << 62) - 1), OffsetTimes(committed: 0), OffsetTimes(record: 1)]
            ),
            timed("usual", [OffsetTimes(committed: 1_795_230_000_123, record: 1_795_229_999_000)]),
            group("without", [offset("orders", 0, 1)]),
        ]
        return snapshot
    }()

    /// More rows than one block holds, of groups with few rows, with many, and without any.
    static let blocks: Snapshot = {
        var snapshot = empty
        snapshot.topics = ["many", "orders"].map { name in
            topic(
                name,
                9_000,
                Dictionary(uniqueKeysWithValues: (0..<9_000).map { (Int32($0), (Int64(0), Int64($0) * 7 + 100)) })
            )
        }
        let sizes: [Int32] = [0, 8_191, 0, 1, 0, 8_192, 9_000, 1, 0, 0, 300]
        snapshot.groups = sizes.enumerated().map { number, size in
            group(
                "group-\(number / 10)\(number % 10)",
                (0..<size).map { partition in
                    let lag = Int64(partition) % 100
                    return offset(
                        "orders",
                        partition,
                        Int64(partition) * 7 + 100 - lag,
                        epoch: partition / 1_000,
                        metadata: partition % 4_000 == 0 ? "m\(number)" : ""
                    )
                },
                state: .empty
            )
        }
        return snapshot
    }()

    static func topic(_ name: String, _ count: Int32?, _ bounds: [Int32: (Int64, Int64)]) -> TopicLogs {
        TopicLogs(
            topic: name,
            id: nil,
            partitionCount: count,
            bounds: bounds.mapValues { LogBounds(start: $0.0, end: $0.1) }
        )
    }

    static func group(
        _ name: String,
        _ offsets: [CommittedOffset],
        state: GroupState = .unknown,
        type: GroupType = .unknown
    ) -> GroupOffsets {
        GroupOffsets(group: GroupID(name), state: state, type: type, offsets: offsets)
    }

    static func offset(
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
