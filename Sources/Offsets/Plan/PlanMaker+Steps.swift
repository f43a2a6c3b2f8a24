/// What becomes of one partition, and why.
extension PlanMaker {
    /// What becomes of a partition that is to hold an offset.
    mutating func step(
        setting wanted: CommittedOffset,
        of group: MappedGroup,
        from: CommittedOffset?,
        isActive: Bool
    ) -> PlanStep {
        func step(
            _ action: PlanAction,
            to: CommittedOffset?,
            _ finding: Finding?,
            _ reason: String
        ) -> PlanStep {
            PlanStep(
                group: group.target,
                source: group.source,
                topicPartition: wanted.topicPartition,
                action: action,
                from: from,
                to: to,
                finding: finding ?? (isActive && action == .set ? .groupActive : nil),
                reason: reason
            )
        }
        if let from, from.holdsSame(as: wanted) {
            return step(.keep, to: from, nil, "it already holds this offset")
        }
        switch rules.judge(wanted) {
        case .write:
            let negative = from == nil ? view.negative[group.target]?[wanted.topicPartition] : nil
            return step(
                .set,
                to: rules.written(wanted, at: wanted.offset),
                negative == nil || isActive ? nil : .negativeOffset,
                negative.map { Self.words(forNegative: $0) } ?? Self.words(from: from, to: wanted.offset)
            )
        case .writeWith(let offset, let finding, let reason):
            let to = rules.written(wanted, at: offset)
            if let from, from.holdsSame(as: to) { return step(.keep, to: from, finding, reason) }
            if let only, !only.covers(offset, from: from) {
                return step(.skip, to: from, finding, "\(reason), which is no \(only.rawValue); left out")
            }
            return step(.set, to: to, finding, reason)
        case .skip(let finding, let reason):
            return step(.skip, to: from, finding, reason)
        case .block(let finding, let reason):
            block(finding, group.target, wanted.topicPartition, reason)
            return step(.set, to: rules.written(wanted, at: wanted.offset), finding, reason)
        }
    }

    /// What becomes of a partition of a group that is left out as a whole.
    func step(
        leavingOut topicPartition: TopicPartition,
        of group: MappedGroup,
        from: CommittedOffset?,
        _ words: String
    ) -> PlanStep {
        PlanStep(
            group: group.target,
            source: group.source,
            topicPartition: topicPartition,
            action: .skip,
            from: from,
            to: from,
            finding: .groupActive,
            reason: words + Self.leftOut
        )
    }

    /// What becomes of a partition that is to hold nothing.
    mutating func step(
        removing topicPartition: TopicPartition,
        of group: MappedGroup,
        from: CommittedOffset?,
        isActive: Bool
    ) -> PlanStep {
        func step(_ action: PlanAction, to: CommittedOffset?, _ finding: Finding?, _ reason: String) -> PlanStep {
            PlanStep(
                group: group.target,
                source: group.source,
                topicPartition: topicPartition,
                action: action,
                from: from,
                to: to,
                finding: finding ?? (isActive && action == .delete ? .groupActive : nil),
                reason: reason
            )
        }
        guard from != nil else {
            guard removesGroups, let negative = view.negative[group.target]?[topicPartition] else {
                return step(.keep, to: nil, nil, "it holds no offset, as it should")
            }
            return step(
                .keep,
                to: nil,
                .negativeOffset,
                "offset \(negative), which clients take for none, goes with the group; an undo does not put it back"
            )
        }
        if !group.absent.contains(topicPartition), sourceView.mayHide(sourceTopic(of: topicPartition)) {
            let topic = topicPartition.topic
            block(
                .outsideView,
                group.target,
                topicPartition,
                "the snapshot may not have been allowed to see topic \(topic), so whether an offset was there is not "
                    + "known; leave the topic out with --exclude-topic"
            )
            return step(.skip, to: from, .outsideView, "the snapshot may not have been allowed to see this topic")
        }
        switch rules.judgeDeletion(of: topicPartition) {
        case .skip(let finding, _) where removesGroups:
            // Kafka has no offset of the group left when it is gone, whatever the topic.
            return step(
                .delete,
                to: nil,
                finding,
                "the cluster does not have this partition, or hides it; its offset goes with the group, and an undo "
                    + "cannot put it back"
            )
        case .skip(let finding, let reason):
            return step(.skip, to: from, finding, reason)
        case .block(let finding, let reason):
            block(finding, group.target, topicPartition, reason)
            return step(.delete, to: nil, finding, reason)
        case nil, .write, .writeWith:
            return step(.delete, to: nil, nil, removal)
        }
    }

    /// Under which name source and selection know the topic of a partition.
    func sourceTopic(of topicPartition: TopicPartition) -> String {
        renamedTopics[topicPartition.topic] ?? topicPartition.topic
    }

    // Constant texts, so that a plan of a million steps does not hold a million strings.
    private static func words(from: CommittedOffset?, to offset: Int64) -> String {
        guard let from else { return "the group holds no offset here now" }
        if offset < from.offset { return "back: re-reads records" }
        if offset > from.offset { return "forward: skips records" }
        return "the offset is the same, the metadata is not"
    }

    private static func words(forNegative offset: Int64) -> String {
        "the group holds offset \(offset) here, which clients take for none; an undo removes what is written, and does not "
            + "put \(offset) back"
    }
}
