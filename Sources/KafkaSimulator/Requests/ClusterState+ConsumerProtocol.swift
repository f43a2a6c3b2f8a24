import KafkaProtocol

extension ClusterState {
    /// The heartbeat of the new consumer protocol: joins, stays, leaves, and hands out partitions in one.
    mutating func consumerGroupHeartbeat(_ request: Request) -> Structure {
        let message = request.message
        let id = message.text("groupId")
        let member = message.text("memberId")
        let instance = message["instanceId"].text
        let epoch = message.int32("memberEpoch")
        let refused = { (code: ErrorCode) -> Structure in
            ["errorCode": .code(code), "errorMessage": .null, "memberId": .text(member)]
        }
        guard release.hasConsumerProtocol else { return refused(.unsupportedVersion) }
        if let refusal = refusal(by: request.broker, for: id) { return refused(refusal) }
        guard !id.isEmpty, !member.isEmpty else { return refused(.invalidRequest) }
        if epoch < 0 {
            guard groups[id]?.members[member] != nil else { return refused(.unknownMemberID) }
            // A static member that stops for a while keeps its place until its session ends.
            let isAwayForAWhile = epoch == -2
            if isAwayForAWhile {
                heard(from: member, of: id)
                groups[id]?.members[member]?.epoch = epoch
                groups[id]?.state = .reconciling
            } else {
                removeMember(member, of: id)
            }
            return ["errorCode": 0, "memberId": .text(member), "memberEpoch": .number(epoch)]
        }
        var group = groups[id] ?? ConsumerGroup(kind: .consumer)
        if groups[id] == nil, groups.count >= Limit.groups { return refused(.coordinatorNotAvailable) }
        guard group.members.isEmpty || group.kind == .consumer else { return refused(.inconsistentGroupProtocol) }
        if epoch > 0, group.members[member] == nil { return refused(.unknownMemberID) }
        if epoch > 0, let known = group.members[member], epoch > known.epoch { return refused(.fencedMemberEpoch) }
        group.kind = .consumer
        group.protocolType = "consumer"
        if let instance, let owner = group.members.first(where: { $0.value.instance == instance })?.key, owner != member
        {
            group.members[owner] = nil
        }
        var details = group.members[member] ?? GroupMember(clientID: request.clientID, instance: instance)
        let isNew = group.members[member] == nil
        let topics =
            message["subscribedTopicNames"] == .null
            ? details.topics : Set(message["subscribedTopicNames"].elements.compactMap(\.text))
        if isNew || topics != details.topics { group.generation += 1 }
        details.topics = topics
        details.sessionTimeout = configuration.consumerSessionTimeout
        group.members[member] = details
        group.state = .stable
        group.shareOut(self.topics)
        let hasNews = group.members[member]?.epoch != group.generation || epoch == 0
        group.members[member]?.epoch = group.generation
        groups[id] = group
        heard(from: member, of: id)
        revision += 1
        var answer: Structure = [
            "errorCode": 0, "memberId": .text(member), "memberEpoch": .number(group.generation),
            "heartbeatIntervalMs": .number(Limit.consumerHeartbeatInterval),
        ]
        if hasNews, let owned = group.members[member]?.owned {
            answer["assignment"] = .structure(["topicPartitions": partitions(owned)])
        }
        return answer
    }

    /// Partitions as the messages of this protocol have them.
    func partitions(_ owned: [Text: Set<Int32>]) -> Value {
        .structures(
            owned.sorted { $0.key < $1.key }.map { topic, indexes in
                [
                    "topicId": .bytes(identifier(of: topic)), "topicName": .text(topic),
                    "partitions": .array(indexes.sorted().map { .number($0) }),
                ]
            }
        )
    }
}

extension ConsumerGroup {
    /// Gives every partition of the subscribed topics to one of the members in turn.
    mutating func shareOut(_ topics: [Text: SimulatedTopic]) {
        let names = members.keys.sorted()
        for name in names { members[name]?.owned = [:] }
        for topic in Set(members.values.flatMap(\.topics)) {
            let readers = names.filter { members[$0]?.topics.contains(topic) == true }
            guard let count = topics[topic]?.partitions.count, !readers.isEmpty else { continue }
            for partition in 0..<count {
                members[readers[partition % readers.count]]?.owned[topic, default: []].insert(Int32(partition))
            }
        }
    }
}
