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

    /// The topics with the bounds in a content.
    static func topics(
        _ entries: [TopicsSection.Entry],
        from reader: consuming ByteReader
    ) throws(FormatError) -> [TopicBounds] {
        var ends: [LogEnds] = []
        let partitions = try partitions(topicCount: entries.count, from: &reader)
        ends.reserveCapacity(entries.count)
        for partitions in partitions {
            var endsOfTopic: [Int64] = []
            endsOfTopic.reserveCapacity(partitions.count)
            var previous: Int64 = 0
            for _ in partitions {
                let end = previous.addingReportingOverflow(try reader.zigzag())
                guard !end.overflow, end.partialValue >= 0 else { throw reader.damaged("a log ends below 0") }
                previous = end.partialValue
                endsOfTopic.append(previous)
            }
            ends.append(LogEnds(partitions: partitions, ends: endsOfTopic))
        }
        var topics: [TopicBounds] = []
        topics.reserveCapacity(entries.count)
        for (entry, ends) in zip(entries, ends) {
            var starts: [Int64] = []
            starts.reserveCapacity(ends.ends.count)
            for end in ends.ends {
                let length = try reader.varint()
                guard length <= UInt64(end) else { throw reader.damaged("a log starts below 0") }
                starts.append(end - Int64(length))
            }
            topics.append(TopicBounds(entry: entry, ends: ends, starts: starts))
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
            var runs: [Range<Int>] = []
            var count = 0
            try PartitionRuns.read(from: &reader, limit: left) { run in
                runs.append(run)
                count += run.count
            }
            left -= count
            // Every partition has a byte or more in each of the two columns behind this one.
            guard count <= reader.remaining else { throw reader.damaged("ends too early") }
            partitions.append(runs.flatMap { $0.map { Int32($0) } })
        }
        return partitions
    }
}
