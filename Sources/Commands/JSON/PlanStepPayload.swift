import Offsets

/// The object `{"group", "topic", "partition", "action", "from", "to", "finding", "reason"}`, the source group, and the
/// metadata, which may be all that changes.
struct PlanStepPayload: JSONPayload {
    let step: PlanStep

    init(_ step: PlanStep) {
        self.step = step
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", step.group.name)
            json.member("sourceGroup", step.source.name)
            json.member("topic", step.topic)
            json.member("partition", step.partition)
            json.member("action", step.action.rawValue)
            json.member("from", step.from?.offset)
            json.member("to", step.to?.offset)
            json.member("fromMetadata", step.from?.metadata.text)
            json.member("toMetadata", step.to?.metadata.text)
            json.member("toLeaderEpoch", step.writtenLeaderEpoch)
            json.member("finding", step.finding?.rawValue)
            json.member("reason", step.reason)
            if let translation = step.translation { json.member("translation", TranslationPayload(translation)) }
        }
    }
}

/// What ``PlanStepPayload`` writes, read again.
struct PlanStepDocument: Decodable {
    private enum Key: String, CodingKey {
        case group, sourceGroup, topic, partition, action, from, to, fromMetadata, toMetadata, toLeaderEpoch, finding,
            reason,
            translation
    }

    let step: PlanStep

    init(from decoder: any Decoder) throws {
        let json = try decoder.container(keyedBy: Key.self)
        let partition = TopicPartition(
            topic: try json.decode(String.self, forKey: .topic),
            partition: try json.decode(Int32.self, forKey: .partition)
        )
        func offset(_ key: Key, _ metadata: Key, leaderEpoch: Int32? = nil) throws -> CommittedOffset? {
            guard let offset = try json.decode(Int64?.self, forKey: key) else { return nil }
            let text = try json.decode(String.self, forKey: metadata)
            return CommittedOffset(
                partition,
                offset: offset,
                leaderEpoch: leaderEpoch,
                metadata: OffsetMetadata(text)
            )
        }
        step = PlanStep(
            group: GroupID(try json.decode(String.self, forKey: .group)),
            source: GroupID(try json.decode(String.self, forKey: .sourceGroup)),
            topicPartition: partition,
            action: try json.word(.action),
            from: try offset(.from, .fromMetadata),
            to: try offset(
                .to,
                .toMetadata,
                leaderEpoch: try json.decode(Int32?.self, forKey: .toLeaderEpoch)
            ),
            finding: try json.wordIfPresent(.finding),
            reason: try json.decode(String.self, forKey: .reason),
            translation: try json.decodeIfPresent(TranslationDocument.self, forKey: .translation)?.translation
        )
    }
}
