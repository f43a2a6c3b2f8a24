/// Gathers the rows of a file that is to become a snapshot, and checks each as a capture would.
///
/// What a file does not say is unknown in what comes of it.
public struct ImportedRows: Sendable {
    /// Kafka's protocol has no longer name of a group.
    private static let longestGroup = 32_767
    /// What a snapshot holds of metadata (docs/format.md, 2.6).
    private static let longestMetadata = 1 << 20

    /// A row of a file.
    public struct Row: Sendable {
        /// The line that it stands on.
        public var line: Int
        /// The group.
        public var group: String
        /// Its state; unknown where the file does not say.
        public var state = GroupState.unknown
        /// Its kind; unknown where the file does not say.
        public var type = GroupType.unknown
        /// The topic.
        public var topic: String
        /// The partition in digits.
        public var partition: String
        /// The offset in digits.
        public var offset: String
        /// The leader epoch in digits; empty for unknown.
        public var leaderEpoch = ""
        /// The metadata; empty for none.
        public var metadata = ""
        /// The bounds of the log; `nil` for unknown.
        public var bounds: LogBounds?

        /// A row.
        public init(line: Int, group: String, topic: String, partition: String, offset: String) {
            self.line = line
            self.group = group
            self.topic = topic
            self.partition = partition
            self.offset = offset
        }
    }

    private struct Held {
        let offset: CommittedOffset
        let line: UInt32
    }

    private struct Group {
        let state: GroupState
        let type: GroupType
        var rows: [Held] = []
    }

    private let limit: Int
    private var groups: [GroupID: Group] = [:]
    private var topics: [String: [Int32: LogBounds]] = [:]
    private var names: [String: String] = [:]

    /// How many rows there are.
    public private(set) var count = 0

    /// Nothing yet.
    ///
    /// - Parameter limit: How many rows may come.
    public init(upTo limit: Int) {
        self.limit = limit
    }

    /// Adds a row.
    ///
    /// - Throws: ``ImportFlaw`` naming its line, for a number out of range, a name that Kafka does not have, and what
    ///   contradicts a row before.
    public mutating func add(_ row: Row) throws(ImportFlaw) {
        count += 1
        guard count <= limit else {
            throw ImportFlaw(line: row.line, "the file has more than the \(limit) offsets that a snapshot can hold")
        }
        guard !row.group.isEmpty else { throw ImportFlaw(line: row.line, "the group has no name") }
        guard row.group.utf8.count <= Self.longestGroup else {
            throw ImportFlaw(line: row.line, "the group has a longer name than Kafka allows")
        }
        guard TopicName.isLegal(row.topic) else {
            throw ImportFlaw(line: row.line, "\(row.topic.debugDescription) cannot be the name of a topic")
        }
        guard row.metadata.utf8.count <= Self.longestMetadata else {
            throw ImportFlaw(line: row.line, "the metadata has more than \(Self.longestMetadata) bytes")
        }
        let partition: Int32 = try Self.number(row.partition, "partition", row.line)
        let offset: Int64 = try Self.number(row.offset, "offset", row.line)
        let epoch: Int32? = try row.leaderEpoch.isEmpty ? nil : Self.number(row.leaderEpoch, "leader epoch", row.line)
        // One copy of a name for all of its rows.
        let topic = names[row.topic] ?? row.topic
        names[topic] = topic
        let topicPartition = TopicPartition(topic: topic, partition: partition)
        try note(row.bounds, of: topicPartition, row.line)
        let id = GroupID(row.group)
        guard groups[id].map({ $0.state == row.state && $0.type == row.type }) ?? true else {
            throw ImportFlaw(line: row.line, "group \(id) has another state or type than on a line before")
        }
        let held = CommittedOffset(
            topicPartition,
            offset: offset,
            leaderEpoch: epoch,
            metadata: OffsetMetadata(row.metadata)
        )
        groups[id, default: Group(state: row.state, type: row.type)].rows
            .append(Held(offset: held, line: UInt32(clamping: row.line)))
    }

    /// The groups and the logs, in the order of a snapshot.
    ///
    /// - Throws: ``ImportFlaw`` when a partition of a group is there twice, naming both lines, and when there is no row.
    public consuming func finish() throws(ImportFlaw) -> (groups: [GroupOffsets], topics: [TopicLogs]) {
        guard count > 0 else { throw ImportFlaw("it has no offsets") }
        var found: [GroupOffsets] = []
        found.reserveCapacity(groups.count)
        for id in groups.keys.sorted() {
            // The room of one is free for the next.
            guard let group = groups.removeValue(forKey: id) else { continue }
            let rows = group.rows.sorted { ($0.offset.topicPartition, $0.line) < ($1.offset.topicPartition, $1.line) }
            for (first, second) in zip(rows, rows.dropFirst())
            where first.offset.topicPartition == second.offset.topicPartition {
                throw ImportFlaw(
                    line: Int(second.line),
                    "group \(id) has \(second.offset.topicPartition) on line \(first.line) already"
                )
            }
            found.append(GroupOffsets(group: id, state: group.state, type: group.type, offsets: rows.map(\.offset)))
        }
        let logs = names.keys.sorted().map { topic in
            TopicLogs(topic: topic, id: nil, partitionCount: nil, bounds: topics[topic] ?? [:])
        }
        return (found, logs)
    }

    private mutating func note(
        _ bounds: LogBounds?,
        of topicPartition: TopicPartition,
        _ line: Int
    ) throws(ImportFlaw) {
        guard let bounds else { return }
        guard 0 <= bounds.start, bounds.start <= bounds.end else {
            throw ImportFlaw(line: line, "the log of \(topicPartition) ends before it starts")
        }
        let known = topics[topicPartition.topic]?[topicPartition.partition]
        guard known == nil || known == bounds else {
            throw ImportFlaw(line: line, "the log of \(topicPartition) has other bounds than on a line before")
        }
        topics[topicPartition.topic, default: [:]][topicPartition.partition] = bounds
    }

    /// A number from 0 on in plain digits.
    static func number<Number: FixedWidthInteger>(
        _ text: String,
        _ what: String,
        _ line: Int
    ) throws(ImportFlaw) -> Number {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw ImportFlaw(line: line, "the \(what) \(text.debugDescription) is no number of digits alone")
        }
        guard let number = Number(text) else {
            throw ImportFlaw(line: line, "the \(what) \(text) is above \(Number.max)")
        }
        return number
    }
}
