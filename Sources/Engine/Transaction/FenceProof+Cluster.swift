public import Cluster
public import Offsets
public import Store

extension FenceProof {
    /// A proof that was seen on this cluster, with these brokers, at a moment.
    public init(of identity: ClusterIdentity, library: String, at moment: Timestamp) {
        self.init(
            clusterID: identity.id,
            provedAt: moment,
            libraryVersion: library,
            brokers: Set(identity.brokers.map { "\($0.id)=\($0.host):\($0.port)" })
        )
    }
}
