import Cluster
import Kafka
import KafkaTestSupport
import Offsets
import Store

/// A store that has been in use for years: many snapshots, and runs of many offsets, as if they had been taken of and carried
/// out on the groups that a cluster has.
struct SeededStore {
    private static let patience: Duration = .seconds(300)
    /// How many groups share the offsets.
    private static let groupCount = 100
    private static let recordCount = 100
    /// How far apart snapshots and runs are.
    private static let interval: Duration = .seconds(3_600)

    let cluster: ClusterName
    let servers: String
    let seeded: SeededGroups

    /// Makes a topic, and groups with offsets of it, on a cluster.
    init(servers: String, offsets: Int) async throws {
        let client = try KafkaClient(KafkaConfiguration(bootstrapServers: servers))
        let id = try await client.metadata(before: .after(Self.patience)).identity.id
        cluster = ClusterName(id: id, name: nil)
        self.servers = servers
        seeded = try await TestCluster(version: "", bootstrapServers: servers)
            .seed(groups: Self.groupCount, partitions: max(1, offsets / Self.groupCount), records: Self.recordCount)
    }

    /// Fills a store; the last run has left what the groups hold.
    func fill(_ directory: String, snapshots: Int, runs: Int) async throws {
        let store = try await SnapshotStore.open(directory, for: .writing(wait: .zero))
        let now = Timestamp.now()
        for number in 0..<snapshots {
            let moment = now.advanced(by: .zero - Self.interval * (snapshots - number))
            _ = try await store.append(snapshot(at: moment))
        }
        let journal = try Journal(of: store)
        try await journal.locked {
            let sentinel = SentinelGroup.name(installation: try await journal.installation())
            for number in 0..<runs {
                try await enter(
                    number,
                    of: runs,
                    at: now.advanced(by: .zero - Self.interval * (runs - number)),
                    sentinel,
                    journal
                )
            }
        }
    }

    private func snapshot(at moment: Timestamp) -> Snapshot {
        Snapshot(
            origin: SnapshotOrigin(
                cluster: cluster,
                bootstrapServers: servers,
                startedAt: moment,
                finishedAt: moment,
                tidemarkVersion: "0",
                client: "0"
            ),
            coverage: Coverage(
                listed: seeded.groupCount,
                selected: seeded.groupCount,
                captured: seeded.groupCount,
                visibility: Visibility(.all)
            ),
            groups: seeded.groups.enumerated().map { index, group in
                GroupOffsets(group: group, state: .empty, type: .simple, offsets: seeded.offsets(index))
            },
            topics: [
                TopicLogs(topic: seeded.topic, id: nil, partitionCount: Int32(seeded.partitionCount), bounds: [:])
            ]
        )
    }

    private func enter(
        _ number: Int,
        of count: Int,
        at moment: Timestamp,
        _ sentinel: GroupID,
        _ journal: Journal
    ) async throws {
        guard let digest = ContentDigest(bytes: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 32)) else {
            return
        }
        let record = RunRecord(
            id: RunID(startedAt: moment),
            kind: .restore,
            mode: .merge,
            commitProtocol: .transaction,
            cluster: cluster,
            planDigest: digest,
            transactionalID: "tidemark-seed",
            sentinelGroup: sentinel,
            startedAt: moment,
            deadline: moment.advanced(by: Self.patience),
            who: .current()
        )
        let items = seeded.groups.enumerated().flatMap { index, group in
            seeded.offsets(index).map { offset in
                let before = CommittedOffset(offset.topicPartition, offset: Int64((number + 1) % Self.recordCount))
                return RunItem(
                    group: group,
                    topicPartition: offset.topicPartition,
                    action: .set,
                    preImage: .committed(before),
                    planned: offset
                )
            }
        }
        let groups = seeded.groups.map { RunGroup(group: $0, existed: true, state: .empty, type: .simple) }
        let unread = items.map { item in
            var item = item
            item.preImage = .notRead
            return item
        }
        try await journal.begin(record, groups: groups, items: unread)
        try await journal.advance(record.id, to: .prechecked)
        try await journal.recordPreImage(record.id, items: items)
        for state in [RunState.open, .committing, .committed, .verified] {
            try await journal.advance(record.id, to: state)
        }
        try await journal.finish(record.id, state: .done)
    }
}
