import Cluster
import Offsets
import Store

/// The proof that the brokers of a cluster refuse a transaction's offsets for a group with members.
///
/// Everything that is written rests on it, and no client library tells the versions of the brokers. Two transactions on
/// the sentinel group, both aborted, show it (`docs/kafka.md` §4.3): offsets of a member of a generation must be
/// refused, or the fields of the fence do not reach the coordinator; those that a run sends must be accepted for a
/// group without members. What was seen is remembered for a while.
///
/// Nothing of it is ever committed. A process that dies in between leaves a transaction on the sentinel group alone,
/// which the next run's producer aborts, or the broker after the transaction's timeout.
struct FenceCheck: Sendable {
    /// How long it is remembered while library and brokers stay the same.
    private static let longestAge: Duration = .seconds(7 * 86_400)
    /// A generation that a group without members does not have.
    private static let foreignGeneration: Int32 = 0

    let context: EngineContext
    let sentinelGroup: GroupID
    let limits: RunLimits

    private var cluster: any Cluster { context.cluster }
    private var journal: Journal { context.journal }
    private var progress: @Sendable (Progress) -> Void { context.progress }

    /// Shows that the fence holds, unless that is remembered.
    ///
    /// - Parameters:
    ///   - partition: One that a run is to write.
    ///   - transaction: A producer that is initialised and has no transaction open.
    ///   - identity: The cluster and its brokers.
    ///   - deadline: When to give up; ending what was begun has a limit of its own.
    /// - Throws: ``TidemarkError``: `no-fence` (exit 79) where it does not hold; what a failed call means.
    func prove(
        on partition: TopicPartition,
        with transaction: any OffsetTransaction,
        of identity: ClusterIdentity,
        before deadline: Deadline
    ) async throws(TidemarkError) {
        let proof = FenceProof(of: identity, library: transaction.libraryVersion, at: .now())
        if let known = try await journal.fenceProof(cluster: identity.id), Self.stands(known, for: proof) { return }
        try await show(on: partition, with: transaction, of: identity, before: deadline)
        try await journal.remember(proof)
    }

    /// Shows that the fence holds, whatever is remembered; the parameters and errors are those of ``prove(on:with:of:before:)``.
    func show(
        on partition: TopicPartition,
        with transaction: any OffsetTransaction,
        of identity: ClusterIdentity,
        before deadline: Deadline
    ) async throws(TidemarkError) {
        progress(Progress("proving that the brokers protect groups with members"))
        let offset = CommittedOffset(partition, offset: 0)
        guard try await !accepts(offset, Self.foreignGeneration, transaction, before: deadline) else {
            throw Self.missing("accept offsets of a member that does not exist", cluster: identity.id)
        }
        guard try await accepts(offset, nil, transaction, before: deadline) else {
            throw Self.missing("refuse offsets for a group without members", cluster: identity.id)
        }
        try await waitUntilDecided(partition)
    }

    /// A broker that is down now proves nothing against it; one that was not there then does.
    static func stands(_ known: FenceProof, for now: FenceProof) -> Bool {
        known.libraryVersion == now.libraryVersion && now.brokers.isSubset(of: known.brokers)
            && known.provedAt <= now.provedAt && now.provedAt < known.provedAt.advanced(by: longestAge)
    }

    /// Whether the sentinel group's coordinator takes an offset from a member of a generation; nothing is committed.
    private func accepts(
        _ offset: CommittedOffset,
        _ generation: Int32?,
        _ transaction: any OffsetTransaction,
        before deadline: Deadline
    ) async throws(TidemarkError) -> Bool {
        var refusal: KafkaError?
        let limit = min(deadline, .after(limits.sending))
        do throws(KafkaError) {
            try await transaction.begin(before: limit)
            do throws(KafkaError) {
                try await transaction.send(
                    [offset],
                    of: sentinelGroup,
                    generation: generation,
                    before: limit
                )
            } catch {
                refusal = error
            }
            try await transaction.abort(before: .after(limits.sending))
        } catch {
            // What the fence answers explains nothing; any other refusal may be why the abort fails.
            let reason = refusal.flatMap { Self.isOfFence($0) ? nil : $0 } ?? error
            throw .cluster(reason, while: "trying whether groups with members are protected", of: cluster)
        }
        guard let refusal else { return true }
        guard Self.isOfFence(refusal) else {
            let activity = "trying whether groups with members are protected"
            throw .group(refusal, sentinelGroup, while: activity, [offset.topic])
        }
        return false
    }

    private static func isOfFence(_ refusal: KafkaError) -> Bool {
        [.unknownMemberID, .illegalGeneration].contains(refusal.code)
    }

    /// The run commits to the same partition next, and some brokers before 4 mix up two transactions of one producer on
    /// it while the first is not settled (KAFKA-17507).
    private func waitUntilDecided(_ partition: TopicPartition) async throws(TidemarkError) {
        do throws(KafkaError) {
            _ = try await cluster.committedOffsets(
                of: sentinelGroup,
                for: [partition],
                waitsForTransactions: true,
                before: .after(limits.sending)
            )
        } catch {
            throw .group(error, sentinelGroup, while: "waiting for the end of an aborted transaction")
        }
    }

    private static func missing(_ words: String, cluster: String) -> TidemarkError {
        TidemarkError(
            .noFence,
            "the brokers of cluster \(cluster) \(words), so that a transaction could not be kept out of groups with "
                + "members",
            hint: "A transaction needs Kafka 3.3 or later on every broker; --allow-best-effort permits a restore "
                + "without one, group after group."
        )
    }
}
