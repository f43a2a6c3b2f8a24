import Cluster
import Offsets

extension Cluster {
    /// What the cluster is, with its topics: what every command asks first.
    ///
    /// - Throws: ``TidemarkError``: 69 or 77 when the cluster cannot be read.
    func connected(before deadline: Deadline) async throws(TidemarkError) -> ClusterMetadata {
        do throws(KafkaError) {
            return try await metadata(before: deadline)
        } catch {
            throw .cluster(error, while: "connecting to the cluster", of: self)
        }
    }
}
