import Offsets

/// Section 3: names, ids and partition counts of the topics (docs/format.md, 3.3).
enum TopicsSection {
    /// A topic without its bounds.
    struct Entry {
        /// The topic's name, legal.
        let name: String
        /// Its id, if known.
        let id: TopicID?
        /// How many partitions it has, if known.
        let partitionCount: Int32?
    }

    /// The content for topics.
    static func content(of topics: [TopicLogs]) throws(FormatError) -> [UInt8] {
        var writer = ByteWriter()
        try writer.append(count: topics.count, of: "topics", limit: FormatLimits.topics)
        for (index, topic) in topics.enumerated() {
            guard TopicName.isLegal(topic.topic) else {
                throw FormatError(.invalidValue, "\(topic.topic.debugDescription) cannot be the name of a topic")
            }
            guard index == 0 || topics[index - 1].topic < topic.topic else {
                throw FormatError(.invalidValue, "topic \(topic.topic) is out of order or twice there")
            }
            let count = topic.partitionCount.map { UInt32(exactly: $0) }
            if let count, count == nil {
                throw FormatError(.invalidValue, "topic \(topic.topic) has a negative number of partitions")
            }
            writer.append(topic.topic)
            writer.append(byte: topic.id == nil ? 0 : 1)
            writer.append(topic.id?.bytes ?? [])
            writer.append(optional: count ?? nil)
        }
        return try writer.checkedBytes()
    }

    /// The topics in a content.
    static func topics(from reader: consuming ByteReader) throws(FormatError) -> [Entry] {
        var topics: [Entry] = []
        for _ in 0..<(try reader.count("topics", limit: FormatLimits.topics)) {
            let name = try reader.string()
            guard TopicName.isLegal(name), topics.last.map({ $0.name < name }) ?? true else {
                throw reader.damaged("topics are out of order or illegal")
            }
            topics.append(
                Entry(name: name, id: try id(from: &reader), partitionCount: try reader.optionalNumber())
            )
        }
        try reader.finish()
        return topics
    }

    private static func id(from reader: inout ByteReader) throws(FormatError) -> TopicID? {
        switch try reader.byte() {
        case 0: return nil
        case 1:
            guard let id = TopicID(bytes: Array(try reader.take(TopicID.length))) else {
                throw reader.damaged("the id of a topic is zero, which is none")
            }
            return id
        case let other: throw reader.damaged("the id of a topic is neither absent nor present but \(other)")
        }
    }
}
