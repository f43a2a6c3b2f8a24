import Offsets

/// Section 3: names, ids and partition counts of the topics (docs/format.md, 3.3).
enum TopicsSection {
    /// A topic without its bounds.
    struct Entry {
        /// The topic's name, legal.
        let name: String
        /// Its id, if known.
        let id: String?
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
            writer.append(optional: topic.id)
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
                Entry(name: name, id: try reader.optionalString(), partitionCount: try reader.optionalNumber())
            )
        }
        try reader.finish()
        return topics
    }
}
