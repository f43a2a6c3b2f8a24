/// A topic as the cluster's metadata shows it.
public struct TopicMetadata: Hashable, Sendable {
    /// The topic's name.
    public let name: String
    /// The number of partitions.
    public let partitionCount: Int32
    /// The partitions that have no leader at present, sorted: their log bounds cannot be asked.
    public let leaderless: [Int32]

    /// A topic.
    public init(name: String, partitionCount: Int32, leaderless: [Int32] = []) {
        self.name = name
        self.partitionCount = partitionCount
        self.leaderless = leaderless
    }
}
