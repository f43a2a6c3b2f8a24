import Offsets

/// The rows of groups in blocks, column by column (docs/format.md, 3.6).
struct RowsWriter {
    private var layout = ByteWriter()
    private var offsets = ByteWriter()
    private var epochs = ByteWriter()
    private var metadata = ByteWriter()
    private var committedTimes = TimesWriter()
    private var recordTimes = TimesWriter()

    private var topics: TopicIndex
    private let ends: [LogEnds]
    // What follows is kept from group to group for its room.
    private var topicsOfGroup = ByteWriter()
    private var runs = PartitionRuns()
    private var openEpoch: UInt32?
    private var openEpochLength = 0
    private var openMetadata = OffsetMetadata.none
    private var openMetadataLength = 0
    private var totalMetadata = 0

    /// Begins with no rows, of groups that have committed to these topics.
    init(topics: [TopicLogs]) {
        self.topics = TopicIndex(topics)
        ends = topics.map(LogEnds.init(of:))
    }

    /// The content of the next block, which has these groups.
    ///
    /// - Throws: ``FormatError/Code/invalidValue`` when offsets are not in order, negative, or of a topic that the snapshot
    ///   does not list; ``FormatError/Code/tooLarge`` when one metadata, or all of them so far, are above the limits.
    mutating func block(of groups: ArraySlice<GroupOffsets>) throws(FormatError) -> [UInt8] {
        layout.removeAll()
        offsets.removeAll()
        epochs.removeAll()
        metadata.removeAll()
        committedTimes.removeAll()
        recordTimes.removeAll()
        for group in groups { try append(group) }
        closeEpochs()
        closeMetadata()
        guard totalMetadata <= FormatLimits.totalMetadata else {
            throw FormatError(
                .tooLarge,
                "the metadata of all offsets have \(totalMetadata) bytes and more, where \(FormatLimits.totalMetadata) "
                    + "is all that a snapshot can hold"
            )
        }
        layout.append(offsets.bytes)
        layout.append(epochs.bytes)
        layout.append(try metadata.checkedBytes())
        layout.append(committedTimes.bytes)
        layout.append(recordTimes.bytes)
        return layout.bytes
    }

    private mutating func append(_ group: GroupOffsets) throws(FormatError) {
        guard group.times.isEmpty || group.times.count == group.offsets.count else {
            throw FormatError(
                .invalidValue,
                "group \(group.group.name) has \(group.times.count) times for \(group.offsets.count) offsets"
            )
        }
        topicsOfGroup.removeAll()
        var topicCount = 0
        var topic = -1
        var row = 0
        while row < group.offsets.count {
            let name = group.offsets[row].topic
            guard let index = topics.index(of: name, after: topic) else {
                throw invalid(group, row, "its topic is not among the topics of the snapshot")
            }
            guard index > topic else { throw invalid(group, row, "it is out of order") }
            topicsOfGroup.append(count: index - topic - 1)
            topic = index
            topicCount += 1
            try appendTopic(index, of: group, row: &row)
        }
        layout.append(count: topicCount)
        layout.append(topicsOfGroup.bytes)
        for row in group.offsets.indices {
            let times = group.times.isEmpty ? OffsetTimes() : group.times[row]
            guard committedTimes.append(times.committed), recordTimes.append(times.record) else {
                throw invalid(group, row, "its times are not within 0 and 2⁶²")
            }
        }
    }

    private mutating func appendTopic(_ topic: Int, of group: GroupOffsets, row: inout Int) throws(FormatError) {
        runs.removeAll()
        var previousLag: Int64 = 0
        while row < group.offsets.count, topics.isTopic(group.offsets[row].topic, at: topic) {
            let committed = group.offsets[row]
            guard runs.append(committed.partition) else {
                throw invalid(group, row, "it is negative, out of order or twice there")
            }
            guard committed.offset >= 0 else { throw invalid(group, row, "its offset is \(committed.offset)") }
            let lag = ends[topic].base(of: committed.partition) - committed.offset
            offsets.append(zigzag: lag &- previousLag)
            previousLag = lag
            append(committed.leaderEpoch)
            append(committed.metadata)
            row += 1
        }
        runs.write(to: &topicsOfGroup)
    }

    @inline(__always)
    private mutating func append(_ leaderEpoch: Int32?) {
        let epoch = leaderEpoch.map { UInt32(bitPattern: $0) }
        if epoch != openEpoch {
            closeEpochs()
            openEpoch = epoch
        }
        openEpochLength += 1
    }

    @inline(__always)
    private mutating func append(_ text: OffsetMetadata) {
        if text != openMetadata {
            closeMetadata()
            openMetadata = text
        }
        openMetadataLength += 1
    }

    private mutating func closeEpochs() {
        guard openEpochLength > 0 else { return }
        epochs.append(optional: openEpoch)
        epochs.append(count: openEpochLength - 1)
        openEpochLength = 0
    }

    private mutating func closeMetadata() {
        guard openMetadataLength > 0 else { return }
        metadata.append(openMetadata.text)
        totalMetadata += openMetadata.text.utf8.count * openMetadataLength
        metadata.append(count: openMetadataLength - 1)
        openMetadataLength = 0
    }

    private func invalid(_ group: GroupOffsets, _ row: Int, _ what: String) -> FormatError {
        FormatError(
            .invalidValue,
            "group \(group.group.name), \(group.offsets[row].topicPartition): \(what)"
        )
    }
}
