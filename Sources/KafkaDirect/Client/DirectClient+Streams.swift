internal import Cluster
internal import KafkaProtocol
internal import Offsets

extension DirectClient {
    /// A group of Kafka Streams' own protocol (KIP-1071); `nil` where the broker knows no such groups, or none of this name.
    ///
    /// A member's assignment are the partitions that its active tasks read; standby tasks read none.
    ///
    /// - Throws: ``KafkaError`` of the group or of the call.
    func describeStreams(
        _ group: GroupID,
        at broker: Int32,
        before deadline: Deadline
    ) async throws(KafkaError) -> GroupDescription? {
        let api = API.streamsGroupDescribe
        guard let entry = try await newerDescription(api, of: group, at: broker, before: deadline) else { return nil }
        let topics = Self.sourceTopics(of: entry)
        // A task may have a number that one of its topics lacks.
        let leaders = topics.isEmpty ? [:] : try await leaders(of: Set(topics.values.joined()), before: deadline)
        let members = entry["members"].structures.map { member in
            GroupMember(
                clientID: member.text("clientId").description,
                host: member.text("clientHost").description,
                instanceID: member["instanceId"].text?.description,
                assignment: Self.partitions(of: member, reading: topics).map { partitions in
                    partitions.filter { leaders[$0] != nil }
                }
            )
        }
        return GroupDescription(
            group: group,
            state: GroupState(named: entry.text("groupState").description),
            members: members.count,
            namedMembers: members,
            coordinator: address(of: broker)
        )
    }

    /// The topics that each subtopology reads, those between two of them included.
    private static func sourceTopics(of entry: Structure) -> [Text: [String]] {
        guard case .structure(let topology) = entry["topology"] else { return [:] }
        var topics: [Text: [String]] = [:]
        for subtopology in topology["subtopologies"].structures {
            let sources = subtopology["sourceTopics"].elements.compactMap { $0.text?.description }
            let between = subtopology["repartitionSourceTopics"].structures.map { $0.text("name").description }
            topics[subtopology.text("subtopologyId")] = sources + between
        }
        return topics
    }

    /// The partitions of a member's active tasks, in order; `nil` where the topics of one of them are not told.
    private static func partitions(of member: Structure, reading topics: [Text: [String]]) -> [TopicPartition]? {
        guard case .structure(let assignment) = member["assignment"] else { return nil }
        var partitions: Set<TopicPartition> = []
        for task in assignment["activeTasks"].structures {
            guard let names = topics[task.text("subtopologyId")] else { return nil }
            for number in task["partitions"].elements {
                for name in names {
                    partitions.insert(TopicPartition(topic: name, partition: Int32(clamping: number.integer)))
                }
            }
        }
        return partitions.sorted()
    }
}
