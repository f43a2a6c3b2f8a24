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

    /// Whether groups may be left out of a list because nobody says which partitions of `__consumer_offsets` have a leader.
    ///
    /// - Parameters:
    ///   - offsets: What the listings found.
    ///   - deadline: When to give up.
    /// - Returns: What can be seen of that; everything where every group is named in full.
    func leaders(_ offsets: OffsetsPartitions, before deadline: Deadline) async -> Answer {
        guard offsets.count == nil, !rules.namesEveryGroup else { return .everything }
        let hidden = "groups on a partition of \(OffsetsPartitions.topic) without a leader are left out of the list"
        do throws(KafkaError) {
            let cluster = cluster
            let mayDescribe = await abandoning(at: min(deadline, .after(Self.patience))) { limit throws(KafkaError) in
                try await cluster.mayDescribe(topic: OffsetsPartitions.topic, before: limit)
            }
            guard try mayDescribe.get() else {
                let right = MissingRight(.describe, on: .topics([OffsetsPartitions.topic]))
                return .hidden(.init(.listing, "no \(right), so it cannot be seen whether \(hidden)"))
            }
            return .unknown(.init(.listing, "the brokers do not tell whether \(hidden)"))
        } catch {
            return .unknown(.init(.listing, "whether \(hidden) could not be asked: \(error)"))
        }
    }

    /// Whether any topic's offsets are shown, and which topics' are known not to be.
    func topics(before deadline: Deadline) async -> [Answer] {
        if let names = rules.namedTopics { return await hidden(names, before: deadline) }
        do throws(KafkaError) {
            let cluster = cluster
            async let forbidden = abandoning(at: deadline) { limit throws(KafkaError) in
                try await cluster.forbiddenTopics(before: limit)
            }
            guard try await cluster.mayDescribe(topic: Self.nameOfNothing(), before: deadline) else {
                return [.hidden(.init(.topics, "no DESCRIBE on every topic, so offsets of some are left out"))]
            }
            return await hidden(try await forbidden.get(), before: deadline)
        } catch {
            return [.unknown(.init(.topics, "whether offsets of topics are left out could not be asked: \(error)"))]
        }
    }

    /// Refuses where a topic may be hidden: what cannot be seen must not be taken for absent.
    ///
    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - rules: Which topics are meant.
    ///   - loss: What would happen otherwise, for the message.
    ///   - deadline: When to give up.
    /// - Throws: ``TidemarkError``: 77 where topics are hidden, 69 where that could not be asked.
    static func refuseHiddenTopics(
        of cluster: any Cluster,
        among rules: SelectionRules = .everything,
        otherwise loss: String = "what is not in the plan would be removed",
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
            "\(loss), and a group may hold more than can be seen: "
                + view.limits.map(\.reason).joined(separator: "; "),
            hint: isHidden ? "Grant it: \(right.grant); or name the topics in full with --topic." : "Try again."
        )
    }

    /// Whether a group may be seen, be there one or not.
    func mayDescribe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
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
