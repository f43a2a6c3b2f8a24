/// The log of one partition: record batches kept as they came, but for their offsets.
public struct PartitionLog: Hashable, Sendable {
    /// The first offset it holds.
    public internal(set) var startOffset: Int64 = 0
    /// The offset the next record will get.
    public internal(set) var endOffset: Int64 = 0
    var batches: [RecordBatch] = []
    /// The first offset of each open transaction, by producer.
    var openTransactions: [Int64: Int64] = [:]
    /// The transactions that were aborted, for readers of committed records.
    var abortedTransactions: [AbortedTransaction] = []
    /// The last batch of each producer with an identity: one that is sent again is not written again.
    var lastBatches: [Int64: RecordBatch] = [:]

    /// A transaction whose records readers of committed records skip.
    struct AbortedTransaction: Hashable, Sendable {
        let producerID: Int64
        let firstOffset: Int64
        let lastOffset: Int64
    }

    /// How many batches a log keeps when producers send record by record; older ones are let go of, as retention does.
    static let batchLimit = 1_000_000

    /// An empty log.
    public init() {}

    /// The offset up to which every transaction is decided.
    public var lastStableOffset: Int64 { openTransactions.values.min() ?? endOffset }

    /// Appends a batch and returns the offset of its first record.
    @discardableResult
    mutating func append(_ batch: RecordBatch) -> Int64 {
        if batch.producerID >= 0, !batch.isControl {
            if let last = lastBatches[batch.producerID], last.isSame(as: batch) { return last.baseOffset }
            if batch.isTransactional, openTransactions[batch.producerID] == nil {
                openTransactions[batch.producerID] = endOffset
            }
        }
        let placed = batch.placed(at: endOffset)
        batches.append(placed)
        endOffset = placed.lastOffset + 1
        if batch.producerID >= 0, !batch.isControl { lastBatches[batch.producerID] = placed }
        if batches.count > Self.batchLimit { deleteRecords(before: batches[batches.count / 2].baseOffset) }
        return placed.baseOffset
    }

    /// Ends a producer's transaction with a marker.
    mutating func endTransaction(of producerID: Int64, epoch: Int16, isCommitted: Bool, at time: Int64) {
        guard let first = openTransactions.removeValue(forKey: producerID) else { return }
        if !isCommitted {
            abortedTransactions.append(
                AbortedTransaction(producerID: producerID, firstOffset: first, lastOffset: endOffset)
            )
        }
        append(.marker(producerID: producerID, epoch: epoch, isCommitted: isCommitted, at: time))
    }

    /// Lets the log start at an offset.
    mutating func deleteRecords(before offset: Int64) {
        startOffset = max(startOffset, min(offset, endOffset))
        batches.removeFirst(index(holding: startOffset))
        abortedTransactions.removeAll { $0.lastOffset < startOffset }
    }

    /// The batches from the one that holds an offset, up to a limit of bytes and of offsets; at least one if there is any.
    func read(from offset: Int64, upTo end: Int64, maximumBytes: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = index(holding: offset)
        while index < batches.count, batches[index].lastOffset < end {
            guard bytes.isEmpty || bytes.count + batches[index].bytes.count <= maximumBytes else { break }
            bytes += batches[index].bytes
            index += 1
        }
        return bytes
    }

    /// The first record at or after a time: its time and its offset.
    func firstRecord(since time: Int64) -> (timestamp: Int64, offset: Int64)? {
        for batch in batches where batch.maxTimestamp >= time && !batch.isControl {
            if let found = batch.firstRecord(since: time, notBefore: startOffset) { return found }
        }
        return nil
    }

    /// The newest record: its time and its offset.
    var newestRecord: (timestamp: Int64, offset: Int64)? {
        guard let newest = batches.filter({ !$0.isControl }).max(by: { $0.maxTimestamp < $1.maxTimestamp }) else {
            return nil
        }
        return newest.firstRecord(since: newest.maxTimestamp, notBefore: startOffset)
    }

    /// Where the batch with an offset is among all, by halving.
    private func index(holding offset: Int64) -> Int {
        var low = 0
        var high = batches.count
        while low < high {
            let middle = (low + high) / 2
            if batches[middle].lastOffset < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
