import Cluster
import Offsets

/// What is asked about by its name: topics and groups that are known to be there, or were.
extension ViewCheck {
    /// How many topics are asked about by name: a cluster with more rules is not asked for the rest.
    private static let mostTopics = 500
    /// How many groups of the snapshot before are asked about; every one is a request.
    private static let mostGroups = 200
    /// How many topics are asked about at once: each keeps a thread waiting.
    private static let topicsInFlight = 8
    /// How many names a reason has; the limit itself has all.
    private static let namesInReason = 3

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

    /// Which of the groups that are asked for by name or by a pattern cannot be read: in a snapshot they are failures by
    /// their names.
    ///
    /// - Parameters:
    ///   - listed: The groups that are listed.
    ///   - deadline: When to give up.
    /// - Returns: The groups that are known not to be readable, and in words what is not as it should be.
    func unreadable(_ listed: [GroupID], before deadline: Deadline) async -> (groups: [GroupID], reasons: [String]) {
        guard rules.asksForGroups else { return ([], []) }
        let groups = Set(listed.filter { rules.selects(group: $0) }).union(rules.literalGroups).sorted()
        let asked = Array(groups.prefix(Self.mostGroups))
        let limit = min(deadline, .after(Self.patience))
        let results = await bounded(asked, limit: RunLimits.requestsInFlight) { group -> Result<Bool, KafkaError> in
            await Result { () async throws(KafkaError) in try await mayDescribe(group, before: limit) }
        }
        let hidden = zip(asked, results).filter { (try? $0.1.get()) == false }.map(\.0)
        var reasons: [String] = []
        if !hidden.isEmpty { reasons.append("no DESCRIBE on \(Self.words("group", hidden.map(\.name)))") }
        if case .failure(let error)? = results.first(where: { (try? $0.get()) == nil }) {
            reasons.append("whether every group can be read could not be asked: \(error)")
        }
        return (hidden, reasons)
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
}
