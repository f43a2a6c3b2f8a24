import Offsets

/// Section 4: where the logs of the partitions start and end (docs/format.md, 3.4).
enum LogBoundsSection {
    /// The content for the bounds of topics.
    static func content(of topics: [TopicLogs]) throws(FormatError) -> [UInt8] {
        var layout = ByteWriter()
        var ends = ByteWriter()
        var lengths = ByteWriter()
        var runs = PartitionRuns()
        var total = 0
        for topic in topics {
            runs.removeAll()
            var previousEnd: Int64 = 0
            for (partition, bounds) in topic.bounds.sorted(by: { $0.key < $1.key }) {
                guard runs.append(partition), bounds.start >= 0, bounds.start <= bounds.end else {
                    throw FormatError(
                        .invalidValue,
                        "\(topic.topic)[\(partition)]: a log from \(bounds.start) to \(bounds.end) cannot be"
                    )
                }
                ends.append(zigzag: bounds.end - previousEnd)
                lengths.append(varint: UInt64(bounds.end - bounds.start))
                previousEnd = bounds.end
            }
            runs.write(to: &layout)
            total += topic.bounds.count
        }
        guard total <= FormatLimits.partitions else {
            throw FormatError(.tooLarge, "\(total) partitions, more than the \(FormatLimits.partitions) allowed")
        }
        layout.append(ends.bytes)
        layout.append(lengths.bytes)
        return layout.bytes
    }

    /// The topics with the bounds in a content, and the log ends of each.
    static func topics(
        _ entries: [TopicsSection.Entry],
        from reader: consuming ByteReader
    ) throws(FormatError) -> [(topic: TopicLogs, ends: LogEnds)] {
        var ends: [LogEnds] = []
        let partitions = try partitions(topicCount: entries.count, from: &reader)
        for partitions in partitions {
            var endsOfTopic: [Int64] = []
            for _ in partitions {
                let end = (endsOfTopic.last ?? 0).addingReportingOverflow(try reader.zigzag())
                guard !end.overflow, end.partialValue >= 0 else { throw reader.damaged("a log ends below 0") }
                endsOfTopic.append(end.partialValue)
            }
            ends.append(LogEnds(partitions: partitions, ends: endsOfTopic))
        }
        var topics: [(topic: TopicLogs, ends: LogEnds)] = []
        for (entry, ends) in zip(entries, ends) {
            var bounds: [Int32: LogBounds] = [:]
            bounds.reserveCapacity(ends.ends.count)
            for (partition, end) in zip(ends.partitions, ends.ends) {
                let length = try reader.varint()
                guard length <= UInt64(end) else { throw reader.damaged("a log starts below 0") }
                bounds[partition] = LogBounds(start: end - Int64(length), end: end)
            }
            topics.append(
                (TopicLogs(topic: entry.name, id: entry.id, partitionCount: entry.partitionCount, bounds: bounds), ends)
            )
        }
        try reader.finish()
        return topics
    }

    private static func partitions(
        topicCount: Int,
        from reader: inout ByteReader
    ) throws(FormatError) -> [[Int32]] {
        var partitions: [[Int32]] = []
        var left = FormatLimits.partitions
        for _ in 0..<topicCount {
            let runs = try PartitionRuns.read(from: &reader, limit: left)
            let count = runs.reduce(0) { $0 + $1.count }
            left -= count
            // Every partition has a byte or more in each of the two columns behind this one.
            guard count <= reader.remaining else { throw reader.damaged("ends too early") }
            partitions.append(runs.flatMap { $0.map { Int32($0) } })
        }
        return partitions
    }
}
