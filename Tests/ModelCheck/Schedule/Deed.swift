/// What somebody else does to the cluster, or the operator to the process.
enum Deed: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Commits a position nobody else has, outside any transaction.
    case commits(group: String, topic: String, partition: Int32)
    /// Joins a group.
    case joins(group: String)
    /// Leaves a group it had joined.
    case leaves(group: String)
    /// Another Tidemark takes the transactional id.
    case takesTransactionalID
    /// The coordinator of a group changes; of the transactional id without one.
    case movesCoordinator(group: String?)
    /// A broker stops, and others take over; it is back in the next attempt.
    case stopsBroker(Int32)
    /// Time passes.
    case waits(seconds: Int64)
    /// The mark of the last transaction is gone, as after its retention.
    case removesSentinel
    /// A topic is deleted.
    case removesTopic(String)
    /// The operator asks the process to stop.
    case interrupts

    var description: String {
        switch self {
        case .commits: "a consumer commits"
        case .joins: "a consumer joins"
        case .leaves: "a consumer leaves"
        case .takesTransactionalID: "another Tidemark takes the transactional id"
        case .movesCoordinator: "a coordinator moves"
        case .stopsBroker: "a broker stops"
        case .waits: "time passes"
        case .removesSentinel: "the sentinel goes"
        case .removesTopic: "a topic goes"
        case .interrupts: "the operator interrupts"
        }
    }
}
