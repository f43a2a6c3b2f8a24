import Cluster
import Offsets

/// Asks what the principal may see: Kafka leaves out what it may not, without an error.
///
/// Groups are left out of the list without DESCRIBE on the cluster, and a topic's offsets out of what a group holds without
/// DESCRIBE on the topic. What a principal may do with everything of a kind is told by a name that nothing has: "unknown"
/// is the answer to who may see all, "not authorized" the one to who may not. Asking makes and changes nothing.
struct ViewCheck: Sendable {
    /// How long the answers may take: as long as any group may; a coordinator that is lost is replaced meanwhile, and an
    /// operation of librdkafka that expires while it looks for one ends the process (`docs/kafka.md` 11.2).
    static let patience = Capture.patiencePerGroup
    /// How many topics are asked about by name: a cluster with more rules is not asked for the rest.
    private static let mostTopics = 500
    /// How many groups of the snapshot before are asked about; every one is a request.
    private static let mostGroups = 200
    /// How many topics are asked about at once: each keeps a thread waiting.
    private static let topicsInFlight = 8
    /// How many names a reason has; the limit itself has all.
    private static let namesInReason = 3
    private static let nameLength = 32

    let cluster: any Cluster
    /// What is asked for: what lies beyond it may be hidden.
    let rules: SelectionRules

    /// What one question came to.
    enum Answer: Sendable {
        /// Nothing is hidden.
        case everything
        /// Something is.
        case hidden(Visibility.Limit)
        /// It could not be asked.
        case unknown(Visibility.Limit)
    }

    /// What the principal may see of what is asked for.
    func view(of identity: ClusterIdentity, before deadline: Deadline) async -> Visibility {
        let limit = min(deadline, .after(Self.patience))
        async let listing = listing(of: identity, before: limit)
        async let groups = groups(before: limit)
        async let topics = topics(before: limit)
        var answers = await [listing] + topics
        // In a whole list, a group that cannot be read is a failure by its name.
        let isWhole = if case .everything = answers[0] { rules.asksForGroups } else { false }
        let readable = await groups
        if !isWhole { answers.append(readable) }
        return Visibility(answers)
    }

    /// What the principal may see of the list of groups alone.
    func listingView(of identity: ClusterIdentity, before deadline: Deadline) async -> Visibility {
        Visibility([await listing(of: identity, before: min(deadline, .after(Self.patience)))])
    }

    /// Whether a list of groups is whole.
    private func listing(of identity: ClusterIdentity, before deadline: Deadline) async -> Answer {
        guard !rules.namesEveryGroup else { return .everything }
        do throws(KafkaError) {
            let broker = identity.brokers.first?.id
            let cluster = cluster
            let mayDescribe = await abandoning(at: deadline) { limit throws(KafkaError) in
                try await cluster.mayDescribeCluster(asking: broker, before: limit)
            }
            if try mayDescribe.get() { return .everything }
            let right = MissingRight(.describe, on: .cluster)
            return .hidden(.init(.listing, "no \(right), so groups that it may not see are left out of the list"))
        } catch {
            return .unknown(.init(.listing, "whether groups are left out of the list could not be asked: \(error)"))
        }
    }

    /// Whether any group may be read.
    private func groups(before deadline: Deadline) async -> Answer {
        guard !rules.namesEveryGroup else { return .everything }
        do throws(KafkaError) {
            if try await mayDescribe(GroupID(Self.nameOfNothing()), before: deadline) { return .everything }
            return .hidden(.init(.groups, "no DESCRIBE on every group, so some cannot be read"))
        } catch {
            return .unknown(.init(.groups, "whether every group can be read could not be asked: \(error)"))
        }
    }

    /// Whether any topic's offsets are shown, and which topics' are known not to be.
    func topics(before deadline: Deadline) async -> [Answer] {
        if let names = rules.namedTopics { return await hidden(names, before: deadline) }
        do throws(KafkaError) {
            guard try await cluster.mayDescribe(topic: Self.nameOfNothing(), before: deadline) else {
                return [.hidden(.init(.topics, "no DESCRIBE on every topic, so offsets of some are left out"))]
            }
            let cluster = cluster
            let forbidden = await abandoning(at: deadline) { limit throws(KafkaError) in
                try await cluster.forbiddenTopics(before: limit)
            }
            return await hidden(try forbidden.get(), before: deadline)
        } catch {
            return [.unknown(.init(.topics, "whether offsets of topics are left out could not be asked: \(error)"))]
        }
    }

    /// Refuses where a topic may be hidden: what cannot be seen must not be taken for absent.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - rules: Which topics are meant.
    ///   - deadline: When to give up.
    /// - Throws: ``TidemarkError``: 77 where topics are hidden, 69 where that could not be asked.
    static func refuseHiddenTopics(
        of cluster: any Cluster,
        among rules: SelectionRules = .everything,
        before deadline: Deadline
    ) async throws(TidemarkError) {
        let limit = min(deadline, .after(patience))
        let view = Visibility(await ViewCheck(cluster: cluster, rules: rules).topics(before: limit))
        guard view.state != .all else { return }
        let isHidden = view.state == .limited
        let names = view.hiddenNames(.topics)
        let right = MissingRight(.describe, on: .topics(names.isEmpty ? ["*"] : names))
        throw TidemarkError(
            isHidden ? .denied : .unreachable,
            "what is not in the plan would be removed, and a group may hold more than can be seen: "
                + view.limits.map(\.reason).joined(separator: "; "),
            hint: isHidden ? "Grant it: \(right.grant); or name the topics in full with --topic." : "Try again."
        )
    }

