public import KafkaProtocol

/// What a group has committed for one partition.
public struct StoredOffset: Hashable, Sendable {
    /// The next offset to be read.
    public var offset: Int64
    /// The epoch of the leader the record came from, −1 when it was not said.
    public var leaderEpoch: Int32
    /// The text committed along with it.
    public var metadata: Text
    /// When it was committed, in milliseconds since 1970.
    public var committedAt: Int64
    /// Where it stands in the log of commits: of two, the one with the higher position was written later.
    var position: Int64

    /// An offset without a place in the log of commits: anything written later wins.
    public init(offset: Int64, metadata: Text = "", leaderEpoch: Int32 = -1, committedAt: Int64 = 0) {
        self.offset = offset
        self.metadata = metadata
        self.leaderEpoch = leaderEpoch
        self.committedAt = committedAt
        position = 0
    }
}
