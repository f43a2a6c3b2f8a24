import Cluster
import Offsets
import Store

/// The transaction of a run: its id, its sentinel, and the only way to learn how it ended when nobody knows.
struct CommitDecision: Sendable {
    /// How a transaction ended.
    enum Ending: Sendable {
        case committed
        case aborted
        /// It is over, but the sentinel is gone, and the groups hold neither all new nor all old offsets: what differs
        /// from the new ones.
        case unknown([Mismatch])
    }

    let cluster: any Cluster
    let record: RunRecord
    let limits: RunLimits

    /// The transactional id for a cluster: one for all of Tidemark, so that two restores of a cluster fence each other.
    static func id(cluster: String) -> String { "tidemark-\(cluster)" }

    private func mark(_ auditHash: ContentDigest? = nil) -> SentinelMark {
        SentinelMark(
            run: record.id.text,
            direction: record.undoOf == nil ? .forward : .undo,
            auditHash: auditHash
        )
    }

    /// What the sentinel group commits in the run's transaction, `nil` for a run that sets no offset.
    ///
    /// - Parameters:
    ///   - offset: Its offset, which means nothing.
    ///   - auditHash: The hash of the last record about the run in the audit log.
    /// - Returns: The offset with the mark of the run.
    func sentinel(offset: Int64, auditHash: ContentDigest?) -> CommittedOffset? {
        record.sentinelPartition.map { partition in
            CommittedOffset(partition, offset: offset, metadata: mark(auditHash).metadata)
        }
    }

    /// A producer that has fenced its predecessors; see ``TransactionBeginning/begin(before:)``.
    func initialized(
        before deadline: Deadline
    ) async throws(TidemarkError) -> (transaction: any OffsetTransaction, timeout: Duration) {
        try await TransactionBeginning(cluster: cluster, id: record.transactionalID, limits: limits)
            .begin(before: deadline)
    }

    /// Decides how the run's transaction ended, by two witnesses: its coordinator, and the sentinel after what is still open was
    /// aborted.
    ///
    /// The coordinator knows the last transaction of the id, and by its producer whether it is this one. Where it does not
    /// tell, a sentinel that is there is proof either way. One that is not there proves nothing by itself: Kafka removes it
    /// with its topic, and after a time. Then a commit that was never sent did not happen, and one that was sent is
    /// judged by what the groups hold; as is one of which the two witnesses say different things.
    ///
    /// - Parameters:
    ///   - items: The run's items with their pre-images.
    ///   - commitWasSent: Whether a commit was, or may have been, sent.
    ///   - producer: Who wrote the transaction, where that is known.
    ///   - journal: The journal. A mark of a newer run that it lacks has taken the place of this run's own, perhaps, and
    ///     proves nothing about it; nor does such a journal about what was sent.
    /// - Returns: How it ended.
    /// - Throws: ``TidemarkError`` when it cannot be decided now.
    func ending(
        _ items: [RunItem],
        commitWasSent: Bool,
        by producer: ProducerIdentity?,
        journal: Journal
    ) async throws(TidemarkError) -> Ending {
        // Before it is initialised again: that is forgotten then.
        let told = await toldByCoordinator(of: producer)
        // Initialising again is what makes the answer final (docs/kafka.md §6.1): nothing of ours is open afterwards.
        _ = try await initialized(before: .after(limits.initializing))
        let shown: Bool?
        do throws(TidemarkError) {
            shown = try await shownBySentinel(commitWasSent: commitWasSent, journal: journal)
        } catch {
            guard told != nil || !commitWasSent else { throw error }
            shown = told == nil ? false : nil
        }
        let verdicts = Set([told, shown].compactMap(\.self))
        if verdicts.count == 1, let isCommitted = verdicts.first { return isCommitted ? .committed : .aborted }
        if let told, verdicts.count > 1 {
            // A journal that cannot be written loses this remark and nothing else.
            try? await journal.note(Self.contradiction(told), in: record.id)
        }
        let held = try await TargetReading(cluster: cluster, progress: { _ in }).read(
            items,
            waitsForTransactions: true,
            activity: "finding out how the transaction ended",
            before: .after(limits.reading)
        )
        let mismatches = RunComparison.withPlanned(items, held)
        if mismatches.isEmpty { return .committed }
        return RunComparison.withPreImage(items, held).isEmpty ? .aborted : .unknown(mismatches)
    }

    /// The two witnesses in words, where they contradict each other.
    private static func contradiction(_ toldCommitted: Bool) -> String {
        let (told, shown) = toldCommitted ? ("committed", "not") : ("aborted", "committed")
        return
            "its coordinator says that the transaction was \(told), and its mark contradicts: \(shown); what the groups hold decides"
    }

    /// Whether the transaction was committed, by the word of its coordinator; `nil` where that does not tell.
    private func toldByCoordinator(of producer: ProducerIdentity?) async -> Bool? {
        guard let producer else { return nil }
        let last = try? await cluster.lastTransaction(id: record.transactionalID, before: .after(limits.mark))
        return last?.producer == producer ? last?.isCommitted : nil
    }

    /// Whether the transaction was committed, by the sentinel; `nil` where a commit may have been sent and no mark tells.
    private func shownBySentinel(commitWasSent: Bool, journal: Journal) async throws(TidemarkError) -> Bool? {
        guard let found = try await sentinelMark() else { return commitWasSent ? nil : false }
        if found.isOfRun(of: mark()) { return true }
        let other = RunID(text: found.run)
        // A newer run's mark has taken the place of this one's, perhaps, and the journal lacks it.
        guard other.mayFollow(record.id), try await journal.states(of: [other]).isEmpty else { return false }
        return nil
    }

    /// What the sentinel says, `nil` when it is not there or can never be read.
    private func sentinelMark() async throws(TidemarkError) -> SentinelMark? {
        guard let partition = record.sentinelPartition else { return nil }
        do throws(KafkaError) {
            let found = try await cluster.committedOffsets(
                of: record.sentinelGroup,
                for: [partition],
                waitsForTransactions: true,
                before: .after(limits.mark)
            )
            switch found[partition] {
            case .committed(let offset): return SentinelMark(offset.metadata)
            case .absent, .negative: return nil
            case .failed(let error): throw error
            case nil: throw KafkaError(.malformedReply, "the reply lacks \(partition)")
            }
        } catch {
            guard error.code.isTransient || error.code == .cancelled else { return nil }
            throw TidemarkError.group(error, record.sentinelGroup, while: "reading how the transaction ended")
        }
    }
}
