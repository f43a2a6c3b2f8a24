import Cluster
import Engine
import KafkaProtocol
import Offsets

@testable import KafkaSimulator

/// The simulated cluster as the engine needs it, without librdkafka: each call does, and repeats, what the shipped
/// client does.
///
/// Most schedules take this way and not the shipped client's, because requests that are handed over one by one, in time
/// that stands until somebody waits, make thousands of them in minutes, and each the same whenever it is played again.
struct DirectCluster: Cluster {
    /// How long a listing waits for brokers that do not answer.
    private static let listingPatience: Duration = .seconds(30)

    /// How long replicas take to have what was acknowledged.
    private static let replication: Duration = .seconds(2)

    let connection: DirectConnection
    /// The member whose name a live group refuses; empty with the engine that is wrong about it.
    let fence: Text
    /// Whose transaction it is.
    let writer: DirectTransaction.Writer
    /// Whether a commit whose answer is lost is followed by an abort, with the engine that is wrong about it.
    let changesDecision: Bool

    static let libraryVersion = "direct"
    func transactionLibrary(before deadline: Deadline) async throws(KafkaError) -> String { Self.libraryVersion }
    var reader: String { "simulator" }
    var writesLeaderEpochs: Bool { false }
    var lastConnectionFailure: ConnectionFailure? { nil }
    var brokerReleases: [String: KafkaRelease] { [:] }

    func metadata(before deadline: Deadline) async throws(KafkaError) -> ClusterMetadata {
        let answer = try connection.repeating(for: deadline.remaining) { () throws(KafkaError) in
            try connection.ask(.metadata, 4, ["topics": .null], at: try connection.anyBroker())
        }
        let brokers = answer["brokers"].structures.map { broker in
            BrokerAddress(
                id: broker.int32("nodeId"),
                host: "\(broker.text("host"))",
                port: broker.int32("port")
            )
        }
        var topics: [String: TopicMetadata] = [:]
        for topic in answer["topics"].structures where topic["errorCode"].integer == 0 {
            let name = "\(topic.text("name"))"
            let count = Int32(topic["partitions"].elements.count)
            topics[name] = TopicMetadata(name: name, partitionCount: count)
        }
        let identity = ClusterIdentity(id: "\(answer.text("clusterId"))", brokers: brokers)
        return ClusterMetadata(identity: identity, topics: topics)
    }

    func topicIDs(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [String: TopicID] { [:] }

    func listGroups(
        until suffices: @Sendable (GroupListing) -> Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupListing {
        // Once: what a repetition is for is found by the next look, or refuses.
        try await listGroups(before: deadline)
    }

    private func listGroups(before deadline: Deadline) async throws(KafkaError) -> GroupListing {
        var groups: [GroupID: ListedGroup] = [:]
        var errors: [KafkaError] = []
        for broker in connection.runningBrokers {
            do throws(KafkaError) {
                let limit = min(deadline.remaining, Self.listingPatience)
                let found = try connection.repeating(for: limit) { () throws(KafkaError) in
                    let answer = try connection.ask(.listGroups, 4, [:], at: broker)
                    try DirectConnection.check(answer["errorCode"])
                    return answer["groups"].structures
                }
                for group in found {
                    let id = GroupID("\(group.text("groupId"))")
                    let state = GroupState(rawValue: "\(group.text("groupState"))") ?? .unknown
                    if groups[id]?.isActive == true { continue }
                    let isSimple = group.text("protocolType").isEmpty
                    groups[id] = ListedGroup(group: id, state: state, type: isSimple ? .simple : .classic)
                }
            } catch {
                if error.code == .cancelled { throw error }
                errors.append(error)
            }
        }
        return GroupListing(groups: groups.values.sorted { $0.group < $1.group }, errors: errors)
    }

    func brokerSettings(before deadline: Deadline) async throws(KafkaError) -> BrokerSettings {
        throw KafkaError(.unsupportedFeature, "the engine never decides by the brokers' settings")
    }

    // Nobody lacks a right in these trials.
    func mayDescribe(topic name: String, before deadline: Deadline) async throws(KafkaError) -> Bool { true }

    func mayDescribeCluster(asking broker: Int32?, before deadline: Deadline) async throws(KafkaError) -> Bool { true }

    func forbiddenTopics(before deadline: Deadline) async throws(KafkaError) -> [String] { [] }

    func leaders(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Int32] {
        throw KafkaError(.unsupportedFeature, "the engine never decides by leaders")
    }

    func offsets(
        since times: [TopicPartition: Timestamp],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<Int64?, KafkaError>] {
        throw KafkaError(.unsupportedFeature, "the engine never decides by the time of records")
    }

    func records(
        in stretches: [RecordStretch],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: Result<RecordWindow, KafkaError>] {
        throw KafkaError(.unsupportedFeature, "the engine never reads records in these trials")
    }

    func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription {
        throw KafkaError(.unsupportedFeature, "the engine never decides by a description")
    }

    func lists(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try await listGroups(before: deadline).groups.contains { $0.group == group }
    }

    func held(by group: GroupID, before deadline: Deadline) async throws(KafkaError) -> HeldOffsets {
        var held = HeldOffsets()
        for (partition, found) in try fetch(group, nil, isStable: false, before: deadline) {
            switch found {
            case .committed(let offset): held.offsets.append(offset)
            case .negative(let offset): held.negative[partition] = offset
            case .absent, .failed: continue
            }
        }
        held.offsets.sort { $0.topicPartition < $1.topicPartition }
        return held
    }

    func committedOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        waitsForTransactions: Bool,
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        let found = try fetch(group, partitions, isStable: waitsForTransactions, before: deadline)
        for partition in partitions where found[partition] == nil {
            throw KafkaError(.malformedReply, "the reply lacks \(partition)")
        }
        return found
    }

    private func fetch(
        _ group: GroupID,
        _ partitions: [TopicPartition]?,
        isStable: Bool,
        before deadline: Deadline
    ) throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        let name = Text(group.name)
        let topics = partitions.map { partitions in
            let byTopic = Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
            return Value.structures(
                byTopic.map { topic, partitions in
                    [
                        "name": .text(Text(topic)),
                        "partitionIndexes": .array(partitions.map { .number($0.partition) }),
                    ]
                }
            )
        }
        let message: Structure = [
            "groupId": .text(name), "topics": topics ?? .null, "requireStable": .boolean(isStable),
        ]
        return try connection.repeating(for: deadline.remaining) { () throws(KafkaError) in
            let answer = try connection.ask(
                .offsetFetch,
                7,
                message,
                of: name,
                at: try connection.coordinator(of: name)
            )
            try DirectConnection.check(answer["errorCode"])
            var found: [TopicPartition: PartitionFetch] = [:]
            for topic in answer["topics"].structures {
                for partition in topic["partitions"].structures {
                    let place = TopicPartition(
                        topic: "\(topic.text("name"))",
                        partition: partition.int32("partitionIndex")
                    )
                    found[place] = try Self.decode(partition, place)
                }
            }
            return found
        }
    }

