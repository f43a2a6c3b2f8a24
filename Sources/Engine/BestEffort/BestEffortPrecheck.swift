import Cluster
import Offsets

/// What a best-effort run needs beside what every run needs: that it could put back whatever it writes.
struct BestEffortPrecheck: Sendable {
    /// How long one group may take.
    private static let patience: Duration = .seconds(15)
    /// A partition for which no group can hold an offset: asking to delete it deletes nothing and shows whether the
    /// right is there, which brokers check first.
    private static let noPartition = TopicPartition(topic: "tidemark.no-such-topic", partition: .max)

    let cluster: any Cluster

    /// Refuses a run whose offsets could be written but not be put back.
    ///
    /// - Parameters:
    ///   - items: All items of the run with their pre-images.
    ///   - deadline: When to give up.
    /// - Throws: ``TidemarkError``: 77 when a group that would get its first offset for a partition may not be deleted
    ///   from, 79 when a group holds metadata that cannot be written again, 69 when a coordinator does not answer.
    func refuseWhatCannotBePutBack(_ items: [RunItem], before deadline: Deadline) async throws(TidemarkError) {
        let written = items.filter { $0.action == .set }
        for item in written {
            guard let metadata = item.preImage.offset?.metadata, metadata.text.utf8.contains(0) else { continue }
            throw TidemarkError(
                .metadataNotWritable,
                "group \(item.group.name): the metadata of \(item.topicPartition) holds a NUL character and could not "
                    + "be put back",
                hint: "Leave the group out, or use a transaction."
            )
        }
        let growing = Set(written.lazy.filter { $0.preImage == .absent }.map(\.group)).sorted()
        let cluster = cluster
        let failures = await bounded(growing, limit: RunLimits.requestsInFlight) { group -> TidemarkError? in
            do throws(KafkaError) {
                let limit = min(deadline, .after(Self.patience))
                _ = try await cluster.deleteOffsets(of: group, for: [Self.noPartition], before: limit)
                return nil
            } catch {
                return Self.refusal(error, group)
            }
        }
        if let failure = failures.lazy.compactMap(\.self).first { throw failure }
    }

    private static func refusal(_ error: KafkaError, _ group: GroupID) -> TidemarkError? {
        switch error.code {
        case .groupIDNotFound, .unknownTopicOrPartition: nil
        case .groupAuthorizationFailed:
            TidemarkError(
                .denied,
                "group \(group.name): DELETE on group \(group.name) is missing, so offsets that the restore adds could not "
                    + "be taken back",
                hint: "Grant it: \(MissingRight(.delete, on: .group(group)).grant)",
                cause: error
            )
        default: .group(error, group, while: "finding out whether its offsets may be deleted")
        }
    }
}