    /// What is hidden of the names in an earlier snapshot that a new one lacks.
    ///
    /// Where the rules of a cluster cannot be read, this is what finds a topic or a group that was hidden since.
    ///
    /// - Parameters:
    ///   - snapshot: The new snapshot.
    ///   - names: The names in the earlier one.
    ///   - deadline: When to give up.
    /// - Returns: The view of the new one.
    func view(of snapshot: Snapshot, lacking names: SnapshotNames, before deadline: Deadline) async -> Visibility {
        let limit = min(deadline, .after(Self.patience))
        let view = snapshot.coverage.visibility
        let seen = Set(snapshot.topics.map(\.topic)).union(view.hiddenNames(.topics))
        let failed = Set(snapshot.coverage.failed.map(\.group)).union(snapshot.coverage.unsupported.map(\.group))
        let read = failed.union(snapshot.groups.map(\.group))
        let topics = names.topics.filter { !seen.contains($0) && rules.selects(topic: $0) }.sorted()
        let groups = names.groups.filter { !read.contains($0) && rules.selects(group: $0) }.sorted()
        async let hiddenTopics = hidden(topics, before: limit)
        let hiddenGroups = await hidden(groups, before: limit)
        return view.adding(await hiddenTopics + hiddenGroups)
    }

    func hidden(_ topics: [String], before deadline: Deadline) async -> [Answer] {
        let asked = Array(topics.prefix(Self.mostTopics))
        let cluster = cluster
        let results = await bounded(asked, limit: Self.topicsInFlight) { topic -> Result<Bool, KafkaError> in
            await Result { () async throws(KafkaError) in try await cluster.mayDescribe(topic: topic, before: deadline)
            }
        }
        return Self.answers(zip(asked, results), .topics, beyond: topics.count - asked.count) { names in
            "no DESCRIBE on \(Self.words("topic", names)): offsets there are left out"
        }
    }

    private func hidden(_ groups: [GroupID], before deadline: Deadline) async -> [Answer] {
        // As many as that are not hidden one by one.
        let asked = Array(groups.prefix(Self.mostGroups))
        let results = await bounded(asked, limit: RunLimits.requestsInFlight) { group -> Result<Bool, KafkaError> in
            await Result { () async throws(KafkaError) in try await mayDescribe(group, before: deadline) }
        }
        return Self.answers(zip(asked.map(\.name), results), .listing, beyond: 0) { names in
            "no DESCRIBE on \(Self.words("group", names)), which the snapshot before this one held"
        }
    }

    private static func answers(
        _ results: some Sequence<(String, Result<Bool, KafkaError>)>,
        _ kind: Visibility.Limit.Kind,
        beyond unasked: Int,
        reason: ([String]) -> String
    ) -> [Answer] {
        var hidden: [String] = []
        var unknown: (names: [String], error: KafkaError?) = ([], nil)
        for (name, result) in results {
            switch result {
            case .success(true): continue
            case .success(false): hidden.append(name)
            case .failure(let error): unknown = (unknown.names + [name], unknown.error ?? error)
            }
        }
        hidden.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var answers: [Answer] = hidden.isEmpty ? [] : [.hidden(.init(kind, reason(hidden), names: hidden))]
        if let error = unknown.error {
            let names = words("\(kind == .topics ? "topic" : "group")", unknown.names)
            answers.append(.unknown(.init(kind, "whether \(names) can be seen could not be asked: \(error)")))
        }
        if unasked > 0 {
            answers.append(.unknown(.init(kind, "\(unasked) further \(kind.rawValue) were not asked about")))
        }
        return answers
    }

    private static func words(_ kind: String, _ names: [String]) -> String {
        let named = names.prefix(namesInReason).joined(separator: ", ")
        let more = names.count - namesInReason
        return "\(names.count == 1 ? kind : "\(kind)s") \(named)" + (more > 0 ? " and \(more) more" : "")
    }

    /// Whether a group may be seen, be there one or not.
    private func mayDescribe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        do throws(KafkaError) {
            let (cluster, partition) = (cluster, TopicPartition(topic: Self.nameOfNothing(), partition: 0))
            let reading = await abandoning(at: deadline) { limit throws(KafkaError) in
                try await cluster.committedOffsets(
                    of: group,
                    for: [partition],
                    waitsForTransactions: false,
                    before: limit
                )
            }
            _ = try reading.get()
            return true
        } catch {
            guard error.code == .groupAuthorizationFailed else { throw error }
            return false
        }
    }

    /// A name that no group or topic has, and no rule for a prefix fits.
    static func nameOfNothing() -> String {
        String(
            decoding: (0..<nameLength).map { _ in UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z")) },
            as: UTF8.self
        )
    }
}

extension Visibility {
    /// What several answers come to; something that is hidden outweighs what could not be asked.
    init(_ answers: [ViewCheck.Answer]) {
        self = Visibility(.all).adding(answers)
    }

    /// The view with further answers.
    func adding(_ answers: [ViewCheck.Answer]) -> Visibility {
        var view = self
        for answer in answers {
            switch answer {
            case .everything: continue
            case .hidden(let limit): view = view.with(.limited, limit)
            case .unknown(let limit): view = view.with(view.state == .limited ? .limited : .unknown, limit)
            }
        }
        return view
    }

    private func with(_ state: State, _ limit: Limit) -> Visibility {
        let added = limits.contains(limit) ? [] : [limit]
        return Visibility(state, limits: limits + added, isAccepted: isAccepted)
    }
}
