import Offsets

/// Section 2: what the snapshot was to hold and what it lacks (docs/format.md, 3.2).
enum CoverageSection {
    /// The content for a coverage.
    static func content(of coverage: Coverage) throws(FormatError) -> [UInt8] {
        var writer = ByteWriter()
        for count in [coverage.listed, coverage.selected, coverage.captured] {
            guard count >= 0 else { throw FormatError(.invalidValue, "the coverage counts \(count) groups") }
            writer.append(count: count)
        }
        try writer.append(count: coverage.failed.count, of: "failed groups", limit: FormatLimits.groups)
        for (index, failure) in coverage.failed.enumerated() {
            guard index == 0 || coverage.failed[index - 1].group <= failure.group else {
                throw FormatError(.invalidValue, "failed group \(failure.group.name) is out of order")
            }
            writer.append(failure.group.name)
            writer.append(failure.code)
            writer.append(failure.reason)
        }
        try writer.append(coverage.unreadableBrokers, of: "unreadable brokers")
        let partitions = coverage.unreadablePartitions
        try writer.append(count: partitions.count, of: "unreadable partitions", limit: FormatLimits.partitions)
        for (index, failure) in partitions.enumerated() {
            let (topic, partition) = (failure.topicPartition.topic, failure.topicPartition.partition)
            guard TopicName.isLegal(topic), partition >= 0 else {
                throw FormatError(.invalidValue, "\(failure.topicPartition) cannot be a partition")
            }
            guard index == 0 || partitions[index - 1].topicPartition <= failure.topicPartition else {
                throw FormatError(.invalidValue, "unreadable partition \(failure.topicPartition) is out of order")
            }
            writer.append(topic)
            writer.append(varint: UInt64(partition))
            writer.append(failure.code)
            writer.append(failure.reason)
        }
        try ViewPart.append(coverage, to: &writer)
        return try writer.checkedBytes()
    }

    /// The coverage in a content.
    static func coverage(from reader: consuming ByteReader) throws(FormatError) -> Coverage {
        var coverage = Coverage(
            listed: try reader.number("listed groups", atMost: .max),
            selected: try reader.number("selected groups", atMost: .max),
            captured: try reader.number("captured groups", atMost: .max)
        )
        for _ in 0..<(try reader.count("failed groups", limit: FormatLimits.groups)) {
            let group = GroupID(try reader.string())
            guard coverage.failed.last.map({ $0.group <= group }) ?? true else {
                throw reader.damaged("failed groups are out of order")
            }
            coverage.failed.append(
                GroupFailure(group: group, code: try reader.string(), reason: try reader.string())
            )
        }
        coverage.unreadableBrokers = try reader.strings("unreadable brokers")
        for _ in 0..<(try reader.count("unreadable partitions", limit: FormatLimits.partitions)) {
            let topic = try reader.string()
            let partition = Int32(try reader.number("a partition", atMost: Int(Int32.max)))
            let topicPartition = TopicPartition(topic: topic, partition: partition)
            guard TopicName.isLegal(topic),
                coverage.unreadablePartitions.last.map({ $0.topicPartition <= topicPartition }) ?? true
            else { throw reader.damaged("unreadable partitions are out of order or illegal") }
            coverage.unreadablePartitions.append(
                PartitionFailure(
                    topicPartition: topicPartition,
                    code: try reader.string(),
                    reason: try reader.string()
                )
            )
        }
        try ViewPart.read(from: &reader, into: &coverage)
        try reader.finish()
        return coverage
    }
}
