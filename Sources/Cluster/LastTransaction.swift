public import Offsets

/// What a transaction coordinator tells of the last transaction with a transactional id (DescribeTransactions, KIP-664).
public struct LastTransaction: Hashable, Sendable {
    /// How far it is, by Kafka's own names.
    public enum State: String, Hashable, Sendable {
        /// None was begun since the producer was initialised.
        case empty = "Empty"
        /// It is open.
        case ongoing = "Ongoing"
        /// It is decided that it is committed.
        case prepareCommit = "PrepareCommit"
        /// It is decided that it is aborted.
        case prepareAbort = "PrepareAbort"
        /// It is committed on every partition.
        case completeCommit = "CompleteCommit"
        /// It is aborted on every partition.
        case completeAbort = "CompleteAbort"
        /// The coordinator is about to give up the id.
        case dead = "Dead"
        /// Its producer is about to be fenced.
        case prepareEpochFence = "PrepareEpochFence"
    }

    /// How far it is; `nil` for a state without a name here.
    public let state: State?
    /// Who wrote it.
    public let producer: ProducerIdentity

    /// A transaction.
    public init(state: State?, producer: ProducerIdentity) {
        self.state = state
        self.producer = producer
    }

    /// Whether it was committed; `nil` while that is not decided, and where it is not known.
    public var isCommitted: Bool? {
        switch state {
        case .prepareCommit, .completeCommit: true
        case .prepareAbort, .completeAbort: false
        case .empty, .ongoing, .dead, .prepareEpochFence, nil: nil
        }
    }
}
