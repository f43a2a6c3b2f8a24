import KafkaProtocol

extension ClusterState {
    mutating func joinGroup(_ request: Request) -> Outcome {
        let message = request.message
        let id = message.text("groupId")
        let instance = message["groupInstanceId"].text
        var member = message.text("memberId")
        let refused = { (code: ErrorCode) -> Outcome in
            .answer(["errorCode": .code(code), "memberId": .text(member), "protocolName": ""])
        }
        if let refusal = refusal(by: request.broker, for: id) { return refused(refusal) }
        guard !id.isEmpty else { return refused(.invalidGroupID) }
        let session = message["sessionTimeoutMs"].integer
        guard Limit.sessionTimeout ~= session else { return refused(.invalidSessionTimeout) }
        let type = message.text("protocolType")
        let protocols = message["protocols"].structures.map {
            GroupMember.SubscriptionProtocol(name: $0.text("name"), metadata: $0["metadata"].bytes ?? [])
        }
        var group = groups[id] ?? ConsumerGroup()
        if groups[id] == nil {
            guard member.isEmpty else { return refused(.unknownMemberID) }
            guard groups.count < Limit.groups else { return refused(.coordinatorNotAvailable) }
        }
        if !group.members.isEmpty, group.kind == .consumer || !group.accepts(type, protocols) {
            return refused(.inconsistentGroupProtocol)
        }
        guard !protocols.isEmpty, !type.isEmpty else { return refused(.inconsistentGroupProtocol) }
        if group.members.isEmpty {
            group.kind = .classic
            group.protocolType = type
        }
        var isKnown = group.members[member] != nil
        if let instance, let owner = group.members.first(where: { $0.value.instance == instance })?.key {
            guard member.isEmpty || member == owner else { return refused(.fencedInstanceID) }
            if member.isEmpty {
                member = newMemberName(instance)
                group.rename(owner, to: member)
            }
            isKnown = true
        } else if member.isEmpty {
            guard group.members.count + group.promisedMembers.count < Limit.members else {
                return refused(.groupMaxSizeReached)
            }
            member = newMemberName(instance ?? request.clientID)
            let asksTwiceFrom: Int16 = 4
            if instance == nil, request.version >= asksTwiceFrom {
                group.promisedMembers.insert(member)
                groups[id] = group
                return refused(.memberIDRequired)
            }
        } else if !isKnown {
            guard group.promisedMembers.remove(member) != nil else { return refused(.unknownMemberID) }
        }
        var details = group.members[member] ?? GroupMember(clientID: request.clientID, instance: instance)
        let isUnchanged = isKnown && details.protocols == protocols
        let rebalance = message.has("rebalanceTimeoutMs") ? message["rebalanceTimeoutMs"].integer : -1
        details.sessionTimeout = session
        details.rebalanceTimeout = rebalance < 0 ? session : rebalance
        details.protocols = protocols
        details.topics = protocols.reduce(into: []) { $0.formUnion(Subscription.topics(of: $1.metadata)) }
        let needsNone =
            isUnchanged
            && (group.state == .completingRebalance
                || group.state == .stable
                    && (group.leader != member || instance != nil && message.text("memberId").isEmpty))
        details.isJoining = !needsNone
        group.members[member] = details
        groups[id] = group
        heard(from: member, of: id)
        revision += 1
        if !needsNone {
            if group.state == .preparingRebalance { completeJoinIfAllAreHere(id) } else { prepareRebalance(id) }
        }
        if let answer = joinAnswer(id, member, isAsking: true) { return .answer(answer) }
        return .wait(.join(group: id, member: member))
    }

    /// The answer to a member that joins, `nil` while the others are waited for.
    mutating func joinAnswer(_ id: Text, _ member: Text, isAsking: Bool) -> Structure? {
        guard let group = groups[id], let details = group.members[member] else {
            return ["errorCode": .code(.unknownMemberID), "memberId": .text(member), "protocolName": ""]
        }
        guard !details.isJoining else { return nil }
        if group.state == .preparingRebalance, !isAsking {
            return ["errorCode": .code(.rebalanceInProgress), "memberId": .text(member), "protocolName": ""]
        }
        let isLeader = group.leader == member && group.state == .completingRebalance
        let members = group.members.sorted { $0.key < $1.key }.map { name, other -> Structure in
            [
                "memberId": .text(name), "groupInstanceId": .optional(other.instance),
                "metadata": .bytes(other.protocols.first { $0.name == group.protocolName }?.metadata ?? []),
            ]
        }
        return [
            "errorCode": 0, "generationId": .number(group.generation), "protocolType": .text(group.protocolType),
            "protocolName": .text(group.protocolName ?? ""), "leader": .text(group.leader ?? ""),
            "skipAssignment": false, "memberId": .text(member), "members": .structures(isLeader ? members : []),
        ]
    }

