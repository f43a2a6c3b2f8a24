/// The cluster a tour is given on; it holds the shop and nothing else.
public enum Stage: Sendable {
    /// One inside this process.
    case simulated(SimulatedShop)
    /// A Kafka of its own, where Kafka's own tool does the damage: `groupsTool` are the words that run
    /// `kafka-consumer-groups`, and `consume` starts consumers.
    case kafka(bootstrapServers: String, groupsTool: [String], consume: Consuming)

    /// Does something while a consumer runs that reads a topic as a member of a group and commits nothing.
    ///
    /// It is a member before the work begins, and none any more when this returns.
    public typealias Consuming =
        @Sendable (_ topic: String, _ group: String, _ work: @Sendable () async throws -> Bool) async throws -> Bool

    /// Where the cluster is.
    var bootstrapServers: String {
        switch self {
        case .simulated(let shop): shop.bootstrapServers
        case .kafka(let servers, _, _): servers
        }
    }

    /// What the reader should know first.
    var introduction: String {
        let cluster =
            switch self {
            case .simulated: "This demo simulates a small Kafka cluster in memory. Your clusters are not touched."
            case .kafka: "This demo started a small Kafka cluster of its own. Your clusters are not touched."
            }
        return "\(cluster)\nLines with $ are commands, run as you would type them, with what they print.\n"
    }
}

/// Who reads the tour.
public struct Audience: Sendable {
    /// Whether they see bold text as such.
    let readsBold: Bool
    /// Shows them a text at once; says whether they are still there.
    let show: @Sendable (String) throws -> Bool

    /// An audience.
    ///
    /// - Parameters:
    ///   - readsBold: whether they see bold text as such: a terminal's readers do.
    ///   - show: shows a text at once, ahead of what the next command prints; says whether anybody still reads.
    public init(readsBold: Bool, show: @escaping @Sendable (String) throws -> Bool) {
        self.readsBold = readsBold
        self.show = show
    }
}
