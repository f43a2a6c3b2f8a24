import Offsets

/// A topic of a file with the log bounds of its partitions.
struct TopicBounds {
    /// The topic without its bounds.
    let entry: TopicsSection.Entry
    /// The log ends, by which offsets are told.
    let ends: LogEnds
    /// The log start of each of these partitions.
    let starts: [Int64]

    /// The topic as a value, its bounds found by partition.
    var logs: TopicLogs {
        var bounds: [Int32: LogBounds] = [:]
        bounds.reserveCapacity(starts.count)
        for (index, partition) in ends.partitions.enumerated() {
            bounds[partition] = LogBounds(start: starts[index], end: ends.ends[index])
        }
        return TopicLogs(topic: entry.name, id: entry.id, partitionCount: entry.partitionCount, bounds: bounds)
    }
}
