public import Cluster
public import Offsets
import Store

/// Tries, with transactions that are aborted, whether a restore could write and would spare groups with members.
///
/// It has a transactional id and a sentinel group of its own, so that no restore is disturbed; and it writes
/// nothing to the journal.
public struct TransactionTrial: Sendable {
    /// What the trial is called where a cluster's id would stand.
    private static let mark = "doctor"

    private let context: EngineContext

    /// A trial on a cluster.
    public init(_ context: EngineContext) {
        self.context = context
    }

    /// What is remembered of such a trial, and of the beginnings of restores.
    ///
    /// - Parameters:
    ///   - identity: The cluster.
    ///   - deadline: When to give up.
    /// - Returns: The check; a warning where nothing was shown for these brokers and this library yet.
    public func remembered(of identity: ClusterIdentity, before deadline: Deadline) async -> HealthCheck {
        do throws(TidemarkError) {
            let library = try await context.cluster.asking("asking what the brokers understand") {
                () throws(KafkaError) in
                try await context.cluster.transactionLibrary(before: deadline)
            }
            let proof = FenceProof(of: identity, library: library, at: .now())
            if let known = try await context.journal.fenceProof(cluster: identity.id),
                FenceCheck.stands(known, for: proof)
            {
                let day = known.provedAt.description.prefix(10)
                return HealthCheck(Self.name, .ok, "transactions spare groups with members, as was shown on \(day)")
            }
        } catch {
            return HealthCheck(Self.name, .warn, because: error)
        }
        return HealthCheck(
            Self.name,
            .warn,
            "not tried with these brokers yet: the next restore does, before it writes anything",
            remedy: "`tidemark doctor --try-transaction` tries it now, with transactions that are aborted."
        )
    }

    /// Tries it now.
    ///
    /// - Parameters:
    ///   - identity: The cluster.
    ///   - deadline: When to give up.
    /// - Returns: The check.
    public func tried(on identity: ClusterIdentity, before deadline: Deadline) async -> HealthCheck {
        do throws(TidemarkError) {
            let topics = try await context.cluster.connected(before: deadline).topics.values
            guard let topic = topics.sorted(by: { $0.name < $1.name }).first(where: Self.isUsable) else {
                return HealthCheck(Self.name, .warn, "it cannot be tried: the cluster shows no topic to try it on")
            }
            let limits = RunLimits.unknownSize
            let transaction = try await TransactionBeginning(
                cluster: context.cluster,
                id: CommitDecision.id(cluster: "\(Self.mark)-\(identity.id)"),
                limits: limits
            ).begin(before: min(deadline, .after(limits.initializing))).0
            let check = FenceCheck(
                context: context,
                sentinelGroup: SentinelGroup.name(installation: Self.mark),
                limits: limits
            )
            let partition = TopicPartition(topic: topic.name, partition: 0)
            try await check.show(on: partition, with: transaction, of: identity, before: deadline)
            return HealthCheck(
                Self.name,
                .ok,
                "transactions work and spare groups with members: tried now on \(topic.name)[0], nothing was committed"
            )
        } catch {
            return HealthCheck(Self.name, because: error)
        }
    }

    private static let name = "transactions"

    private static func isUsable(_ topic: TopicMetadata) -> Bool {
        !topic.name.hasPrefix("__") && topic.partitionCount > 0 && !topic.leaderless.contains(0)
    }
}
