import Offsets

/// The object `{"groups", "set", "delete", "keep", "skip", "new", "rewound", "advanced", …, "blocking"}`.
struct PlanSummaryPayload: JSONPayload {
    let summary: PlanSummary

    init(_ summary: PlanSummary) {
        self.summary = summary
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("groups", summary.groups)
            json.member("set", summary.set)
            json.member("delete", summary.delete)
            json.member("keep", summary.keep)
            json.member("skip", summary.skip)
            json.member("new", summary.created)
            json.member("rewound", summary.rewound)
            json.member("advanced", summary.advanced)
            json.member("metadataOnly", summary.metadataOnly)
            json.member("clamped", summary.clamped)
            json.member("outsideLog", summary.outsideLog)
            json.member("removedGroups", summary.removedGroups)
            json.member("largestRewind", summary.largestRewind)
            json.member("largestAdvance", summary.largestAdvance)
            json.member("blocking", array: summary.blocking.lazy.map(BlockingFindingPayload.init))
        }
    }
}

/// What ``PlanSummaryPayload`` writes, read again.
struct PlanSummaryDocument: Decodable {
    private enum Key: String, CodingKey {
        case groups, set, delete, keep, skip, new, rewound, advanced, metadataOnly, clamped, outsideLog,
            removedGroups, largestRewind, largestAdvance
        case blocking
    }

    /// What stops the plan.
    let blocking: [BlockingFinding]
    /// The counts and movements, in the order in which they are written.
    private let numbers: [Int64]

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        blocking = try json.decode([BlockingFindingDocument].self, forKey: .blocking).map(\.finding)
        numbers = try [
            Key.groups, .set, .delete, .keep, .skip, .new, .rewound, .advanced, .metadataOnly, .clamped,
            .outsideLog, .removedGroups, .largestRewind, .largestAdvance,
        ].map { try json.decode(Int64.self, forKey: $0) }
    }

    /// Whether these are the numbers of a plan.
    func fits(_ summary: PlanSummary) -> Bool {
        let counts = [
            summary.groups, summary.set, summary.delete, summary.keep, summary.skip, summary.created,
            summary.rewound, summary.advanced, summary.metadataOnly, summary.clamped, summary.outsideLog,
            summary.removedGroups,
        ]
        return numbers == counts.map(Int64.init) + [summary.largestRewind, summary.largestAdvance]
    }
}

/// The object `{"finding", "group", "topic", "partition", "message"}`; topic and partition are null for a whole group.
struct BlockingFindingPayload: JSONPayload {
    let blocking: BlockingFinding

    init(_ blocking: BlockingFinding) {
        self.blocking = blocking
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("finding", blocking.finding.rawValue)
            json.member("group", blocking.group.name)
            json.member("topic", blocking.topicPartition?.topic)
            json.member("partition", blocking.topicPartition?.partition)
            json.member("message", blocking.message)
        }
    }
}

/// What ``BlockingFindingPayload`` writes, read again.
struct BlockingFindingDocument: Decodable {
    private enum Key: String, CodingKey {
        case finding, group, topic, partition, message
    }

    let finding: BlockingFinding

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        let partition = try json.decode(Int32?.self, forKey: .partition)
        finding = BlockingFinding(
            finding: try json.word(.finding),
            group: GroupID(try json.decode(String.self, forKey: .group)),
            topicPartition: try json.decode(String?.self, forKey: .topic).flatMap { topic in
                partition.map { TopicPartition(topic: topic, partition: $0) }
            },
            message: try json.decode(String.self, forKey: .message)
        )
    }
}

/// The object `{"records", "group", "topic", "partition", "unknown"}`: the largest lag that a copy leaves, and where.
struct PlanLagPayload: JSONPayload {
    let lag: PlanLag

    init(_ lag: PlanLag) {
        self.lag = lag
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("records", lag.records)
            json.member("group", lag.group.name)
            json.member("topic", lag.topicPartition.topic)
            json.member("partition", lag.topicPartition.partition)
            json.member("unknown", lag.unknown)
        }
    }
}
