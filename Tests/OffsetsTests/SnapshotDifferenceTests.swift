import Offsets
import Testing

/// What is added, removed and moved between two snapshots, and what neither of them can tell.
struct SnapshotDifferenceTests {
    /// Groups with the offsets of partitions of topic `t`.
    private static func snapshot(
        _ groups: [String: [Int32: Int64]],
        selection: Selection = Selection(),
        change: (inout Coverage) -> Void = { _ in }
    ) -> Snapshot {
        let held = groups.sorted { $0.key < $1.key }.map { name, offsets in
            GroupOffsets(
                group: GroupID(name),
                state: .empty,
                type: .classic,
                offsets: offsets.sorted { $0.key < $1.key }.map { partition, offset in
                    CommittedOffset(TopicPartition(topic: "t", partition: partition), offset: offset)
                }
            )
        }
        var coverage = Coverage(
            listed: held.count,
            selected: held.count,
            captured: held.count,
            visibility: Visibility(.all)
        )
        change(&coverage)
        let origin = SnapshotOrigin(
            cluster: ClusterName(id: "c", name: nil),
            bootstrapServers: "b:1",
            startedAt: Timestamp(nanoseconds: 0),
            finishedAt: Timestamp(nanoseconds: 1),
            tidemarkVersion: "0",
            client: "0",
            selection: selection
        )
        return Snapshot(origin: origin, coverage: coverage, groups: held, topics: [])
    }

    private static func compare(
        _ from: Snapshot,
        _ to: Snapshot,
        _ selection: Selection = Selection()
    ) throws -> SnapshotDifference {
        try SnapshotDifference(from: from, to: to, selectedBy: SelectionRules(selection))
    }

    @Test func `each kind of change is told, and what is as it was is counted`() throws {
        let difference = try Self.compare(
            Self.snapshot(["a": [0: 5, 1: 5, 2: 5], "gone": [0: 1], "same": [0: 9]]),
            Self.snapshot(["a": [0: 7, 1: 3, 3: 1], "new": [0: 2], "same": [0: 9]])
        )
        let told = difference.changes.map { "\($0.group.name) \($0.topicPartition.partition) \($0.kind)" }
        #expect(
            told == ["a 0 advanced", "a 1 rewound", "a 2 removed", "a 3 added", "gone 0 removed", "new 0 added"]
        )
        #expect(difference.changes.map(\.movement) == [2, -2, nil, nil, nil, nil])
        #expect(difference.unchanged == 1 && difference.groups == 4 && difference.isCertain)
        #expect(difference.counts == [.advanced: 1, .rewound: 1, .removed: 2, .added: 2])
    }

    @Test func `another metadata at the same offset is a change, another leader epoch is none`() throws {
        func snapshot(_ metadata: String, _ epoch: Int32) -> Snapshot {
            var snapshot = Self.snapshot(["a": [:]])
            let partition = TopicPartition(topic: "t", partition: 0)
            snapshot.groups = [
                GroupOffsets(
                    group: GroupID("a"),
                    state: .empty,
                    type: .classic,
                    offsets: [
                        CommittedOffset(partition, offset: 5, leaderEpoch: epoch, metadata: OffsetMetadata(metadata))
                    ]
                )
            ]
            return snapshot
        }
        #expect(try Self.compare(snapshot("x", 1), snapshot("y", 1)).changes.map(\.kind) == [.metadata])
        #expect(try Self.compare(snapshot("x", 1), snapshot("x", 2)).changes.isEmpty)
    }

    @Test func `the groups that moved furthest come first`() throws {
        let difference = try Self.compare(
            Self.snapshot(["a": [0: 5], "b": [0: 500], "c": [0: 50, 1: 1], "d": [0: 1]]),
            Self.snapshot(["a": [0: 6], "b": [0: 100], "c": [0: 90, 1: 2]])
        )
        #expect(difference.byGroup.map(\.group.name) == ["b", "c", "a", "d"])
        #expect(difference.byGroup.first?.back == 400 && difference.byGroup.first?.forward == nil)
    }

    @Test func `what one side cannot tell is neither added nor removed`() throws {
        let both = Self.snapshot(["a": [0: 5], "b": [0: 5]])
        let one = ["a": [0: 5]] as [String: [Int32: Int64]]
        let failure = GroupFailure(group: GroupID("b"), code: "_TIMED_OUT", reason: "no answer")
        let blind: [(String, Snapshot)] = [
            ("unread", Self.snapshot(one) { $0.failed = [failure] }),
            ("a silent broker", Self.snapshot(one) { $0.unreadableBrokers = ["1"] }),
            (
                "partitions without a leader",
                Self.snapshot(one) { ($0.offlineOffsetsPartitions, $0.offsetsPartitionCount) = ([0], 1) }
            ),
            ("a limited view", Self.snapshot(one) { $0.visibility = Visibility(.limited, isAccepted: true) }),
            ("another selection", Self.snapshot(one, selection: Selection(groups: ["a"]))),
        ]
        for (what, side) in blind {
            for difference in [try Self.compare(both, side), try Self.compare(side, both)] {
                #expect(difference.changes.isEmpty, "\(what)")
                #expect(difference.untold == [GroupID("b")] && !difference.isCertain, "\(what)")
            }
        }
        let absent = GroupFailure(group: GroupID("b"), code: "GROUP_ID_NOT_FOUND", reason: "no such group")
        let seen = Self.snapshot(one) { $0.failed = [absent] }
        #expect(try Self.compare(both, seen).changes.map(\.kind) == [.removed])
    }

    @Test func `topics that one side was not taken of, or could not see, are not compared`() throws {
        let both = Self.snapshot(["a": [0: 5, 1: 5]])
        let narrow = Self.snapshot(["a": [0: 6]], selection: Selection(partitions: [0]))
        let hidden = Self.snapshot(["a": [0: 6]]) {
            $0.visibility = Visibility(.limited, limits: [.init(.topics, "no DESCRIBE on topic t")])
        }
        for side in [narrow, hidden] {
            let difference = try Self.compare(both, side)
            #expect(difference.changes.map(\.kind) == [.advanced] && difference.untoldOffsets == 1)
            #expect(!difference.isCertain)
        }
    }

    @Test func `a selection narrows both sides`() throws {
        let from = Self.snapshot(["a": [0: 5, 1: 5], "b": [0: 5]])
        let to = Self.snapshot(["a": [0: 6, 1: 6], "b": [0: 6]])
        let difference = try Self.compare(from, to, Selection(groups: ["a"], partitions: [1]))
        #expect(difference.changes.map(\.topicPartition.partition) == [1] && difference.groups == 1)
    }
}
