public import Cluster
internal import KafkaProtocol
public import Offsets
internal import Synchronization

extension DirectClient {
    /// What the coordinator says of a group: DescribeGroups of a classic one, ConsumerGroupDescribe of one of KIP-848,
    /// StreamsGroupDescribe of one of KIP-1071.
    ///
    /// - Throws: ``KafkaError`` of the group or of the call.
    public func describe(_ group: GroupID, before deadline: Deadline) async throws(KafkaError) -> GroupDescription {
        try await repeating(before: deadline) { () throws(KafkaError) in
            let broker = try await coordinators(of: [group], before: deadline)[0].get()
            do throws(KafkaError) {
                let classic = try await describeClassic(group, at: broker, before: deadline)
                guard classic.state == .dead else { return classic }
                // Groups of the newer protocols look dead in the older description.
                if let consumer = try await describeConsumer(group, at: broker, before: deadline) { return consumer }
                return try await describeStreams(group, at: broker, before: deadline) ?? classic
            } catch {
                if error.code.blamesBroker { forgetCoordinator(of: group) }
                throw error
            }
        }
    }

    private func describeClassic(
        _ group: GroupID,
        at broker: Int32,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupDescription {
        let answer = try await ask(broker, .describeGroups, before: deadline) { _ in
            ["groups": .array([.text(Text(group.name))])]
        }.message()
        guard let entry = answer["groups"].structures.first else {
            throw KafkaError(.malformedReply, "one description was asked for, none came")
        }
        let code = KafkaErrorCode(rawValue: Int32(entry.int16("errorCode")))
        // The newest version says of an absent group that there is none, older ones that it is dead.
        if code == .groupIDNotFound {
            return GroupDescription(group: group, state: .dead, members: nil, coordinator: address(of: broker))
        }
        guard code == .none else { throw KafkaError(code) }
        let state = GroupState(named: entry.text("groupState").description)
        let members = entry["members"].structures.map { member in
            GroupMember(
                clientID: member.text("clientId").description,
                host: member.text("clientHost").description,
                instanceID: member["groupInstanceId"].text?.description,
                assignment: MemberAssignment.partitions(in: member["memberAssignment"].bytes ?? [])
            )
        }
        // What looks dead may be a group of another protocol, whose members are not told here.
        let isKnown = state != .dead
        return GroupDescription(
            group: group,
            state: state,
            members: isKnown ? members.count : nil,
            namedMembers: isKnown ? members : nil,
            coordinator: address(of: broker)
        )
    }

    /// What a coordinator says of a group of one of the newer protocols; `nil` where it knows no such groups, or none of this
    /// name.
    func newerDescription(
        _ api: API,
        of group: GroupID,
        at broker: Int32,
        before deadline: Deadline
    ) async throws(KafkaError) -> Structure? {
        let answer: Structure
        do throws(KafkaError) {
            answer = try await ask(broker, api, before: deadline) { _ in
                ["groupIds": .array([.text(Text(group.name))])]
            }.message()
        } catch {
            guard error.code == .unsupportedFeature else { throw error }
            return nil
        }
        guard let entry = answer["groups"].structures.first else { return nil }
        let code = KafkaErrorCode(rawValue: Int32(entry.int16("errorCode")))
        switch code {
        case .none: return entry
        case .groupIDNotFound, .unsupportedVersion: return nil
        default: throw KafkaError(code)
        }
    }

    /// A group of KIP-848; `nil` where the broker knows no such groups, or none of this name.
    private func describeConsumer(
        _ group: GroupID,
        at broker: Int32,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupDescription? {
        let api = API.consumerGroupDescribe
        guard let entry = try await newerDescription(api, of: group, at: broker, before: deadline) else { return nil }
        let members = entry["members"].structures.map { member in
            var assignment: [TopicPartition] = []
            if case .structure(let assigned) = member["assignment"] {
                for topic in assigned["topicPartitions"].structures {
                    let name = topic.text("topicName").description
                    assignment += topic["partitions"].elements.map {
                        TopicPartition(topic: name, partition: Int32(clamping: $0.integer))
                    }
                }
            }
            return GroupMember(
                clientID: member.text("clientId").description,
                host: member.text("clientHost").description,
                instanceID: member["instanceId"].text?.description,
                assignment: assignment
            )
        }
        return GroupDescription(
            group: group,
            state: GroupState(named: entry.text("groupState").description),
            members: members.count,
            namedMembers: members,
            coordinator: address(of: broker),
            isOfConsumerProtocol: true
        )
    }

    /// A broker and where it listens.
    func address(of broker: Int32) -> BrokerAddress? {
        topology.withLock { $0.brokers[broker] }.map {
            BrokerAddress(id: broker, host: $0.host, port: Int32($0.port))
        }
    }
}

extension KafkaErrorCode {
    /// Whether an error says that the broker asked is gone or does not coordinate the group.
    var blamesBroker: Bool {
        switch self {
        case .timedOut, .transport, .allBrokersDown, .notCoordinator, .coordinatorNotAvailable: true
        default: false
        }
    }
}

/// The assignment of a consumer as it is inside the older protocol (ConsumerProtocolAssignment of Kafka).
enum MemberAssignment {
    /// The partitions of an assignment; `nil` where it is none of consumers.
    static func partitions(in bytes: [UInt8]) -> [TopicPartition]? {
        guard !bytes.isEmpty else { return nil }
        var reader = MessageReader(bytes)
        do throws(MalformedMessage) {
            _ = try reader.integer(Int16.self)
            let message = try reader.structure(fields, version: 0, isFlexible: false)
            return message["topics"].structures.flatMap { topic in
                let name = topic.text("topic").description
                return topic["partitions"].elements.map {
                    TopicPartition(topic: name, partition: Int32(clamping: $0.integer))
                }
            }
        } catch {
            return nil
        }
    }

    private static let fields = [
        Field("topics", .structures([Field("topic", .string), Field("partitions", .array(.int32))]))
    ]
}
