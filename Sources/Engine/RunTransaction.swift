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
    }

    let cluster: any Cluster
    let record: RunRecord

    /// The transactional id for a cluster: one for all of Tidemark, so that two restores of a cluster fence each other.
    static func id(cluster: String) -> String { "tidemark-\(cluster)" }

    /// What the sentinel group commits in the run's transaction, `nil` for a run that sets no offset.
    func sentinel(offset: Int64) -> CommittedOffset? {
        record.sentinelPartition.map { partition in
            CommittedOffset(
                partition, offset: offset,
                metadata: SentinelMark(run: record.id.text, direction: .forward).metadata)
        }
    }

    /// A producer that has fenced its predecessors; no older transaction of ours is open once it is there.
    ///
    /// - Throws: ``TidemarkError``: 69 when the cluster does not decide in time, 77 without the right to the id.
    func initialized(timeout: Duration) async throws(TidemarkError) -> any OffsetTransaction {
        do throws(KafkaError) {
            let transaction = try cluster.transaction(id: record.transactionalID, timeout: timeout)
            try await transaction.initialize(before: .after(Self.initializePatience))
            return transaction
        } catch {
            switch error.code {
            case .transactionalIDAuthorizationFailed:
                throw TidemarkError(
                    "denied", "not permitted to use the transactional id \(record.transactionalID)",
                    hint: "Grant WRITE on it: kafka-acls --add --operation Write --transactional-id "
                        + record.transactionalID, exitCode: .denied, cause: error)
            default:
                throw TidemarkError.cluster(error, while: "preparing the transaction", of: cluster)
            }
        }
    }

    /// Decides how the run's transaction ended: what is still open is aborted first, then the sentinel tells.
    ///
    /// - Throws: ``TidemarkError`` when it cannot be decided now.
    func ending() async throws(TidemarkError) -> Ending {
        // Initialising again is what makes the answer final (kafka.md §11.3): nothing of ours is open afterwards.
        _ = try await initialized(timeout: TransactionBudget.base)
        guard let partition = record.sentinelPartition else { return .aborted }
        do throws(KafkaError) {
            let found = try await cluster.committedOffsets(
                of: record.sentinelGroup, for: [partition], waitsForTransactions: true,
                before: .after(Self.sentinelPatience))
            switch found[partition] {
            case .committed(let offset):
                let mark = SentinelMark(offset.metadata)
                return mark == SentinelMark(run: record.id.text, direction: .forward) ? .committed : .aborted
            case .absent: return .aborted
            case .failed(let error): throw error
            case nil: throw KafkaError(.malformedReply, "the reply lacks \(partition)")
            }
        } catch {
            throw TidemarkError.group(error, record.sentinelGroup, while: "reading how the transaction ended")
        }
    }
}