    mutating func syncGroup(_ request: Request) -> Outcome {
        let message = request.message
        let id = message.text("groupId")
        let member = message.text("memberId")
        let generation = message.int32("generationId")
        if let refusal = refusal(ofMember: request, generation: generation) {
            return .answer(["errorCode": .code(refusal)])
        }
        heard(from: member, of: id)
        if groups[id]?.state == .completingRebalance, groups[id]?.leader == member {
            for assignment in message["assignments"].structures {
                let name = assignment.text("memberId")
                groups[id]?.members[name]?.assignment = assignment["assignment"].bytes ?? []
            }
            groups[id]?.state = .stable
            revision += 1
        }
        if let answer = syncAnswer(id, member, generation) { return .answer(answer) }
        return .wait(.sync(group: id, member: member, generation: generation))
    }

    /// The answer to a member that asks for its assignment, `nil` while the leader is waited for.
    func syncAnswer(_ id: Text, _ member: Text, _ generation: Int32) -> Structure? {
        guard let group = groups[id], let details = group.members[member] else {
            return ["errorCode": .code(.unknownMemberID)]
        }
        guard group.generation == generation, group.state != .preparingRebalance else {
            return ["errorCode": .code(.rebalanceInProgress)]
        }
        guard group.state == .stable else { return nil }
        return [
            "errorCode": 0, "protocolType": .text(group.protocolType),
            "protocolName": .optional(group.protocolName), "assignment": .bytes(details.assignment),
        ]
    }

    mutating func heartbeat(_ request: Request) -> Structure {
        let id = request.message.text("groupId")
        let generation = request.message.int32("generationId")
        if let refusal = refusal(ofMember: request, generation: generation) { return ["errorCode": .code(refusal)] }
        heard(from: request.message.text("memberId"), of: id)
        let isRebalancing = groups[id]?.state == .preparingRebalance
        return ["errorCode": .code(isRebalancing ? .rebalanceInProgress : .none)]
    }

    mutating func leaveGroup(_ request: Request) -> Structure {
        let message = request.message
        let id = message.text("groupId")
        if let refusal = refusal(by: request.broker, for: id) { return ["errorCode": .code(refusal)] }
        let manyFrom: Int16 = 3
        guard request.version >= manyFrom else {
            return ["errorCode": .code(leave(message.text("memberId"), instance: nil, of: id))]
        }
        let members = message["members"].structures.map { leaving -> Structure in
            let instance = leaving["groupInstanceId"].text
            let code = leave(leaving.text("memberId"), instance: instance, of: id)
            return [
                "memberId": leaving["memberId"], "groupInstanceId": leaving["groupInstanceId"],
                "errorCode": .code(code),
            ]
        }
        return ["errorCode": 0, "members": .structures(members)]
    }

    private mutating func leave(_ member: Text, instance: Text?, of id: Text) -> ErrorCode {
        var name = member
        if let instance {
            guard let owner = groups[id]?.members.first(where: { $0.value.instance == instance })?.key else {
                return .unknownMemberID
            }
            guard member.isEmpty || member == owner else { return .fencedInstanceID }
            name = owner
        }
        if groups[id]?.promisedMembers.remove(name) != nil { return .none }
        guard groups[id]?.members[name] != nil else { return .unknownMemberID }
        removeMember(name, of: id)
        return .none
    }

    private func refusal(ofMember request: Request, generation: Int32) -> ErrorCode? {
        let id = request.message.text("groupId")
        let member = request.message.text("memberId")
        if let refusal = refusal(by: request.broker, for: id) { return refusal }
        guard let group = groups[id], group.kind == .classic else { return .unknownMemberID }
        if let instance = request.message["groupInstanceId"].text,
            let owner = group.members.first(where: { $0.value.instance == instance })?.key, owner != member
        {
            return .fencedInstanceID
        }
        guard group.members[member] != nil else { return .unknownMemberID }
        return group.generation == generation ? nil : .illegalGeneration
    }

    /// A member's name nobody has yet.
    mutating func newMemberName(_ stem: Text) -> Text {
        defer { nextMemberNumber += 1 }
        let number = TopicIdentifier.ofTopic(number: -nextMemberNumber).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return Text("\(stem)-\(number.joined())")
    }
}

extension ConsumerGroup {
    /// Whether a newcomer has a protocol in common with the members.
    fileprivate func accepts(_ type: Text, _ protocols: [GroupMember.SubscriptionProtocol]) -> Bool {
        guard type == protocolType else { return false }
        return protocols.contains { candidate in
            members.values.allSatisfy { member in member.protocols.contains { $0.name == candidate.name } }
        }
    }

    /// Gives a static member that came back its new name.
    fileprivate mutating func rename(_ old: Text, to new: Text) {
        members[new] = members.removeValue(forKey: old)
        if leader == old { leader = new }
    }
}
