import Cluster
import Offsets

/// The rights that are looked for, one by one; the README has them as a table.
enum NeededRight {
    /// What listing every group needs.
    static let listing = MissingRight(.describe, on: .cluster)
    /// What reading every group needs.
    static let groups = MissingRight(.describe, on: .everyGroup)
    /// What seeing every offset needs.
    static let topics = MissingRight(.describe, on: .topics(["*"]))
    /// What comparing the brokers' limits needs.
    static let settings = MissingRight(.describeConfigs, on: .cluster)
    /// What writing to every group needs.
    static let writingGroups = MissingRight(.read, on: .everyGroup)
    /// What writing offsets of every topic needs.
    static let writingTopics = MissingRight(.read, on: .topics(["*"]))
    /// What transactions need.
    static let transactions = MissingRight(.write, on: .transactionalIDs(beginning: CommitDecision.id(cluster: "")))
    /// What the mark of a restore needs, for who may not write to every group.
    static let mark = MissingRight(.read, on: .groups(beginning: SentinelGroup.prefix))
    /// What removing offsets and groups needs.
    static let removal = MissingRight(.delete, on: .everyGroup)

    /// Of whoever takes snapshots.
    static let capture = [listing, groups, topics, settings]
    /// Of whoever restores.
    static let restore = [writingGroups, writingTopics, transactions, removal]
}

/// Rights are asked about by a name that nothing has: the broker looks at the right first, and then at the name.
extension ClusterExamination {
    /// More than brokers let any transaction stay open, so that they refuse it: 24 days, about as long as a request can ask
    /// for; librdkafka adds to it, and 2^31 milliseconds are too many.
    private static let tooLong: Duration = .seconds(24 * 86_400)
    /// How long the answer to it may take.
    private static let transactionPatience: Duration = .seconds(15)

    /// Whether snapshots will see everything that they are to hold.
    ///
    /// - Parameters:
    ///   - identity: The cluster.
    ///   - demands: What snapshots are to hold.
    ///   - groups: The groups that are listed.
    /// - Returns: The check.
    func captureRights(_ identity: ClusterIdentity, _ demands: Demands, _ groups: [GroupID]) async -> HealthCheck {
        let name = "capture-rights"
        let check: ViewCheck
        do throws(TidemarkError) {
            check = ViewCheck(cluster: cluster, rules: try SelectionRules(demands.selection))
        } catch {
            return HealthCheck(name, because: error)
        }
        let view = await check.view(of: identity, before: deadline)
        let unreadable = await check.unreadable(groups, before: deadline)
        let reasons = (view.limits.map(\.reason) + unreadable.reasons).joined(separator: "; ")
        let missing = view.limits.map(Self.right) + unreadable.groups.map { MissingRight(.describe, on: .group($0)) }
        switch view.state {
        case .limited where demands.acceptsLimitedView && unreadable.groups.isEmpty:
            return HealthCheck(name, .ok, "\(reasons); that is meant (accept-limited-view)")
        case .limited: break
        case .unknown where unreadable.groups.isEmpty:
            return HealthCheck(name, .warn, reasons, remedy: "Look again when every broker answers.")
        case .all where unreadable.groups.isEmpty:
            guard unreadable.reasons.isEmpty else {
                return HealthCheck(name, .warn, reasons, remedy: "Look again when every broker answers.")
            }
            let selected = demands.selection == Selection() ? "" : " that is selected"
            return HealthCheck(name, .ok, "every group and topic\(selected) can be seen")
        case .unknown, .all: break
        }
        return HealthCheck(name, .fail, reasons, remedy: "Snapshots are partial without it. \(grant(missing))")
    }

    /// Whether offsets of every group may be written.
    func restoreRights(_ demands: Demands) async -> HealthCheck {
        let name = "restore-rights"
        let (group, partition) = Self.nothing()
        let refusal = await refusal(of: partition, in: group)
        switch refusal?.code {
        case .unknownTopicOrPartition:
            return HealthCheck(name, .ok, "offsets of every group and topic may be written")
        case .groupAuthorizationFailed:
            var missing = [NeededRight.writingGroups]
            var more = "; of topics, that can be told only with it"
            if demands.acceptsLimitedView {
                // Whose view is limited on purpose may write to some groups only, and needs one of Tidemark's own with them.
                let (_, partition) = Self.nothing()
                let own = SentinelGroup.name(installation: ViewCheck.nameOfNothing())
                let refused = await self.refusal(of: partition, in: own)?.code == .groupAuthorizationFailed
                missing = refused ? [NeededRight.mark] : []
                more = refused ? ", and no \(NeededRight.mark), which every restore needs" : ""
            }
            return lacking(name, "no READ on every group\(more)", missing, demands)
        case .topicAuthorizationFailed:
            return lacking(name, "no READ on every topic", [NeededRight.writingTopics], demands)
        default: return Self.unknown(name, refusal)
        }
    }

