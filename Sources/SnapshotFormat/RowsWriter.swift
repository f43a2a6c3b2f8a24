import Offsets

/// Sections 6 to 9: the rows of all groups, column by column (docs/format.md, 3.6 to 3.9).
struct RowsWriter {
    /// The content of the layout section so far, without the row count in front.
    private(set) var layout = ByteWriter()
    /// The content of the offsets section so far.
    private(set) var offsets = ByteWriter()
    private var epochs = ByteWriter()
    private var metadata = ByteWriter()
    /// How many rows there are so far.
    private(set) var rowCount = 0

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
    init(topics: [TopicLogs], expectedRows: Int) {
        self.topics = TopicIndex(topics)
        ends = topics.map(LogEnds.init(of:))
        // A row takes 1 to 2 bytes mostly; doubling an array in use would need three times its size for a moment.
        offsets.reserve(2 * expectedRows)
    }

    /// Adds the next group.
    ///
    /// - Throws: ``FormatError/Code/invalidValue`` when its offsets are not in order, negative, or of a topic that the
    ///   snapshot does not list.
    mutating func append(_ group: GroupOffsets) throws(FormatError) {
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
        rowCount += group.offsets.count
    }

    /// Ends the rows and returns the contents of the last two sections.
    ///
    /// - Throws: ``FormatError/Code/tooLarge`` when one metadata, or all of them together, are above the limits.
    consuming func finish() throws(FormatError) -> (leaderEpochs: [UInt8], metadata: [UInt8]) {
        closeEpochs()
        closeMetadata()
        guard totalMetadata <= FormatLimits.totalMetadata else {
            throw FormatError(
                .tooLarge,
                "the metadata of all offsets have \(totalMetadata) bytes, more than the \(FormatLimits.totalMetadata) "
                    + "that a snapshot can hold"
            )
        }
        return (epochs.bytes, try metadata.checkedBytes())
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
