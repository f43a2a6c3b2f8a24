import Offsets

/// The partitions of one topic whose log bounds are known, in order, with their log ends.
struct LogEnds {
    /// The partitions, ascending.
    let partitions: [Int32]
    /// The log end of each.
    let ends: [Int64]

    /// The log ends of partitions in order.
    init(partitions: [Int32], ends: [Int64]) {
        self.partitions = partitions
        self.ends = ends
    }

    /// The log ends of a topic.
    init(of topic: TopicLogs) {
        partitions = topic.bounds.keys.sorted()
        var ends: [Int64] = []
        for partition in partitions { ends.append(topic.bounds[partition]?.end ?? 0) }
        self.ends = ends
    }

    /// The log end of a partition, 0 where it is not known: what an offset's lag is counted from.
    @inline(__always)
    func base(of partition: Int32) -> Int64 {
        let guess = Int(partition)
        // Nearly always all partitions are there, and each is at its own index.
        if guess < partitions.count, partitions[guess] == partition { return ends[guess] }
        return search(partition)
    }

    private func search(_ partition: Int32) -> Int64 {
        var range = 0..<partitions.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if partitions[middle] == partition { return ends[middle] }
            range = partitions[middle] < partition ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return 0
    }
}
