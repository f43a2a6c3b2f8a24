public import KafkaProtocol

extension ClusterState {
    /// Puts a member into a group that is there or is made, and leaves the group Stable, with its partitions shared out.
    ///
    /// For tests that need a live group without a client; the member's session never ends by itself.
    ///
    /// - Parameters:
    ///   - member: The name of the member.
    ///   - group: The name of the group.
    ///   - topics: What it subscribes to.
    ///   - kind: The protocol of the group.
    ///   - protocolType: The members' own protocol in a classic group: Connect's is `connect`.
    ///   - clientID: The name of its client.
    ///   - clientHost: Where it is, as a broker says it.
    public mutating func addMember(
        _ member: Text,
        to group: Text,
        topics: Set<Text> = [],
        kind: ConsumerGroup.Kind = .classic,
        protocolType: Text = "consumer",
        clientID: Text = "member",
        clientHost: Text = "/127.0.0.1"
    ) {
        var changed = groups[group] ?? ConsumerGroup()
        changed.kind = kind
        changed.protocolType = kind == .classic ? protocolType : Text(kind.rawValue)
        changed.members[member] = GroupMember(clientID: clientID, clientHost: clientHost, topics: topics)
        changed.leader = changed.leader ?? member
        changed.state = .stable
        changed.generation += 1
        changed.shareOut(self.topics)
        if kind == .classic, protocolType == "consumer" {
            for name in changed.members.keys { changed.members[name]?.writeAssignment() }
        }
        groups[group] = changed
        revision += 1
    }

    /// Removes a member as if it had left; the last one leaves the group Empty.
    public mutating func removeMember(_ member: Text, of id: Text) {
        guard let removed = groups[id]?.members.removeValue(forKey: member), let group = groups[id] else { return }
        revision += 1
        if group.leader == member { groups[id]?.leader = nil }
        if group.kind == .consumer {
            groups[id]?.generation += 1
            if group.members.isEmpty { becomeEmpty(id) }
            return
        }
        switch group.state {
        case .stable, .completingRebalance: prepareRebalance(id)
        case .preparingRebalance: completeJoinIfAllAreHere(id)
        case .empty, .dead, .reconciling: break
        }
        _ = removed
    }

    /// Notes that a member was heard of.
    mutating func heard(from member: Text, of group: Text) {
        guard let details = groups[group]?.members[member], details.sessionTimeout < .max else { return }
        groups[group]?.members[member]?.sessionDeadline = now + details.sessionTimeout
        isDue(at: now + details.sessionTimeout)
    }

    /// Asks every member to join again.
    mutating func prepareRebalance(_ id: Text) {
        guard let group = groups[id] else { return }
        groups[id]?.state = .preparingRebalance
        let patience = group.members.values.map(\.rebalanceTimeout).max() ?? 0
        groups[id]?.rebalanceDeadline = now + patience
        isDue(at: now + patience)
        revision += 1
        completeJoinIfAllAreHere(id)
    }

    /// Ends the first half of a rebalance once every member has come back.
    mutating func completeJoinIfAllAreHere(_ id: Text) {
        guard let group = groups[id], group.state == .preparingRebalance else { return }
        if group.members.values.allSatisfy(\.isJoining) { completeJoin(id, isOverdue: false) }
    }

    /// Ends the first half of a rebalance: a new generation of those that came back.
    mutating func completeJoin(_ id: Text, isOverdue: Bool) {
        guard var group = groups[id], group.state == .preparingRebalance else { return }
        revision += 1
        // A static member stays until its session ends.
        group.members = group.members.filter { $0.value.isJoining || $0.value.instance != nil }
        group.rebalanceDeadline = nil
        group.generation += 1
        guard group.members.values.contains(where: \.isJoining) else {
            groups[id] = group
            if group.members.isEmpty { becomeEmpty(id) } else { groups[id]?.state = .stable }
            return
        }
        let leaderIsHere = group.leader.map { group.members[$0]?.isJoining == true } ?? false
        if !leaderIsHere { group.leader = group.members.filter(\.value.isJoining).keys.min() }
        group.protocolName = group.commonProtocol
        group.state = .completingRebalance
        for member in group.members.keys {
            group.members[member]?.isJoining = false
            group.members[member]?.assignment = []
        }
        groups[id] = group
        for member in group.members.keys { heard(from: member, of: id) }
    }

    private mutating func becomeEmpty(_ id: Text) {
        groups[id]?.state = .empty
        groups[id]?.leader = nil
        groups[id]?.protocolName = nil
        groups[id]?.rebalanceDeadline = nil
        groups[id]?.emptySince = now
    }
}

extension ConsumerGroup {
    /// The protocol every member can take part in that most prefer.
    fileprivate var commonProtocol: Text? {
        let shared = members.values.map { Set($0.protocols.map(\.name)) }
        let common = shared.dropFirst().reduce(shared.first ?? []) { $0.intersection($1) }
        var votes: [Text: Int] = [:]
        for member in members.values {
            if let choice = member.protocols.first(where: { common.contains($0.name) }) {
                votes[choice.name, default: 0] += 1
            }
        }
        return votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}

extension GroupMember {
    /// Writes what it owns as the leader of Kafka's consumers does: version 0, and nothing of its own.
    fileprivate mutating func writeAssignment() {
        var writer = MessageWriter()
        writer.integer(Int16(0))
        writer.integer(Int32(clamping: owned.count))
        for (topic, partitions) in owned.sorted(by: { $0.key < $1.key }) {
            writer.integer(Int16(clamping: topic.bytes.count))
            writer.append(topic.bytes)
            writer.integer(Int32(clamping: partitions.count))
            for partition in partitions.sorted() { writer.integer(partition) }
        }
        writer.integer(Int32(-1))
        assignment = writer.bytes
    }
}
