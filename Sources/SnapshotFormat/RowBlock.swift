import Offsets

/// One block of rows, column by column, as it was read (docs/format.md, 3.6).
struct RowBlock {
    /// Consecutive partitions of one topic, committed by one group.
    private struct Run {
        let topic: Int
        let partitions: Range<Int>
    }

    /// A value that consecutive rows have, up to the one before a row.
    private struct Repeated<Value> {
        let value: Value
        let end: Int
    }

    /// How many bytes the metadata of all rows have, each counted, repeated or not.
    private(set) var metadataBytes = 0

    private let name: String
    private var runs: [Run] = []
    /// Where the runs of each group begin, and behind the last one where they end.
    private var firstRuns: [Int] = [0]
    /// The number of the first row of each group, and behind the last one the number of all.
    private var firstRows: [Int] = [0]
    private var lagSteps: [Int64] = []
    private var epochs: [Repeated<Int32?>] = []
    private var metadata: [Repeated<OffsetMetadata>] = []
    private var committedTimes: [Int64] = []
    private var recordTimes: [Int64] = []

    /// Reads the columns of groups that have these numbers of rows.
    ///
    /// - Throws: ``FormatError`` before anything would take more memory than these numbers allow.
    init(_ reader: consuming ByteReader, rowCounts: some Collection<Int>, topicCount: Int) throws(FormatError) {
        name = reader.name
        firstRuns.reserveCapacity(rowCounts.count + 1)
        firstRows.reserveCapacity(rowCounts.count + 1)
        for count in rowCounts {
            try readLayout(of: count, topicCount: topicCount, from: &reader)
            firstRows.append(rowCount + count)
            firstRuns.append(runs.count)
        }
        guard rowCount <= reader.remaining else { throw reader.damaged("\(rowCount) rows do not fit into it") }
        lagSteps.reserveCapacity(rowCount)
        for _ in 0..<rowCount { lagSteps.append(try reader.zigzag()) }
        try readEpochs(from: &reader)
        try readMetadata(from: &reader)
        committedTimes = try times(from: &reader)
        recordTimes = try times(from: &reader)
        try reader.finish()
    }

    private var rowCount: Int { firstRows[firstRows.count - 1] }

    /// The committed offsets of one of the groups, and their times where any is known.
    func rows(
        ofGroup number: Int,
        topics: [TopicBounds]
    ) throws(FormatError) -> (offsets: [CommittedOffset], times: [OffsetTimes]) {
        var committed: [CommittedOffset] = []
        var row = firstRows[number]
        committed.reserveCapacity(firstRows[number + 1] - row)
        var (epoch, text) = (Cursor(epochs, at: row), Cursor(metadata, at: row))
        var topic = -1
        var lag: Int64 = 0
        for run in runs[firstRuns[number]..<firstRuns[number + 1]] {
            if run.topic != topic { (topic, lag) = (run.topic, 0) }
            let (topicName, ends) = (topics[topic].entry.name, topics[topic].ends)
            for partition in run.partitions {
                let partition = Int32(partition)
                lag &+= lagSteps[row]
                let offset = ends.base(of: partition).subtractingReportingOverflow(lag)
                guard !offset.overflow, offset.partialValue >= 0 else {
                    throw FormatError(.damaged, "\(name): an offset of \(topicName)[\(partition)] is below 0")
                }
                committed.append(
                    CommittedOffset(
                        TopicPartition(topic: topicName, partition: partition),
                        offset: offset.partialValue,
                        leaderEpoch: epoch.next(in: epochs),
                        metadata: text.next(in: metadata)
                    )
                )
                row += 1
            }
        }
        return (committed, times(of: firstRows[number]..<row))
    }

    private func times(of rows: Range<Int>) -> [OffsetTimes] {
        guard !committedTimes.isEmpty || !recordTimes.isEmpty else { return [] }
        func time(_ column: [Int64], _ row: Int) -> Int64? {
            column.isEmpty || column[row] < 0 ? nil : column[row]
        }
        return rows.map { OffsetTimes(committed: time(committedTimes, $0), record: time(recordTimes, $0)) }
    }

