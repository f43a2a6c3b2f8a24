import Cluster
import Offsets

extension Plan {
    /// Refuses a cluster that the plan was not made for.
    ///
    /// - Throws: `wrong-cluster` (exit 79).
    func refuse(otherThanItsOwn identity: ClusterIdentity) throws(TidemarkError) {
        guard identity.id == cluster.id else {
            throw TidemarkError(
                .wrongCluster,
                "the plan was made for cluster \(cluster.id), and this one is \(identity.id)",
                hint: "Check --cluster or --bootstrap-server."
            )
        }
    }
}
