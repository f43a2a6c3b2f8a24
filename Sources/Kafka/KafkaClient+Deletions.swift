public import Cluster
internal import Offsets

extension KafkaClient {
    /// How long brokers before 4 may take to replicate a deletion after they have acknowledged it: followers fetch
    /// every `replica.fetch.wait.max.ms`, half a second by default; after one second none was lost any more
    /// (`docs/kafka.md` §8.3).
    public static let deletionReplicationTime: Duration = .seconds(2)

    /// Returns when the deletions acknowledged before are replicated; what is read afterwards comes over a new handle
    /// from whoever coordinates by then.
    ///
    /// - Throws: ``KafkaError`` when the task is cancelled.
    public func settleDeletions() async throws(KafkaError) {
        guard (try? await Task.sleep(for: Self.deletionReplicationTime)) != nil else { throw .cancelled }
        try renewCoordinators()
    }
}
