import Offsets
import Testing

@testable import Store

/// A run with two groups and an item of each kind.
struct SampleRun {
    static let groups = [
        // Equal for Swift's String, two groups for Kafka.
        RunGroup(group: GroupID("caf\u{e9}"), existed: true, state: .empty, type: .classic),
        RunGroup(group: GroupID("cafe\u{301}"), existed: false, state: nil),
    ]

    static let items = [
        item(0, "orders", 0, .set, planned: 7, metadata: "m\u{0}é"),
        item(0, "orders", 1, .delete),
        item(0, "payments", 0, .keep, planned: 3),
        item(1, "orders", 0, .set, planned: 0),
    ]

    /// Of one topic the id was known, of the other it was not.
    static let topicIDs = TopicID(bytes: Array(1...16)).map { ["orders": $0] } ?? [:]

    static let preImages: [RunItem] = [(0, 5), (1, 9), (2, 3), (3, nil)].map { (index: Int, offset: Int64?) in
        var item = items[index]
        item.preImage =
            offset.map {
                .committed(
                    CommittedOffset(item.topicPartition, offset: $0, leaderEpoch: 4, metadata: OffsetMetadata("x"))
                )
            } ?? .absent
        return item
    }

    static func record(second: Int = 0, cluster: String = "c-1") throws -> RunRecord {
        let start = Timestamp(nanoseconds: (1_795_230_000 + Int64(second)) * 1_000_000_000)
        return RunRecord(
            id: RunID(startedAt: start, random: UInt32(second)),
            kind: .restore,
            mode: .merge,
            commitProtocol: .transaction,
            cluster: ClusterName(id: cluster, name: "prod"),
            snapshot: SnapshotID(text: "20261121T030000Z-1a2b3c4d"),
            planDigest: try #require(ContentDigest(bytes: [UInt8](repeating: 7, count: ContentDigest.length))),
            transactionalID: "tidemark-c-1",
            sentinelGroup: GroupID("tidemark.sentinel"),
            sentinelPartition: TopicPartition(topic: "orders", partition: 0),
            startedAt: start,
            deadline: Timestamp(nanoseconds: start.nanoseconds + 900_000_000_000),
            who: Operator(userName: "ann", uid: 1_000, loginUID: nil)
        )
    }

    /// Journals a run from its beginning to its end, with a difference where it has raced.
    static func carryOut(_ record: RunRecord, in journal: Journal, end: RunState = .done) async throws {
        try await journal.begin(record, groups: groups, items: items, topicIDs: topicIDs)
        try await journal.advance(record.id, to: .prechecked)
        try await journal.recordPreImage(record.id, items: preImages)
        for state in [RunState.open, .committing, .committed] { try await journal.advance(record.id, to: state) }
        if end == .done { try await journal.advance(record.id, to: .verified) }
        let moved = Mismatch(
            group: groups[0].group,
            topicPartition: items[0].topicPartition,
            expected: items[0].planned,
            found: CommittedOffset(items[0].topicPartition, offset: 77)
        )
        let failure = RunFailure(code: "raced", message: "something has moved", hint: "Find it.")
        try await journal.finish(
            record.id,
            state: end,
            failure: end == .done ? nil : failure,
            mismatches: end == .done ? [] : [moved],
            unread: end == .done ? [] : [UnreadGroup(group: groups[1].group, reason: "no answer in time")]
        )
    }

    private static func item(
        _ group: Int,
        _ topic: String,
        _ partition: Int32,
        _ action: PlanAction,
        planned: Int64? = nil,
        metadata: String = ""
    ) -> RunItem {
        let partition = TopicPartition(topic: topic, partition: partition)
        return RunItem(
            group: groups[group].group,
            topicPartition: partition,
            action: action,
            planned: planned.map { CommittedOffset(partition, offset: $0, metadata: OffsetMetadata(metadata)) }
        )
    }
}
