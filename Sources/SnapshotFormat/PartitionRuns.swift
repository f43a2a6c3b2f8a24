/// Ascending partitions as runs of consecutive ones (docs/format.md, 3.4).
struct PartitionRuns {
    private var runs = ByteWriter()
    private var runCount = 0
    private var first = 0
    /// The partition behind the open run; the run is empty before the first partition.
    private var next = 0
    /// The partition behind the run before the open one.
    private var previousEnd = 0

    /// Begins anew and keeps the room.
    mutating func removeAll() {
        runs.removeAll()
        runCount = 0
        first = 0
        next = 0
        previousEnd = 0
    }

    /// Adds a partition; `false` when it is negative or not above the one before.
    @inline(__always)
    mutating func append(_ partition: Int32) -> Bool {
        let partition = Int(partition)
        guard partition >= next else { return false }
        if partition == next, next > first {
            next += 1
            return true
        }
        close()
        first = partition
        next = partition + 1
        return true
    }

    /// Writes the runs.
    mutating func write(to writer: inout ByteWriter) {
        close()
        writer.append(count: runCount)
        writer.append(runs.bytes)
    }

    private mutating func close() {
        guard next > first else { return }
        runs.append(count: first - previousEnd)
        runs.append(count: next - first - 1)
        runCount += 1
        previousEnd = next
        first = next
    }

    /// Reads runs, up to so many partitions in all.
    ///
    /// - Parameters:
    ///   - reader: Where they are read from.
    ///   - limit: How many partitions there are at most.
    ///   - body: Takes each run, in order.
    /// - Throws: ``FormatError``, before the partitions would take memory.
    static func read(
        from reader: inout ByteReader,
        limit: Int,
        _ body: (Range<Int>) -> Void
    ) throws(FormatError) {
        let count = try reader.count("partition runs", limit: limit)
        var behind = 0
        var total = 0
        for index in 0..<count {
            let gap = try reader.number("a gap between partitions", atMost: Int(Int32.max))
            let length = try reader.number("a run of partitions", atMost: Int(Int32.max)) + 1
            guard index == 0 || gap > 0 else { throw reader.damaged("two runs of partitions are one") }
            guard behind + gap + length <= Int(Int32.max) + 1 else { throw reader.damaged("a partition beyond 2³¹") }
            total += length
            guard total <= limit else {
                throw FormatError(.tooLarge, "\(reader.name): more than \(limit) partitions")
            }
            body(behind + gap..<behind + gap + length)
            behind += gap + length
        }
    }
}