    /// Goes through runs row by row.
    private struct Cursor<Value> {
        private var run: Int
        private var row: Int

        /// Begins at a row.
        init(_ runs: [Repeated<Value>], at row: Int) {
            var range = 0..<runs.count
            while !range.isEmpty {
                let middle = range.lowerBound + range.count / 2
                range = runs[middle].end <= row ? middle + 1..<range.upperBound : range.lowerBound..<middle
            }
            run = range.lowerBound
            self.row = row
        }

        @inline(__always)
        mutating func next(in runs: [Repeated<Value>]) -> Value {
            if runs[run].end == row { run += 1 }
            row += 1
            return runs[run].value
        }
    }

    private mutating func readLayout(
        of count: Int,
        topicCount: Int,
        from reader: inout ByteReader
    ) throws(FormatError) {
        var topic = -1
        var left = count
        for _ in 0..<(try reader.count("topics", limit: topicCount)) {
            topic += try reader.number("the index of a topic", atMost: topicCount) + 1
            guard topic < topicCount else { throw reader.damaged("there is no topic \(topic)") }
            let before = left
            try PartitionRuns.read(from: &reader, limit: before) { run in
                left -= run.count
                runs.append(Run(topic: topic, partitions: run))
            }
            guard left < before else { throw reader.damaged("a topic without partitions") }
        }
        guard left == 0 else { throw reader.damaged("a group has \(left) rows too few") }
    }

    private mutating func readEpochs(from reader: inout ByteReader) throws(FormatError) {
        var row = 0
        while row < rowCount {
            let epoch = try reader.optionalNumber()
            guard epochs.last.map({ $0.value != epoch }) ?? true else {
                throw reader.damaged("two runs of epochs are one")
            }
            row += try reader.number("a run of epochs", atMost: rowCount - row - 1) + 1
            epochs.append(Repeated(value: epoch, end: row))
        }
    }

    private mutating func readMetadata(from reader: inout ByteReader) throws(FormatError) {
        var row = 0
        while row < rowCount {
            let text = OffsetMetadata(try reader.string())
            guard metadata.last.map({ $0.value != text }) ?? true else {
                throw reader.damaged("two runs of metadata are one")
            }
            let count = try reader.number("a run of metadata", atMost: rowCount - row - 1) + 1
            row += count
            metadata.append(Repeated(value: text, end: row))
            // A text has 2²⁰ bytes and a block 2²¹ rows at most, so neither product nor sum overflow.
            metadataBytes += text.text.utf8.count * count
        }
    }

    /// A column of times, −1 for those that are not known; empty when none is.
    private func times(from reader: inout ByteReader) throws(FormatError) -> [Int64] {
        switch try reader.byte() {
        case 0: return []
        case 1: break
        case let other: throw reader.damaged("times are neither absent nor present but \(other)")
        }
        guard rowCount <= reader.remaining else { throw reader.damaged("\(rowCount) times do not fit into it") }
        var times: [Int64] = []
        times.reserveCapacity(rowCount)
        var previous: Int64 = 0
        var hasSome = false
        for _ in 0..<rowCount {
            let coded = try reader.varint()
            guard coded > 0 else {
                times.append(-1)
                continue
            }
            let difference = Int64(bitPattern: (coded - 1) >> 1) ^ -Int64(bitPattern: (coded - 1) & 1)
            let time = previous.addingReportingOverflow(difference)
            guard !time.overflow, (0..<TimesWriter.limit).contains(time.partialValue) else {
                throw reader.damaged("a time is not within 0 and 2⁶²")
            }
            previous = time.partialValue
            hasSome = true
            times.append(previous)
        }
        guard hasSome else { throw reader.damaged("no time is known where some are") }
        return times
    }
}