    /// Whether a transaction may be made, asked by one that is refused for lasting too long.
    ///
    /// The broker looks at the right, then at the time, and only then begins (`docs/kafka.md` §9.6). It is asked about the
    /// id that restores have, which rules may name in full. Where there has been no transaction yet, the question itself
    /// would have the brokers make their topic of transactions, and is asked only where transactions are tried anyway.
    func transactionRights(_ metadata: ClusterMetadata, triesTransaction: Bool) async -> HealthCheck {
        let name = "transaction-rights"
        let id = CommitDecision.id(cluster: metadata.identity.id)
        guard triesTransaction || metadata.topics[TransactionLog.topic] != nil else {
            return HealthCheck(
                name,
                .warn,
                "whether \(id) may be used is not known: \(TransactionLog.topic) is not there, or not shown to this user, and "
                    + "asking would make it",
                remedy: "`tidemark doctor --try-transaction` tries it, with transactions that are aborted."
            )
        }
        do throws(KafkaError) {
            let transaction = try cluster.transaction(id: id, timeout: Self.tooLong)
            try await transaction.initialize(before: min(deadline, .after(Self.transactionPatience)))
        } catch {
            switch error.code {
            case .invalidTransactionTimeout: break
            case .transactionalIDAuthorizationFailed:
                return HealthCheck(
                    name,
                    .fail,
                    "no \(MissingRight(.write, on: .transactionalID(id))): every restore is refused",
                    remedy: grant([NeededRight.transactions])
                )
            default: return Self.unknown(name, error)
            }
        }
        return HealthCheck(name, .ok, "transactions may be made as \(id)")
    }

    /// Whether committed offsets of every group may be removed, as restores with `--mode exact` do.
    func deletionRights() async -> HealthCheck {
        let name = "removal-rights"
        let (group, partition) = Self.nothing()
        let refusal: KafkaError?
        do throws(KafkaError) {
            refusal = try await cluster.deleteOffsets(of: group, for: [partition], before: deadline)[partition]
        } catch {
            refusal = error
        }
        switch refusal?.code {
        case .unknownTopicOrPartition, .groupIDNotFound, .topicAuthorizationFailed:
            return HealthCheck(name, .ok, "committed offsets of every group may be removed")
        case .groupAuthorizationFailed:
            return HealthCheck(
                name,
                .warn,
                "no DELETE on every group: what --mode exact removes, and undoing what created a group, is refused where no "
                    + "other rule grants it",
                remedy: "Where that is wanted: \(MissingRight.grant([NeededRight.removal], to: grantee))"
            )
        default: return Self.unknown(name, refusal)
        }
    }

    /// Why an offset cannot be committed to a group; the partition is one that is not there, so that none ever is.
    private func refusal(of partition: TopicPartition, in group: GroupID) async -> KafkaError? {
        do throws(KafkaError) {
            let offset = CommittedOffset(partition, offset: 0)
            return try await cluster.alterOffsets(of: group, to: [offset], before: deadline)[partition]
        } catch {
            return error
        }
    }

    /// A right that restores lack, which is as it should be for part of the groups where the view of all is limited on
    /// purpose.
    private func lacking(
        _ name: String,
        _ words: String,
        _ missing: [MissingRight],
        _ demands: Demands
    ) -> HealthCheck {
        HealthCheck(
            name,
            demands.acceptsLimitedView ? .warn : .fail,
            "\(words): a restore is refused where no other rule grants it",
            remedy: missing.isEmpty ? nil : grant(missing)
        )
    }

    /// What grants rights, as a sentence.
    func grant(_ rights: [MissingRight]) -> String { "Grant it: \(MissingRight.grant(rights, to: grantee))" }

    private static func unknown(_ name: String, _ refusal: KafkaError?) -> HealthCheck {
        let reason =
            refusal.map { "\($0.message) (\($0.code.name))" } ?? "the broker has not refused a topic that is not there"
        return HealthCheck(
            name,
            .warn,
            "it could not be asked: \(reason)",
            remedy: "Look again when every broker answers."
        )
    }

    /// The right that a limit of the view is for the want of.
    private static func right(_ limit: Visibility.Limit) -> MissingRight {
        switch limit.kind {
        case .listing: NeededRight.listing
        case .groups: NeededRight.groups
        case .topics: limit.names.isEmpty ? NeededRight.topics : MissingRight(.describe, on: .topics(limit.names))
        }
    }

    private static func nothing() -> (GroupID, TopicPartition) {
        (GroupID(ViewCheck.nameOfNothing()), TopicPartition(topic: ViewCheck.nameOfNothing(), partition: 0))
    }
}
