import Cluster
import Offsets

/// The rights that a plan needs to be carried out, and which of them are missing, as far as brokers tell before it is tried.
struct PlanRights: Sendable {
    /// How long the brokers may take to tell: what they do not tell is refused by them when it is tried.
    private static let patience: Duration = .seconds(10)

    let cluster: any Cluster
    /// The group that gets the mark of the run, where it is known.
    let sentinel: GroupID?

    /// Refuses a plan that lacks rights, each of them named.
    ///
    /// Nothing is refused that could not be asked.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - deadline: When to give up.
    /// - Throws: `denied` (exit 77) naming every group, topic and transactional id, in the words of an ACL.
    func refuse(_ plan: Plan, before deadline: Deadline) async throws(TidemarkError) {
        guard !plan.isBlocked, !plan.changesNothing else { return }
        let needed = needed(by: plan)
        let permissions: Permissions?
        do throws(KafkaError) {
            permissions = try await cluster.permissions(
                on: needed.compactMap(\.group).uniqued(),
                topics: needed.compactMap(\.topic).uniqued(),
                transactionalID: needed.contains { $0.transactionalID != nil }
                    ? CommitDecision.id(cluster: plan.cluster.id) : nil,
                before: min(deadline, .after(Self.patience))
            )
        } catch {
            guard error.code != .cancelled else {
                throw TidemarkError(.interrupted, "interrupted while looking at the rights; nothing was written")
            }
            return
        }
        guard let permissions else { return }
        let missing = needed.filter { !$0.isGranted(by: permissions) }
        guard !missing.isEmpty else { return }
        let otherwise = missing.contains { $0.transactionalID != nil } ? "; \(TidemarkError.withoutTransaction)" : ""
        throw TidemarkError(
            .denied,
            "the plan needs rights that are missing: \(Self.words(missing, for: plan)); nothing was written",
            hint: "Grant \(missing.count == 1 ? "it" : "them"): "
                + "\(MissingRight.grant(missing, to: Grantee()))\(otherwise)"
        )
    }

    /// How many rights are named in the message; the command of the hint has all of them.
    private static let mostNamed = 10

    private static func words(_ missing: [MissingRight], for plan: Plan) -> String {
        let others = missing.count - mostNamed
        let named = missing.prefix(mostNamed).map { right in
            guard let topic = right.topic else { return right.description }
            let steps = plan.steps.lazy.filter { $0.changesSomething && $0.topicPartition.topic == topic }
            return "\(right) (for group \(GroupList.words(Set(steps.map(\.group)))))"
        }
        return named.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
    }

    /// Each right once: of groups, then of topics, then of the transaction.
    private func needed(by plan: Plan) -> [MissingRight] {
        var groups: [MissingRight] = []
        var topics: Set<String> = []
        var written: Set<GroupID> = []
        var reduced = Set(plan.removedGroups)
        for step in plan.steps {
            switch step.action {
            case .set: written.insert(step.group)
            case .delete: reduced.insert(step.group)
            case .keep, .skip: continue
            }
            topics.insert(step.topicPartition.topic)
        }
        groups += written.sorted().map { MissingRight(.read, on: .group($0)) }
        groups += reduced.sorted().map { MissingRight(.delete, on: .group($0)) }
        guard !written.isEmpty else { return groups + topics.sorted().map { MissingRight(.read, on: .topics([$0])) } }
        if let sentinel { groups.append(MissingRight(.read, on: .group(sentinel))) }
        groups += topics.sorted().map { MissingRight(.read, on: .topics([$0])) }
        guard plan.commitProtocol == .transaction else { return groups }
        return groups + [MissingRight(.write, on: .transactionalID(CommitDecision.id(cluster: plan.cluster.id)))]
    }
}

extension PlanStep {
    /// Whether it writes or removes an offset.
    fileprivate var changesSomething: Bool { action == .set || action == .delete }
}

extension MissingRight {
    fileprivate var group: GroupID? {
        if case .group(let group) = resource { group } else { nil }
    }

    fileprivate var topic: String? {
        if case .topics(let names) = resource { names.first } else { nil }
    }

    fileprivate var transactionalID: String? {
        if case .transactionalID(let id) = resource { id } else { nil }
    }

    /// Whether it is there, or was not told.
    fileprivate func isGranted(by permissions: Permissions) -> Bool {
        if let group { return permissions.groups[group]?.contains(operation.bit) ?? true }
        if let topic { return permissions.topics[topic]?.contains(operation.bit) ?? true }
        return permissions.mayUseTransactionalID ?? true
    }
}

extension MissingRight.Operation {
    fileprivate var bit: Permissions.Operations {
        switch self {
        case .describe, .describeConfigs: .describe
        case .read: .read
        case .write: .write
        case .delete: .delete
        }
    }
}

extension Sequence where Element: Hashable {
    /// The elements in their order, each once.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
