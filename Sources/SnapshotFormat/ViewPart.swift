import Offsets

/// The end of section 2: how much of the cluster could be seen (docs/format.md, 3.2).
enum ViewPart {
    /// The states by their code.
    private static let states: [Visibility.State] = [.unknown, .all, .limited]
    /// The kinds of limit by their code.
    private static let kinds: [Visibility.Limit.Kind] = [.listing, .groups, .topics]

    /// Writes what a coverage says of it.
    static func append(_ coverage: Coverage, to writer: inout ByteWriter) throws(FormatError) {
        try appendOffsetsPartitions(of: coverage, to: &writer)
        try append(coverage.visibility, to: &writer)
        try append(unsupported: coverage.unsupported, to: &writer)
        try append(coverage.negativeOffsets, to: &writer)
        guard coverage.openRuns.isStrictlyAscending(by: precedes) else {
            throw FormatError(.invalidValue, "open runs are out of order")
        }
        try writer.append(coverage.openRuns, of: "open runs")
    }

    /// Fills in what is written.
    static func read(from reader: inout ByteReader, into coverage: inout Coverage) throws(FormatError) {
        coverage.offsetsPartitionCount = try reader.optionalNumber()
        for _ in 0..<(try reader.count("partitions without a leader", limit: FormatLimits.listItems)) {
            coverage.offlineOffsetsPartitions.append(
                Int32(try reader.number("a partition", atMost: Int(Int32.max)))
            )
        }
        coverage.visibility = try visibility(from: &reader)
        for _ in 0..<(try reader.count("unsupported groups", limit: FormatLimits.groups)) {
            coverage.unsupported.append(
                GroupFailure(
                    group: GroupID(try reader.string()),
                    code: try reader.string(),
                    reason: try reader.string()
                )
            )
        }
        for _ in 0..<(try reader.count("negative offsets", limit: FormatLimits.partitions)) {
            let group = GroupID(try reader.string())
            let topic = try reader.string()
            let partition = Int32(try reader.number("a partition", atMost: Int(Int32.max)))
            let offset = try reader.zigzag()
            guard TopicName.isLegal(topic), offset < 0 else { throw reader.damaged("a negative offset is none") }
            coverage.negativeOffsets.append(
                NegativeOffset(
                    group: group,
                    topicPartition: TopicPartition(topic: topic, partition: partition),
                    offset: offset
                )
            )
        }
        coverage.openRuns = try reader.strings("open runs")
        guard coverage.offlineOffsetsPartitions.isStrictlyAscending(by: <),
            coverage.unsupported.isStrictlyAscending(by: { $0.group < $1.group }),
            coverage.negativeOffsets.isStrictlyAscending(by: <),
            coverage.openRuns.isStrictlyAscending(by: precedes)
        else { throw reader.damaged("a list is out of order") }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func appendOffsetsPartitions(
        of coverage: Coverage,
        to writer: inout ByteWriter
    ) throws(FormatError) {
        let offline = coverage.offlineOffsetsPartitions
        guard offline.isStrictlyAscending(by: <), offline.first ?? 0 >= 0, coverage.offsetsPartitionCount ?? 0 >= 0
        else {
            throw FormatError(.invalidValue, "the partitions without a leader are negative or out of order")
        }
        writer.append(optional: coverage.offsetsPartitionCount.map(UInt32.init))
        try writer.append(count: offline.count, of: "partitions without a leader", limit: FormatLimits.listItems)
        for partition in offline { writer.append(varint: UInt64(partition)) }
    }

    private static func append(_ visibility: Visibility, to writer: inout ByteWriter) throws(FormatError) {
        writer.append(byte: UInt8(states.firstIndex(of: visibility.state) ?? 0))
        writer.append(byte: visibility.isAccepted ? 1 : 0)
        try writer.append(count: visibility.limits.count, of: "limits of the view", limit: FormatLimits.listItems)
        for limit in visibility.limits {
            writer.append(byte: UInt8(kinds.firstIndex(of: limit.kind) ?? 0))
            writer.append(limit.reason)
            guard limit.names.isStrictlyAscending(by: precedes) else {
                throw FormatError(.invalidValue, "the names that a limit hides are out of order")
            }
            try writer.append(limit.names, of: "hidden names")
        }
    }

    private static func visibility(from reader: inout ByteReader) throws(FormatError) -> Visibility {
        let (state, accepted) = (Int(try reader.byte()), try reader.byte())
        guard states.indices.contains(state), accepted <= 1 else {
            throw reader.damaged("the view has state \(state) and acceptance \(accepted)")
        }
        var visibility = Visibility(states[state], isAccepted: accepted == 1)
        for _ in 0..<(try reader.count("limits of the view", limit: FormatLimits.listItems)) {
            let kind = Int(try reader.byte())
            guard kinds.indices.contains(kind) else { throw reader.damaged("a limit of the view has kind \(kind)") }
            let (reason, names) = (try reader.string(), try reader.strings("hidden names"))
            guard names.isStrictlyAscending(by: precedes) else {
                throw reader.damaged("the names that a limit hides are out of order")
            }
            visibility.limits.append(Visibility.Limit(kinds[kind], reason, names: names))
        }
        return visibility
    }

    private static func append(unsupported: [GroupFailure], to writer: inout ByteWriter) throws(FormatError) {
        guard unsupported.isStrictlyAscending(by: { $0.group < $1.group }) else {
            throw FormatError(.invalidValue, "unsupported groups are out of order")
        }
        try writer.append(count: unsupported.count, of: "unsupported groups", limit: FormatLimits.groups)
        for failure in unsupported {
            writer.append(failure.group.name)
            writer.append(failure.code)
            writer.append(failure.reason)
        }
    }

    private static func append(_ offsets: [NegativeOffset], to writer: inout ByteWriter) throws(FormatError) {
        guard offsets.isStrictlyAscending(by: <) else {
            throw FormatError(.invalidValue, "negative offsets are out of order")
        }
        try writer.append(count: offsets.count, of: "negative offsets", limit: FormatLimits.partitions)
        for held in offsets {
            let (topic, partition) = (held.topicPartition.topic, held.topicPartition.partition)
            guard TopicName.isLegal(topic), partition >= 0, held.offset < 0 else {
                throw FormatError(.invalidValue, "\(held.offset) of \(held.topicPartition) is no negative offset")
            }
            writer.append(held.group.name)
            writer.append(topic)
            writer.append(varint: UInt64(partition))
            writer.append(zigzag: held.offset)
        }
    }
}

extension Array {
    /// Whether every element is behind the one before it.
    fileprivate func isStrictlyAscending(by precedes: (Element, Element) -> Bool) -> Bool {
        zip(self, dropFirst()).allSatisfy(precedes)
    }
}
