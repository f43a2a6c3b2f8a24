import Offsets

extension Snapshot {
    /// A small snapshot of a cluster, the given seconds after 2026-11-21T03:00:00Z.
    static func sample(
        second: Int = 0,
        cluster: ClusterName = ClusterName(id: "c-1", name: "prod"),
        job: String? = "nightly",
        groups: Int = 3,
        partitions: Int32 = 4,
        note: String? = nil
    ) -> Snapshot {
        let start = Timestamp(nanoseconds: (1_795_230_000 + Int64(second)) * 1_000_000_000)
        return Snapshot(
            origin: SnapshotOrigin(
                cluster: cluster,
                bootstrapServers: "localhost:9092",
                startedAt: start,
                finishedAt: Timestamp(nanoseconds: start.nanoseconds + 5_000_000),
                tidemarkVersion: "0.1.0",
                client: "2.0.2",
                job: job,
                tags: ["a", "b"],
                note: note
            ),
            coverage: Coverage(listed: groups, selected: groups, captured: groups, visibility: Visibility(.all)),
            groups: (0..<groups).map { number in
                GroupOffsets(
                    group: GroupID("group-\(String(100_000 + number))"),
                    state: .empty,
                    type: .classic,
                    offsets: (0..<partitions).map {
                        let partition = TopicPartition(topic: "orders", partition: $0)
                        return CommittedOffset(partition, offset: Int64(number * 1_000_003 &* Int($0 + 7) % 99_991))
                    }
                )
            },
            topics: [TopicLogs(topic: "orders", id: nil, partitionCount: partitions, bounds: [:])]
        )
    }
}
