import Cluster
import Offsets

/// Commits of one group outside a transaction, in requests that brokers accept, each sent until it is acknowledged.
///
/// An error that is no refusal leaves it open whether the offsets were written, and even a coordinator that shows the
/// old ones may bring the new ones back after the next failover (`docs/kafka.md` §7.3). So what is not acknowledged is
/// sent again, unless the group turns out to hold something that is neither old nor new.
struct PlainCommit: Sendable {
    /// How long one request may take.
    private static let callPatience: Duration = .seconds(15)
    /// The pause before the first repetition; it doubles up to ``longestPause``.
    private static let firstPause: Duration = .milliseconds(100)
    private static let longestPause: Duration = .seconds(2)

    let cluster: any Cluster
    let group: GroupID
    /// The items of the group, with their pre-images.
    let items: [RunItem]

    /// Commits offsets of the group.
    ///
    /// - Parameters:
    ///   - offsets: The offsets, sorted, each partition once.
    ///   - limit: When to give up; a coordinator that is lost is replaced in 9 to 15 seconds.
    /// - Throws: ``TidemarkError`` naming group and partition: of the first refusal, or when no acknowledgement came in
    ///   time. Some of the offsets may be written then.
    func write(_ offsets: [CommittedOffset], before limit: Deadline) async throws(TidemarkError) {
        for chunk in RequestChunks.split(offsets, group: group) {
            try await write(Array(chunk), until: limit)
        }
    }

    private func write(_ chunk: [CommittedOffset], until limit: Deadline) async throws(TidemarkError) {
        var pause = Self.firstPause
        while let (failure, activity, topics) = await failure(of: chunk, before: limit) {
            guard failure.code.isTransient, limit.remaining > pause else {
                throw .group(failure, group, while: activity, topics)
            }
            // The run's task is never cancelled, and a pause that ends early does no harm.
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
            try await refuseForeignOffsets(before: limit)
        }
    }

    /// Why a request was not acknowledged as a whole, with what was being done; a refusal for good goes before any
    /// other.
    private func failure(
        of chunk: [CommittedOffset],
        before limit: Deadline
    ) async -> (error: KafkaError, activity: String, topics: [String])? {
        do throws(KafkaError) {
            let refused = try await cluster.alterOffsets(
                of: group,
                to: chunk,
                before: min(limit, .after(Self.callPatience))
            )
            let first = refused.min { left, right in
                let (isPassing, otherIsPassing) = (left.value.code.isTransient, right.value.code.isTransient)
                return isPassing == otherIsPassing ? left.key < right.key : otherIsPassing
            }
            return first.map { ($0.value, "writing the offset of \($0.key)", [$0.key.topic]) }
        } catch {
            return (error, "writing its offsets", chunk.map(\.topic))
        }
    }

    /// Nobody knows what was written: only what the run put there, or what was there before, may be overwritten.
    private func refuseForeignOffsets(before limit: Deadline) async throws(TidemarkError) {
        let held = try await TargetReading(cluster: cluster, progress: { _ in }).read(
            items,
            waitsForTransactions: true,
            activity: "reading whether its offsets were written",
            before: limit
        )
        let unwritten = Set(RunComparison.withPlanned(items, held).map(\.topicPartition))
        let moved = RunComparison.withPreImage(items, held).first { unwritten.contains($0.topicPartition) }
        if let moved { throw TidemarkError.stale(moved) }
    }
}
