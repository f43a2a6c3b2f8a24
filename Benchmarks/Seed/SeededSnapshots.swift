import FoundationEssentials
import Offsets
import SnapshotFormat
import Store

/// A store with as many snapshots as a job takes in years, made without a cluster.
///
/// Their files are written as they are and found by the store, which reads each once and enters it into its catalog: to take
/// them one after another would take hours.
struct SeededSnapshots {
    /// The job that has taken them, and the name of its cluster.
    static let job = "often"
    private static let cluster = ClusterName(id: "seed", name: "prod")
    /// How far apart they are.
    private static let interval: Duration = .seconds(300)

    /// How many groups each holds.
    var groupCount = 20
    /// How many partitions each group has committed, all of one topic.
    var partitionCount: Int32 = 5

    /// Fills a store with snapshots, each naming the one before it.
    func fill(_ directory: String, count: Int) async throws {
        let store = try await SnapshotStore.open(directory, for: .writing(wait: .zero))
        let now = Timestamp.now()
        let moments = (0..<count).map { now.advanced(by: .zero - Self.interval * (count - $0)) }
        guard let first = moments.first else { return }
        let stored = try await store.append(snapshot(at: first, number: 0, after: nil)).stored
        var digest = stored.digest
        for (number, moment) in moments.enumerated().dropFirst() {
            let encoded = try SnapshotFile.encode(snapshot(at: moment, number: number, after: digest))
            digest = encoded.digest
            let file = stored.file.replacing(stored.id.text, with: encoded.id.text)
            try Data(encoded.bytes).write(to: URL(filePath: file))
        }
        _ = try await SnapshotStore.open(directory, for: .writing(wait: .zero))
    }

    private func snapshot(at moment: Timestamp, number: Int, after previous: ContentDigest?) -> Snapshot {
        Snapshot(
            origin: SnapshotOrigin(
                cluster: Self.cluster,
                bootstrapServers: "127.0.0.1:1",
                startedAt: moment,
                finishedAt: moment,
                tidemarkVersion: "0",
                client: "0",
                job: Self.job,
                previousDigest: previous
            ),
            coverage: Coverage(
                listed: groupCount,
                selected: groupCount,
                captured: groupCount,
                visibility: Visibility(.all)
            ),
            groups: (0..<groupCount).map { group in
                GroupOffsets(
                    group: GroupID("billing-\(group + 10)"),
                    state: .empty,
                    type: .classic,
                    offsets: (0..<partitionCount).map { partition in
                        CommittedOffset(
                            TopicPartition(topic: "orders", partition: partition),
                            offset: Int64(number) * 100 + Int64(group)
                        )
                    }
                )
            }.sorted { $0.group < $1.group },
            topics: [
                TopicLogs(
                    topic: "orders",
                    id: nil,
                    partitionCount: partitionCount,
                    bounds: Dictionary(
                        uniqueKeysWithValues: (0..<partitionCount).map {
                            ($0, LogBounds(start: 0, end: Int64(number) * 100 + Int64(groupCount)))
                        }
                    )
                )
            ]
        )
    }
}