    private static func decode(
        _ partition: Structure,
        _ place: TopicPartition
    ) throws(KafkaError) -> PartitionFetch {
        let code = KafkaErrorCode(rawValue: partition.int32("errorCode"))
        if code.isTransient { throw KafkaError(code) }
        guard code == .none else { return .failed(KafkaError(code)) }
        let offset = partition["committedOffset"].integer
        guard offset >= 0 else { return offset == -1 ? .absent : .negative(offset) }
        return .committed(
            CommittedOffset(place, offset: offset, metadata: OffsetMetadata("\(partition.text("metadata"))"))
        )
    }

    func logBounds(
        of partitions: [TopicPartition],
        before deadline: Deadline
    ) async -> [TopicPartition: Result<LogBounds, KafkaError>] {
        // Only a plan asks for them, and a plan is made in peace.
        var bounds: [TopicPartition: Result<LogBounds, KafkaError>] = [:]
        for partition in partitions { bounds[partition] = .success(LogBounds(start: 0, end: Schedule.logEnd)) }
        return bounds
    }

    func alterOffsets(
        of group: GroupID,
        to offsets: [CommittedOffset],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        let name = Text(group.name)
        let message: Structure = [
            "groupId": .text(name), "generationIdOrMemberEpoch": -1, "memberId": "", "groupInstanceId": .null,
            "topics": DirectTransaction.topics(offsets),
        ]
        return try refused(by: try connection.ask(.offsetCommit, 7, message, of: name, at: coordinator(of: name)))
    }

    func deleteOffsets(
        of group: GroupID,
        for partitions: [TopicPartition],
        before deadline: Deadline
    ) async throws(KafkaError) -> [TopicPartition: KafkaError] {
        let name = Text(group.name)
        let offsets = partitions.map { CommittedOffset($0, offset: 0) }
        let message: Structure = ["groupId": .text(name), "topics": DirectTransaction.topics(offsets)]
        let answer = try connection.ask(.offsetDelete, 0, message, of: name, at: coordinator(of: name))
        try DirectConnection.check(answer["errorCode"])
        return try refused(by: answer)
    }

    func delete(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) {
        let name = Text(group.name)
        let message: Structure = ["groupsNames": .array([.text(name)])]
        let answer = try connection.ask(.deleteGroups, 1, message, of: name, at: coordinator(of: name))
        for result in answer["results"].structures { try DirectConnection.check(result["errorCode"]) }
    }

    func waitForDeletions() async throws(KafkaError) {
        connection.wait(Self.replication)
    }

    /// Writes are not repeated: the coordinator is looked up anew each time, since the last one may be gone.
    private func coordinator(of name: Text) throws(KafkaError) -> Int32 {
        connection.forgetCoordinators()
        return try connection.coordinator(of: name)
    }

    private func refused(by answer: Structure) throws(KafkaError) -> [TopicPartition: KafkaError] {
        var refused: [TopicPartition: KafkaError] = [:]
        for topic in answer["topics"].structures {
            for partition in topic["partitions"].structures where partition["errorCode"].integer != 0 {
                let place = TopicPartition(topic: "\(topic.text("name"))", partition: partition.int32("partitionIndex"))
                refused[place] = KafkaError(KafkaErrorCode(rawValue: partition.int32("errorCode")))
            }
        }
        return refused
    }

    func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        DirectTransaction(
            connection: connection,
            id: Text(id),
            timeout: timeout,
            fence: fence,
            writer: writer,
            changesDecision: changesDecision
        )
    }

    func lastTransaction(id: String, before deadline: Deadline) async throws(KafkaError) -> LastTransaction? {
        guard writer == .ownClient else { return nil }
        let name = Text(id)
        let state = try connection.repeating(for: deadline.remaining) { () throws(KafkaError) in
            let broker = try connection.coordinator(of: name, isTransaction: true)
            let answer = try connection.ask(
                .describeTransactions,
                0,
                ["transactionalIds": .array([.text(name)])],
                at: broker
            )
            let state = answer["transactionStates"].structures.first ?? [:]
            try DirectConnection.check(state["errorCode"])
            return state
        }
        return LastTransaction(
            state: LastTransaction.State(rawValue: "\(state.text("transactionState"))"),
            producer: ProducerIdentity(id: state["producerId"].integer, epoch: state.int16("producerEpoch"))
        )
    }
}
