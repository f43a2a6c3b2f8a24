public import Cluster
internal import KafkaProtocol
public import Offsets
internal import Synchronization

extension DirectClient {
    /// The newest version of Metadata that tells the operations on the cluster, and names topics without their ids.
    static let metadataVersion: Int16 = 12
    /// How old what is known of leaders may be for asking them; one that is none any more says so.
    private static let leadersHold: Duration = .seconds(10)

    /// The cluster's id, its brokers, and every topic that the principal may see.
    ///
    /// - Throws: ``KafkaError``: `_AUTHENTICATION` or `_SSL` when the servers deny access, `_TRANSPORT` or `_RESOLVE` when
    ///   none can be reached, or none answers in time.
    public func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        let limit = min(deadline, .after(Self.firstContactLimit))
        return try await repeating(before: limit) { () throws(KafkaError) in
            let answer = try await metadataAnswer(of: nil, before: limit)
            guard let id = answer["clusterId"].text, !id.isEmpty else {
                throw KafkaError(.timedOut, "the brokers did not tell the cluster's id")
            }
            let brokers = Self.brokers(in: answer)
            var topics: [String: TopicMetadata] = [:]
            for topic in answer["topics"].structures where topic.int16("errorCode") == 0 {
                let name = topic.text("name").description
                let partitions = topic["partitions"].structures
                let leaderless = partitions.filter { $0.int32("leaderId") < 0 }.map { $0.int32("partitionIndex") }
                topics[name] = TopicMetadata(
                    name: name,
                    id: topic["topicId"].bytes.flatMap { TopicID(bytes: $0) },
                    partitionCount: Int32(clamping: partitions.count),
                    leaderless: leaderless.sorted()
                )
            }
            let known = KnownLeaders(at: .now, topics: Set(topics.keys), byPartition: Self.leaders(in: answer))
            topology.withLock { $0.leaders = known }
            return ClusterMetadata(
                identity: ClusterIdentity(id: id.description, brokers: brokers),
                topics: topics
            )
        }
    }

    /// The ids of topics (KIP-516), which brokers tell from 2.8 on.
    ///
    /// - Throws: ``KafkaError`` of the call.
    public func topicIDs(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [String: TopicID] {
        try await repeating(before: deadline) { () throws(KafkaError) in
            var ids: [String: TopicID] = [:]
            let answer = try await metadataAnswer(of: topics.sorted(), before: deadline)
            for topic in answer["topics"].structures where topic.int16("errorCode") == 0 {
                ids[topic.text("name").description] = topic["topicId"].bytes.flatMap { TopicID(bytes: $0) }
            }
            return ids
        }
    }

    /// The leader of each partition of these topics, −1 where there is none; a topic that is not told of is missing.
    public func leaders(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Int32] {
        try await repeating(before: deadline) { () throws(KafkaError) in
            Self.leaders(in: try await metadataAnswer(of: topics.sorted(), before: deadline))
        }
    }

    /// The leader of each partition of the topics that an answer tells of, −1 where there is none.
    private static func leaders(in answer: Structure) -> [TopicPartition: Int32] {
        var leaders: [TopicPartition: Int32] = [:]
        for topic in answer["topics"].structures where topic.int16("errorCode") == 0 {
            let name = topic.text("name").description
            for partition in topic["partitions"].structures {
                let key = TopicPartition(topic: name, partition: partition.int32("partitionIndex"))
                leaders[key] = partition.int32("leaderId")
            }
        }
        return leaders
    }

    /// Asks for topics by name, or for all; what the answer tells of brokers is kept.
    func metadataAnswer(
        of topics: [String]?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Structure {
        let answered = try await ask(nil, .metadata, upTo: Self.metadataVersion, before: deadline) { _ in
            Self.metadataRequest(of: topics)
        }
        return try take(answered)
    }

    /// The request for topics by name, or for all.
    static func metadataRequest(of topics: [String]?) -> Structure {
        [
            "topics": topics.map { names in .structures(names.map { ["name": .text(Text($0))] }) } ?? .null,
            "allowAutoTopicCreation": false,
        ]
    }

    /// Reads an answer of Metadata, and keeps what it tells of brokers and leaders.
    func take(_ answered: Answered) throws(KafkaError) -> Structure {
        let answer = try answered.message()
        keep(Self.brokers(in: answer), offsetsLeaders: Self.offsetsLeaders(in: answer))
        return answer
    }

    /// The leaders of topics' partitions as they were told lately, for asking them; `nil` where that is too long ago.
    func knownLeaders(of topics: Set<String>) -> [TopicPartition: Int32]? {
        topology.withLock { topology in
            guard let leaders = topology.leaders, leaders.at.duration(to: .now) < Self.leadersHold,
                topics.isSubset(of: leaders.topics)
            else { return nil }
            return leaders.byPartition
        }
    }

    /// Notes where the brokers are, and who leads the partitions of `__consumer_offsets` where that is told.
    private func keep(_ brokers: [BrokerAddress], offsetsLeaders: [Int32?]??) {
        let addresses = brokers.compactMap { broker in
            UInt16(exactly: broker.port).map { (broker.id, ServerAddress(host: broker.host, port: $0)) }
        }
        guard !addresses.isEmpty else { return }
        topology.withLock { topology in
            topology.brokers = Dictionary(addresses) { $1 }
            if let offsetsLeaders { topology.offsetsLeaders = offsetsLeaders }
        }
    }

    private static func brokers(in answer: Structure) -> [BrokerAddress] {
        answer["brokers"].structures.map { broker in
            BrokerAddress(
                id: broker.int32("nodeId"),
                host: broker.text("host").description,
                port: broker.int32("port")
            )
        }.sorted { $0.id < $1.id }
    }

    /// The leaders of the partitions of `__consumer_offsets` in an answer: `nil` where it does not tell of the topic.
    private static func offsetsLeaders(in answer: Structure) -> [Int32?]?? {
        let name = Text(OffsetsPartitions.topic)
        guard let topic = answer["topics"].structures.first(where: { $0["name"].text == name }) else { return nil }
        return .some(leaders(of: topic))
    }

    /// The leaders of a topic's partitions, in order; `nil` unless its partitions are 0 to n − 1 and it may be seen, and
    /// none where there is no such topic.
    static func leaders(of topic: Structure) -> [Int32?]? {
        switch ErrorCode(rawValue: topic.int16("errorCode")) {
        case .none: break
        case .unknownTopicOrPartition: return []
        default: return nil
        }
        let partitions = topic["partitions"].structures.map { ($0.int32("partitionIndex"), $0.int32("leaderId")) }
            .sorted { $0.0 < $1.0 }
        guard partitions.enumerated().allSatisfy({ $0.offset == Int($0.element.0) }) else { return nil }
        return partitions.map { $0.1 < 0 ? nil : $0.1 }
    }
}
