/// A topic that captured groups have committed to, and the bounds of its partitions.
public struct TopicLogs: Hashable, Sendable {
    /// The topic's name.
    public let topic: String
    /// The topic's id (KIP-516), `nil` where the client library cannot see ids.
    public let id: TopicID?
    /// How many partitions the topic has, `nil` when the cluster does not know the topic (deleted, or hidden by ACLs).
    public let partitionCount: Int32?
    /// The bounds by partition index, for every partition that could be asked; a partition without an entry is unknown.
    public let bounds: [Int32: LogBounds]

    /// A topic as seen at one moment.
    public init(topic: String, id: TopicID?, partitionCount: Int32?, bounds: [Int32: LogBounds]) {
        self.topic = topic
        self.id = id
        self.partitionCount = partitionCount
        self.bounds = bounds
    }
}

/// The first and the next offset of a partition's log.
public struct LogBounds: Hashable, Sendable {
    /// The offset of the first record still there (earliest).
    public let start: Int64
    /// The offset the next record will get (the high watermark, transactions or not).
    public let end: Int64

    /// Bounds with `0 ≤ start ≤ end`.
    public init(start: Int64, end: Int64) {
        self.start = start
        self.end = end
    }
}
