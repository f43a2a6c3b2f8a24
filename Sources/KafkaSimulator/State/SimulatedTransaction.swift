public import KafkaProtocol

/// What the coordinator knows of one transactional id.
public struct SimulatedTransaction: Hashable, Sendable {
    /// The states a transaction goes through.
    public enum State: Hashable, Sendable {
        /// None is open.
        case empty
        /// Open: its offsets are pending.
        case ongoing
        /// Decided, but its offsets are still pending.
        case preparing(isCommitted: Bool)
        /// Decided and visible.
        case complete(isCommitted: Bool)
    }

    /// The producer's number.
    public var producerID: Int64
    /// Counts the producers that have used the id: an older one is fenced.
    public var epoch: Int16
    /// How long a transaction may stay open, in milliseconds.
    public var timeout: Int64
    /// The state.
    public var state: State = .empty
    /// The groups whose offsets are part of it.
    public var groups: Set<Text> = []
    /// The partitions whose records are part of it.
    public var partitions: [Text: Set<Int32>] = [:]
    /// When it was opened, in milliseconds since 1970.
    public var openedAt: Int64 = 0
    /// When its offsets become visible, once it is decided.
    var visibleAt: Int64?
}
