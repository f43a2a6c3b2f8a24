import Offsets

/// Small values that several suites share.
enum Samples {
    static let cluster = ClusterName(id: "cluster-1", name: "prod")
    static let source = PlanSource.snapshot(
        SnapshotID(text: "20261121T030000Z-1a2b3c4d"),
        at: Timestamp(nanoseconds: 1_795_230_000_000_000_000)
    )

    static func offset(
        _ topic: String,
        _ partition: Int32,
        _ offset: Int64,
        _ metadata: String = ""
    )
        -> CommittedOffset
    {
        CommittedOffset(
            TopicPartition(topic: topic, partition: partition),
            offset: offset,
            metadata: OffsetMetadata(metadata)
        )
    }

    static func group(_ name: String, _ offsets: [(String, Int32, Int64)]) -> GroupOffsets {
        GroupOffsets(
            group: GroupID(name),
            state: .empty,
            type: .unknown,
            offsets: offsets.map { offset($0.0, $0.1, $0.2) }
        )
    }

    static func mapped(_ name: String, _ offsets: [CommittedOffset], absent: [TopicPartition] = []) -> MappedGroup {
        MappedGroup(source: GroupID(name), target: GroupID(name), offsets: offsets, absent: absent)
    }

    /// A view in which the groups hold just these offsets and every log reaches from 0 to 1 000 000.
    static func view(holding groups: [MappedGroup], logEnd: Int64 = 1_000_000) -> ClusterView {
        var view = ClusterView(cluster: cluster)
        for group in groups {
            view.groups[group.target] = TargetGroup(state: .empty, type: .classic)
            for offset in group.offsets {
                view.committed[group.target, default: [:]][offset.topicPartition] = offset
                view.partitionCounts[offset.topic] = max(
                    view.partitionCounts[offset.topic] ?? 0,
                    offset.partition + 1
                )
                view.bounds[offset.topicPartition] = LogBounds(start: 0, end: logEnd)
            }
        }
        return view
    }

    /// Groups of pseudo-random offsets, always the same ones for the same numbers.
    static func groups(_ count: Int, partitions: Int, seed: UInt64) -> [MappedGroup] {
        var state = seed
        func next(below bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        return (0..<count).map { index in
            var offsets: [CommittedOffset] = []
            for partition in 0..<partitions {
                offsets.append(
                    offset(
                        "topic-\(partition / 10)",
                        Int32(partition % 10),
                        Int64(next(below: 1_000_000)),
                        next(below: 4) == 0 ? "meta-\(next(below: 9))" : ""
                    )
                )
            }
            let name = GroupID("group-\(index)")
            return MappedGroup(
                source: name,
                target: name,
                offsets: offsets.sorted { $0.topicPartition < $1.topicPartition }
            )
        }
    }
}
