import KafkaProtocol

extension ConsumerGroup {
    /// Why a commit is refused, `nil` when it is taken: the brokers' own order of questions.
    ///
    /// A transactional commit with no member's name is taken even from a stranger to a live group, one with a made-up
    /// name only while the group is empty.
    func refusal(
        ofCommitBy member: Text,
        instance: Text?,
        generation: Int32,
        isTransactional: Bool
    ) -> ErrorCode? {
        if state == .dead { return .coordinatorNotAvailable }
        if kind == .share { return .groupIDNotFound }
        if generation < 0, members.isEmpty { return nil }
        guard generation >= 0 || !member.isEmpty || instance != nil else {
            return isTransactional || members.isEmpty ? nil : .unknownMemberID
        }
        if let instance, let owner = members.first(where: { $0.value.instance == instance })?.key, owner != member {
            return .fencedInstanceID
        }
        guard let known = members[member] else { return .unknownMemberID }
        let present = kind == .consumer ? known.epoch : self.generation
        guard generation == present else { return kind == .consumer ? .staleMemberEpoch : .illegalGeneration }
        return !isTransactional && state == .completingRebalance ? .rebalanceInProgress : nil
    }
}
