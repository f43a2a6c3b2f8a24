import Offsets

/// Reads the rows of sections 6 to 9 group by group (docs/format.md, 3.6 to 3.9).
struct RowsReader {
    private let topics: [(topic: TopicLogs, ends: LogEnds)]
    private var layout: ByteReader
    private var offsets: ByteReader
    private var epochs: EpochRuns
    private var metadata: MetadataRuns
    private var rowsLeft: Int
    /// The runs of partitions of the group being read, kept for its room.
    private var runs: [(topic: Int, partitions: Range<Int>)] = []

    /// Begins to read; the number of rows is checked against the limits and the bytes there are.
    init(
        topics: [(topic: TopicLogs, ends: LogEnds)],
        layout: consuming ByteReader,
        offsets: consuming ByteReader,
        leaderEpochs: consuming ByteReader,
        metadata: consuming ByteReader
    ) throws(FormatError) {
        let rows = try layout.varint()
        guard rows <= UInt64(FormatLimits.rows) else {
            throw FormatError(.tooLarge, "\(layout.name): \(rows) rows, more than the \(FormatLimits.rows) allowed")
        }
        guard rows <= UInt64(offsets.remaining) else {
            throw offsets.damaged("\(rows) rows do not fit into \(offsets.remaining) bytes")
        }
        self.topics = topics
        self.rowsLeft = Int(rows)
        self.layout = layout
        self.offsets = offsets
        self.epochs = EpochRuns(leaderEpochs)
        self.metadata = MetadataRuns(metadata)
    }

    /// The offsets of the next group.
    mutating func nextGroup() throws(FormatError) -> [CommittedOffset] {
        var committed: [CommittedOffset] = []
        committed.reserveCapacity(try readLayout())
        var topic = -1
        var previousLag: Int64 = 0
        for run in runs {
            if run.topic != topic {
                topic = run.topic
                previousLag = 0
            }
            let name = topics[topic].topic.topic
            for partition in run.partitions {
                let partition = Int32(partition)
                let lag = previousLag &+ (try offsets.zigzag())
                let offset = topics[topic].ends.base(of: partition).subtractingReportingOverflow(lag)
                guard !offset.overflow, offset.partialValue >= 0 else {
                    throw offsets.damaged("an offset of \(name)[\(partition)] is below 0")
                }
                previousLag = lag
                committed.append(
                    CommittedOffset(
                        TopicPartition(topic: name, partition: partition),
                        offset: offset.partialValue,
                        leaderEpoch: try epochs.next(),
                        metadata: try metadata.next()
                    )
                )
            }
        }
        return committed
    }

    /// Checks that nothing is left.
    consuming func finish() throws(FormatError) {
        guard rowsLeft == 0 else { throw layout.damaged("\(rowsLeft) rows belong to no group") }
        try layout.finish()
        try offsets.finish()
        try epochs.finish()
        try metadata.finish()
    }

    /// Reads the runs of the next group and returns the number of its rows.
    private mutating func readLayout() throws(FormatError) -> Int {
        runs.removeAll(keepingCapacity: true)
        let before = rowsLeft
        var topic = -1
        for _ in 0..<(try layout.count("topics", limit: topics.count)) {
            topic += try layout.number("the index of a topic", atMost: topics.count) + 1
            guard topic < topics.count else { throw layout.damaged("there is no topic \(topic)") }
            let partitions = try PartitionRuns.read(from: &layout, limit: rowsLeft)
            guard !partitions.isEmpty else { throw layout.damaged("a topic without partitions") }
            for run in partitions {
                rowsLeft -= run.count
                runs.append((topic, run))
            }
        }
        return before - rowsLeft
    }
}
