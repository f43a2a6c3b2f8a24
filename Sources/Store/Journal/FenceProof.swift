public import Offsets

/// That the brokers of a cluster were seen to keep a transaction's offsets out of groups with members.
public struct FenceProof: Hashable, Sendable {
    /// The cluster's own id.
    public var clusterID: String
    /// When it was seen.
    public var provedAt: Timestamp
    /// The version of the client library, which negotiates what the brokers are told.
    public var libraryVersion: String
    /// The brokers then, sorted, in words; their versions cannot be asked for.
    public var brokers: String

    /// A proof.
    public init(clusterID: String, provedAt: Timestamp, libraryVersion: String, brokers: String) {
        self.clusterID = clusterID
        self.provedAt = provedAt
        self.libraryVersion = libraryVersion
        self.brokers = brokers
    }
}
