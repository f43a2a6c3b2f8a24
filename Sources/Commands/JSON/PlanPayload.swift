import Offsets

/// P: a plan, its steps and its summary; ``PlanDocument`` reads it again.
struct PlanPayload: JSONPayload {
    let plan: Plan
    let digest: ContentDigest
    /// What is known of the source and the target besides, `nil` for what the digest covers alone.
    let origin: PlanOrigin?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("digest", digest.description)
            json.member("kind", plan.kind.rawValue)
            json.member("mode", plan.policy.mode.rawValue)
            json.member("source", PlanSourcePayload(source: plan.source, origin: origin))
            json.member("cluster", ClusterPayload(plan.cluster))
            if let origin { json.member("bootstrapServers", origin.bootstrapServers) }
            json.member("protocol", plan.commitProtocol.rawValue)
            json.member("policy", PlanPolicyPayload(policy: plan.policy))
            json.member("everything", plan.isOfEverything)
            json.member(
                "topicIds",
                array: plan.topicIDs.sorted { $0.key < $1.key }.lazy.map { TopicIDPayload(topic: $0.key, id: $0.value) }
            )
            json.member("targets", array: plan.targets.lazy.map(PlanTargetPayload.init))
            json.member("steps", array: plan.steps.lazy.map(PlanStepPayload.init))
            json.member("summary", PlanSummaryPayload(plan.summary))
        }
    }
}

/// The object `{"onOutOfRange", "onMissing", "only", "onActive"}`.
struct PlanPolicyPayload: JSONPayload {
    let policy: PlanPolicy

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("onOutOfRange", policy.onOutOfRange.rawValue)
            json.member("onMissing", policy.onMissing.rawValue)
            json.member("only", policy.only?.rawValue)
            json.member("onActive", policy.onActive.rawValue)
        }
    }
}

/// The object `{"topic", "id"}`.
struct TopicIDPayload: JSONPayload {
    let topic: String
    let id: TopicID

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", topic)
            json.member("id", id.description)
        }
    }
}

/// What ``TopicIDPayload`` writes, read again.
private struct TopicIDDocument: Decodable {
    private enum Key: String, CodingKey {
        case topic, id
    }

    let topic: String
    let id: TopicID

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        topic = try json.decode(String.self, forKey: .topic)
        guard let id = TopicID(try json.decode(String.self, forKey: .id)) else {
            throw DecodingError.dataCorruptedError(forKey: Key.id, in: json, debugDescription: "no topic id")
        }
        self.id = id
    }
}

/// What ``PlanPayload`` writes, read again.
struct PlanDocument: Decodable {
    /// Why a document that is JSON is no plan.
    enum Flaw: Error {
        /// It is another document.
        case foreign
        /// It is of a newer version.
        case newer(Int)
        /// Its parts do not fit together.
        case inconsistent
        /// Its summary is not that of its steps.
        case edited(ContentDigest)
    }

    private enum Key: String, CodingKey {
        case schemaVersion, plan
        case digest, kind, mode, source, cluster, `protocol`, policy, everything, topicIds, targets, steps, summary
        case onOutOfRange, onMissing, only, onActive
    }

    /// The plan; the operator's name for its cluster is left out, since nothing vouches for it.
    let plan: Plan
    /// The digest that it was saved with.
    let digest: ContentDigest

    init(from decoder: any Decoder) throws {
        let document = try decoder.container(keyedBy: Key.self)
        guard let version = try? document.decode(Int.self, forKey: .schemaVersion), document.contains(.plan) else {
            throw Flaw.foreign
        }
        guard version <= Defaults.jsonSchemaVersion else { throw Flaw.newer(version) }
        let plan = try document.nestedContainer(keyedBy: Key.self, forKey: .plan)
        guard let digest = ContentDigest(hexadecimal: try plan.decode(String.self, forKey: .digest)) else {
            throw DecodingError.dataCorruptedError(forKey: Key.digest, in: plan, debugDescription: "no SHA-256 digest")
        }
        let policy = try plan.nestedContainer(keyedBy: Key.self, forKey: .policy)
        let summary = try plan.decode(PlanSummaryDocument.self, forKey: .summary)
        let read = Plan(
            kind: try plan.word(.kind),
            source: try plan.decode(PlanSourceDocument.self, forKey: .source).source,
            cluster: try plan.decode(PlanClusterDocument.self, forKey: .cluster).cluster,
            commitProtocol: try plan.word(.protocol),
            policy: PlanPolicy(
                onOutOfRange: try policy.word(.onOutOfRange),
                onMissing: try policy.word(.onMissing),
                mode: try plan.word(.mode),
                only: try policy.wordIfPresent(.only),
                onActive: try policy.word(.onActive)
            ),
            isOfEverything: try plan.decode(Bool.self, forKey: .everything),
            targets: try plan.decode([PlanTargetDocument].self, forKey: .targets).map(\.target),
            steps: try plan.decode([PlanStepDocument].self, forKey: .steps).map(\.step),
            topicIDs: Dictionary(
                try plan.decode([TopicIDDocument].self, forKey: .topicIds).map { ($0.topic, $0.id) },
                uniquingKeysWith: { first, _ in first }
            ),
            blocking: summary.blocking
        )
        guard let read else { throw Flaw.inconsistent }
        // The one part that the digest does not cover, since it follows from the others.
        guard summary.fits(read.summary) else { throw Flaw.edited(digest) }
        self.plan = read
        self.digest = digest
    }
}

extension KeyedDecodingContainer {
    /// One of the words of a closed set.
    func word<Word: RawRepresentable<String>>(_ key: Key) throws -> Word {
        guard let word: Word = try wordIfPresent(key) else {
            throw DecodingError.valueNotFound(
                String.self,
                .init(codingPath: codingPath + [key], debugDescription: "the value is missing")
            )
        }
        return word
    }

    /// One of the words of a closed set, `nil` for null.
    func wordIfPresent<Word: RawRepresentable<String>>(_ key: Key) throws -> Word? {
        guard let text = try decode(String?.self, forKey: key) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw DecodingError.dataCorruptedError(
                forKey: key,
                in: self,
                debugDescription: "'\(text)' is not known to this tidemark"
            )
        }
        return word
    }
}
