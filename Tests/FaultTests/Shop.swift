import KafkaProtocol
import KafkaSimulator
import Offsets

/// What the groups of every row hold: when the snapshot is taken, and afterwards.
enum Shop {
    typealias Holdings = [GroupID: [CommittedOffset]]

    /// How many records each partition holds; every committed offset lies within.
    static let records = 100
    /// How many brokers there are; the groups have different coordinators.
    static let brokers = 3
    /// The topics with their numbers of partitions.
    static let topics: [(name: String, partitions: Int)] = [("orders", 3), ("payments", 2)]

    /// What a snapshot finds, and a restore puts back.
    static let saved: Holdings = [
        GroupID("billing"): [offset("orders", 0, 10, "checked"), offset("orders", 1, 20), offset("orders", 2, 30)],
        GroupID("shipping"): [offset("orders", 1, 41), offset("payments", 0, 0), offset("payments", 1, 100)],
        GroupID("returns"): [offset("payments", 0, 55), offset("payments", 1, 66)],
        GroupID("archive"): [offset("orders", 0, 7)],
    ]

    /// What the groups hold before a restore: other offsets, and one group is gone.
    static let altered: Holdings = [
        GroupID("billing"): [offset("orders", 0, 15), offset("orders", 1, 25), offset("orders", 2, 35)],
        GroupID("shipping"): [offset("orders", 1, 46), offset("payments", 0, 5), offset("payments", 1, 95)],
        GroupID("returns"): [offset("payments", 0, 50), offset("payments", 1, 66)],
    ]

    /// What an exact restore finds: an offset more, which the snapshot does not have.
    static let grown: Holdings = altered.merging([more.group: [more.offset]]) { $0 + $1 }
    /// What is left of it while that offset cannot be removed.
    static let savedAndMore: Holdings = saved.merging([more.group: [more.offset]]) { $0 + $1 }
    /// What is left of an undone restore while the group that it created cannot be removed.
    static let alteredAndCreated: Holdings = altered.merging(saved.filter { altered[$0.key] == nil }) { first, _ in
        first
    }

    /// What the groups hold after `billing` was renamed.
    static let renamed: Holdings = altered.filter { $0.key != old }.merging([new: altered[old] ?? []]) { first, _ in
        first
    }
    /// What is left of a rename while the old group cannot be removed.
    static let renamedAndOld: Holdings = altered.merging([new: altered[old] ?? []]) { first, _ in first }
    /// What the groups hold after `billing` was copied.
    static let copied: Holdings = renamedAndOld
    /// What they hold after `billing` was put to the beginning of its logs.
    static let rewound: Holdings = altered.merging([old: (0..<3).map { offset("orders", $0, 0) }]) { $1 }
    /// What they hold after `billing` was deleted.
    static let withoutOld: Holdings = altered.filter { $0.key != old }
    /// Every group that holds something in a row.
    static let names = Set(saved.keys).union([new])

    private static let (old, new) = (GroupID("billing"), GroupID("invoices"))
    private static let more = (group: GroupID("billing"), offset: offset("payments", 0, 9))

    private static func offset(
        _ topic: String,
        _ partition: Int32,
        _ offset: Int64,
        _ metadata: String = ""
    ) -> CommittedOffset {
        CommittedOffset(
            TopicPartition(topic: topic, partition: partition),
            offset: offset,
            metadata: OffsetMetadata(metadata)
        )
    }
}

extension TriedCommand {
    /// What the groups hold before it.
    var before: Shop.Holdings {
        switch self {
        case .snapshot, .undo: Shop.saved
        case .exact: Shop.grown
        case .plan, .restore, .rename, .copy, .reset, .delete, .recover, .groups, .describe, .ages, .stats, .list,
            .show:
            Shop.altered
        }
    }

    /// What the groups hold after it, when it writes and succeeds.
    var after: Shop.Holdings {
        switch self {
        case .undo: Shop.altered
        case .rename: Shop.renamed
        case .copy: Shop.copied
        case .reset: Shop.rewound
        case .delete: Shop.withoutOld
        default: Shop.saved
        }
    }

    /// What the groups hold after it when what it removes could not be removed.
    var afterWithoutRemoval: Shop.Holdings {
        switch self {
        case .undo: Shop.alteredAndCreated
        case .rename: Shop.renamedAndOld
        case .delete: Shop.altered
        default: Shop.savedAndMore
        }
    }
}

extension ClusterState {
    /// Makes the topics of the shop with their records.
    mutating func openShop() {
        for (name, partitions) in Shop.topics {
            addTopic(Text(name), partitions: partitions)
            for partition in 0..<Int32(partitions) {
                appendRecords(Array(repeating: [1], count: Shop.records), to: Text(name), partition)
            }
        }
    }

    /// What the groups of the shop hold; `nil` while a transaction on any of them is open.
    var holdings: Shop.Holdings? {
        let known = Shop.names.map { ($0, groups[Text($0.name)]) }
        guard known.allSatisfy({ $1?.pending.isEmpty ?? true }) else { return nil }
        return known.reduce(into: [:]) { holdings, group in
            let offsets = (group.1?.offsets ?? [:]).flatMap { topic, partitions in
                partitions.map { partition, stored in
                    CommittedOffset(
                        TopicPartition(topic: topic.description, partition: partition),
                        offset: stored.offset,
                        metadata: OffsetMetadata(stored.metadata.description)
                    )
                }
            }
            if !offsets.isEmpty { holdings[group.0] = offsets.sorted { $0.topicPartition < $1.topicPartition } }
        }
    }

    /// Gives every group of the shop what it is to hold; one that is to hold nothing is gone.
    mutating func hold(_ holdings: Shop.Holdings) {
        for group in Shop.names {
            guard let offsets = holdings[group] else {
                groups[Text(group.name)] = nil
                continue
            }
            groups[Text(group.name)] = ConsumerGroup(
                offsets: Dictionary(grouping: offsets, by: { Text($0.topic) }).mapValues { offsets in
                    Dictionary(
                        uniqueKeysWithValues: offsets.map { offset in
                            let metadata = Text(offset.metadata.text)
                            let stored = StoredOffset(offset: offset.offset, metadata: metadata, committedAt: now)
                            return (offset.partition, stored)
                        }
                    )
                }
            )
        }
    }
}
