import Kafka
import Offsets
import Store

/// The transaction of a run: its id, its sentinel, and the only way to learn how it ended when nobody knows.
struct RunTransaction: Sendable {
    /// How long a transaction of ours may take to be decided by the cluster; 9 to 15 seconds were measured after the
    /// loss of a broker (`kafka-verified.md` §2).
    static let initializePatience: Duration = .seconds(90)
    /// How long the sentinel may take to be read.
    static let sentinelPatience: Duration = .seconds(60)

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

    /// The transactional id for a cluster: one for all of Tidemark, so that two restores of a cluster fence each other.
    static func id(cluster: String) -> String { "tidemark-\(cluster)" }

    private var mark: SentinelMark {
        SentinelMark(run: record.id.text, direction: record.undoOf == nil ? .forward : .undo)
    }

    /// What the sentinel group commits in the run's transaction, `nil` for a run that sets no offset.
    func sentinel(offset: Int64) -> CommittedOffset? {
        record.sentinelPartition.map { partition in
            CommittedOffset(partition, offset: offset, metadata: mark.metadata)
        }
    }

    /// A producer that has fenced its predecessors; no older transaction of ours is open once it is there.
    ///
    /// - Parameters:
    ///   - timeout: How long the broker leaves a transaction of this producer open.
    ///   - deadline: When to give up.
    /// - Returns: The producer.
    /// - Throws: ``TidemarkError``: 69 when the cluster does not decide in time, 77 without the right to the id.
    func initialized(
        timeout: Duration,
        before deadline: Deadline = .after(initializePatience)
    ) async throws(TidemarkError) -> any OffsetTransaction {
        try await Self.initialized(record.transactionalID, on: cluster, timeout: timeout, before: deadline)
    }

    /// A producer with this id that has fenced its predecessors.
    ///
    /// - Parameters:
    ///   - id: The transactional id.
    ///   - cluster: The cluster.
    ///   - timeout: How long the broker leaves a transaction of this producer open.
    ///   - deadline: When to give up.
    /// - Returns: The producer.
    /// - Throws: ``TidemarkError``: 69 when the cluster does not decide in time, 77 without the right to the id, 79 where
    ///   there are no transactions, or none that may be open for so long.
    static func initialized(
        _ id: String,
        on cluster: any Cluster,
        timeout: Duration,
        before deadline: Deadline = .after(initializePatience)
    ) async throws(TidemarkError) -> any OffsetTransaction {
        do throws(KafkaError) {
            let transaction = try cluster.transaction(id: id, timeout: timeout)
            try await transaction.initialize(before: deadline)
            return transaction
        } catch {
            switch error.code {
            case .invalidTransactionTimeout: throw .transactionTooLong(error, timeout)
            case let code where code.refusesTransactions: throw .noTransaction(error, id: id)
            default: throw .cluster(error, while: "preparing the transaction", of: cluster)
            }
        }
    }

    /// Decides how the run's transaction ended: what is still open is aborted first, then the sentinel tells.
    ///
    /// A sentinel that is there is proof either way. One that is not there proves nothing by itself: Kafka removes it
    /// with its topic, and after a time. Then a commit that was never sent did not happen, and one that was sent is
    /// judged by what the groups hold.
    ///
    /// - Parameters:
    ///   - items: The run's items with their pre-images.
    ///   - commitWasSent: Whether a commit was, or may have been, sent.
    /// - Returns: How it ended.
    /// - Throws: ``TidemarkError`` when it cannot be decided now.
    func ending(_ items: [RunItem], commitWasSent: Bool) async throws(TidemarkError) -> Ending {
        // Initialising again is what makes the answer final (kafka.md §11.3): nothing of ours is open afterwards.
        _ = try await initialized(timeout: TransactionBudget.base)
        do throws(TidemarkError) {
            if let found = try await sentinelMark() { return found == mark ? .committed : .aborted }
        } catch {
            guard !commitWasSent else { throw error }
        }
        guard commitWasSent else { return .aborted }
        let held = try await RunReading(cluster: cluster, progress: { _ in }).read(
            items,
            waitsForTransactions: true,
            activity: "finding out how the transaction ended",
            before: .after(Self.sentinelPatience)
        )
        let mismatches = RunComparison.withPlanned(items, held)
        if mismatches.isEmpty { return .committed }
        return RunComparison.withPreImage(items, held).isEmpty ? .aborted : .unknown(mismatches)
    }

    /// What the sentinel says, `nil` when it is not there or can never be read.
    private func sentinelMark() async throws(TidemarkError) -> SentinelMark? {
        guard let partition = record.sentinelPartition else { return nil }
        do throws(KafkaError) {
            let found = try await cluster.committedOffsets(
                of: record.sentinelGroup,
                for: [partition],
                waitsForTransactions: true,
                before: .after(Self.sentinelPatience)
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
