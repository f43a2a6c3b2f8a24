/// Splits a group's offsets into requests that brokers accept.
///
/// The hard limit is one record batch of `__consumer_offsets`, 1 MB by default; brokers answer it with codes that do
/// not name it, so requests stay well below (measured: 9 000 partitions fit, 10 000 do not).
public enum RequestChunks {
    /// The most partitions of one request.
    public static let mostPartitions = 2_000
    /// The most bytes of one request, by ``bytes(of:group:)``.
    public static let mostBytes = 500_000

    /// Bytes of a record's key beside the group's and the topic's name.
    private static let keyOverhead = 10
    /// Bytes of a record's value beside the metadata.
    private static let valueOverhead = 24
    /// Bytes of the topic id that newer brokers add to the value.
    private static let topicIDBytes = 18
    /// Bytes of a record beside key and value.
    private static let recordOverhead = 10

    /// How many bytes the record of an offset takes in `__consumer_offsets`, rather more than less.
    public static func bytes(of offset: CommittedOffset, group: GroupID) -> Int {
        keyOverhead + group.name.utf8.count + offset.topic.utf8.count
            + valueOverhead + offset.metadata.text.utf8.count + topicIDBytes
            + recordOverhead
    }

    /// The partitions in order, cut into the fewest runs of at most ``mostPartitions``; none for no partitions.
    public static func split(_ partitions: [TopicPartition]) -> [ArraySlice<TopicPartition>] {
        stride(from: 0, to: partitions.count, by: mostPartitions).map { start in
            partitions[start..<min(start + mostPartitions, partitions.count)]
        }
    }

    /// The offsets in order, cut into the fewest runs that keep both limits; none for no offsets.
    ///
    /// An offset that is larger than ``mostBytes`` by itself makes a run of its own.
    public static func split(_ offsets: [CommittedOffset], group: GroupID) -> [ArraySlice<CommittedOffset>] {
        var chunks: [ArraySlice<CommittedOffset>] = []
        var start = offsets.startIndex
        var size = 0
        for (index, offset) in offsets.enumerated() {
            let added = bytes(of: offset, group: group)
            if index > start, index - start == mostPartitions || size + added > mostBytes {
                chunks.append(offsets[start..<index])
                start = index
                size = 0
            }
            size += added
        }
        if start < offsets.endIndex { chunks.append(offsets[start...]) }
        return chunks
    }
}
