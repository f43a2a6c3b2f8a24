import Cluster
import Offsets

extension TransactionalRun {
    /// Makes sure that this is the plan's cluster, and that it still has every partition to be written: librdkafka
    /// repeats a commit to a topic that is gone until the time is over (`docs/kafka.md` §5.5).
    ///
    /// - Returns: The cluster with its topics.
    /// - Throws: ``TidemarkError``: 69 or 77 when it cannot be read, 79 when it is another or lacks a partition.
    func checkCluster() async throws(TidemarkError) -> ClusterMetadata {
        progress(Progress("connecting"))
        let metadata = try await cluster.connected(before: deadline)
        try plan.refuse(otherThanItsOwn: metadata.identity)
        for step in plan.steps where step.action == .set && !metadata.has(step.topicPartition) {
            throw TidemarkError(
                .planStale,
                "group \(step.group.name): \(step.topicPartition) is gone since the plan was made",
                hint: "Plan again."
            )
        }
        return metadata
    }
}
