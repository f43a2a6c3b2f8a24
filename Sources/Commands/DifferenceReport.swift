import Offsets
import Store

/// What is not as it was.
struct DifferenceReport: CommandResult {
    private static let groups = Table(
        .text("GROUP"),
        .number("BACK"),
        .number("MAX BACK"),
        .number("FORWARD"),
        .number("MAX FORWARD"),
        .number("ADDED"),
        .number("REMOVED"),
        .number("METADATA")
    )
    private static let partitions = Table(
        .text("GROUP"),
        .text("TOPIC"),
        .number("PARTITION"),
        .text("CHANGE"),
        .number("FROM"),
        .number("TO"),
        .number("BY")
    )
    /// So many groups that could not be compared are named; the document has all of them.
    private static let namedAtMost = 3

    let from: StoredSnapshot
    /// `nil` for the cluster as it is.
    let to: StoredSnapshot?
    let difference: SnapshotDifference
    /// Whether the one and the other lack something.
    let incomplete: [Bool]
    let isVerbose: Bool

    var remarks: [Message] {
        var remarks = [
            Message(.note, "from \(Self.words(from)) to \(to.map(Self.words) ?? "now")"), Message(.note, summary),
        ]
        for topic in difference.recreated {
            remarks.append(
                Message(
                    .warning,
                    "topic \(topic.topic): \(topic.evidence); its offsets before and after are of different records",
                    about: [.topic: topic.topic]
                )
            )
        }
        if !difference.untold.isEmpty {
            let untold = difference.untold
            let more = untold.count - Self.namedAtMost
            let names = untold.prefix(Self.namedAtMost).map(\.name).joined(separator: ", ")
            remarks.append(
                Message(
                    .warning,
                    "\(Counted.text(untold.count, "group")) not compared, since one side cannot tell of "
                        + "\(untold.count == 1 ? "it" : "them"): \(names)\(more > 0 ? " and \(more) more" : "")"
                )
            )
        }
        if difference.untoldOffsets > 0 {
            let offsets = Counted.text(difference.untoldOffsets, "offset")
            remarks.append(Message(.warning, "\(offsets) not compared, since one side cannot tell of the topics"))
        }
        let sides = zip(incomplete, [from.id.text, to?.id.text ?? "the cluster as it is now"])
        for (isIncomplete, side) in sides where isIncomplete {
            remarks.append(Message(.warning, "\(side) could not be read completely"))
        }
        return remarks
    }

    private var summary: String {
        guard !difference.changes.isEmpty else {
            let groups = Counted.text(difference.groups, "group")
            let words = difference.isAny ? "no offset differs" : "no difference"
            return "\(words): \(groups) with \(Counted.text(difference.unchanged, "offset")) compared"
        }
        let counts = difference.counts
        let words = SnapshotDifference.Kind.allCases.compactMap { kind in
            counts[kind].map { "\($0) \(Self.words(kind))" }
        }
        let changed = difference.byGroup.count
        return
            "\(changed) of \(Counted.text(difference.groups, "group")) \(changed == 1 ? "differs" : "differ"); offsets: "
            + words.joined(separator: ", ") + ", \(difference.unchanged) unchanged"
    }

    private static func words(_ kind: SnapshotDifference.Kind) -> String {
        kind == .metadata ? "with other metadata" : kind.rawValue
    }

    private static func words(_ stored: StoredSnapshot) -> String {
        "snapshot \(stored.id), taken \(Age.moment(stored.startedAt))"
    }

    func writeTable(to sink: OutputSink) {
        guard !difference.changes.isEmpty else { return }
        if isVerbose {
            Self.partitions.write(
                difference.changes.lazy.map { change in
                    [
                        Cell.text(change.group.name), Cell.text(change.topicPartition.topic),
                        Cell.number(change.topicPartition.partition), change.kind.rawValue,
                        Cell.number(change.from?.offset), Cell.number(change.to?.offset),
                        Cell.movement(change.movement),
                    ]
                },
                to: sink
            )
            return
        }
        Self.groups.write(
            difference.byGroup.map { group in
                [
                    Cell.text(group.group.name), Cell.count(group.counts[.rewound] ?? 0), Cell.number(group.back),
                    Cell.count(group.counts[.advanced] ?? 0), Cell.number(group.forward),
                    Cell.count(group.counts[.added] ?? 0), Cell.count(group.counts[.removed] ?? 0),
                    Cell.count(group.counts[.metadata] ?? 0),
                ]
            },
            to: sink
        )
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("from", SnapshotPayload(from))
        if let to { json.member("to", SnapshotPayload(to)) } else { json.member("to", "live") }
        json.member("changes", array: difference.changes.lazy.map(ChangePayload.init))
        let counts = difference.counts
        json.member(
            "summary",
            object: { json in
                json.member("groups", difference.groups)
                json.member("changedGroups", difference.byGroup.count)
                json.member("added", counts[.added] ?? 0)
                json.member("removed", counts[.removed] ?? 0)
                json.member("advanced", counts[.advanced] ?? 0)
                json.member("rewound", counts[.rewound] ?? 0)
                json.member("metadata", counts[.metadata] ?? 0)
                json.member("unchanged", difference.unchanged)
                json.member("offsetsNotCompared", difference.untoldOffsets)
            }
        )
        json.member("groupsNotCompared", array: difference.untold.lazy.map(\.name))
        json.member("recreatedTopics", array: difference.recreated.lazy.map(RecreatedTopicPayload.init))
    }
}

/// The object `{"topic", "reason"}`.
private struct RecreatedTopicPayload: JSONPayload {
    let topic: SnapshotDifference.RecreatedTopic

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", topic.topic)
            json.member("reason", topic.evidence)
        }
    }
}

/// The object `{"group", "topic", "partition", "change", "from", "to", "fromMetadata", "toMetadata"}`.
private struct ChangePayload: JSONPayload {
    let change: SnapshotDifference.Change

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", change.group.name)
            json.member("topic", change.topicPartition.topic)
            json.member("partition", change.topicPartition.partition)
            json.member("change", change.kind.rawValue)
            json.member("from", change.from?.offset)
            json.member("to", change.to?.offset)
            json.member("fromMetadata", change.from?.metadata.text)
            json.member("toMetadata", change.to?.metadata.text)
        }
    }
}
