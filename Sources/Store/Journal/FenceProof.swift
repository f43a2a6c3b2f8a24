public import Offsets

/// That the brokers of a cluster were seen to keep a transaction's offsets out of groups with members.
public struct FenceProof: Hashable, Sendable {
    /// The cluster's own id.
    public var clusterID: String
    /// When it was seen.
    public var provedAt: Timestamp
    /// The version of the client library, which negotiates what the brokers are told.
    public var libraryVersion: String
    /// The brokers then, each in a word without a space; their versions cannot be asked for.
    public var brokers: Set<String>

    /// A proof.
    public init(clusterID: String, provedAt: Timestamp, libraryVersion: String, brokers: Set<String>) {
        self.clusterID = clusterID
        self.provedAt = provedAt
        self.libraryVersion = libraryVersion
        self.brokers = brokers
    }
}
