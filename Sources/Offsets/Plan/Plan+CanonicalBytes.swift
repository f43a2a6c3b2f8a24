extension Plan {
    /// What the serialisation begins with; the number changes with its shape.
    private static let canonicalTag = "tidemark plan 7"

    /// The plan as bytes, for a digest: two plans have the same bytes exactly when they do the same for the same cause.
    ///
    /// Covered is everything that an operator is shown or a run depends on: kind, policy, protocol, source, the cluster's
    /// id, the ids of the topics, the targets as they were found, of each step what it does and why, and what stops the plan. Not covered are
    /// leader epochs that are found, and the operator's name for the cluster. Every text is preceded by its
    /// length, every list by its count.
    public var canonicalBytes: [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append(Self.canonicalTag)
        bytes.append(kind.rawValue)
        bytes.append(policy.mode.rawValue)
        bytes.append(policy.onOutOfRange.rawValue)
        bytes.append(policy.onMissing.rawValue)
        bytes.append(policy.only?.rawValue ?? "")
        bytes.append(policy.onActive.rawValue)
        bytes.append(isSet: isOfEverything)
        bytes.append(commitProtocol.rawValue)
        bytes.append(source)
        bytes.append(cluster.id)
        bytes.append(count: topicIDs.count)
        for (topic, id) in topicIDs.sorted(by: { $0.key < $1.key }) {
            bytes.append(topic)
            bytes.append(id.description)
        }
        bytes.append(count: targets.count)
        for target in targets {
            bytes.append(target.group.name)
            bytes.append(target.source.name)
            bytes.append(isSet: target.present.existed)
            bytes.append(target.present.state.rawValue)
            bytes.append(target.present.type.rawValue)
            bytes.append(count: target.others.count)
            for topicPartition in target.others { bytes.append(topicPartition) }
            bytes.append(count: target.steps.count)
            var topic: String?
            var reason: String?
            for step in steps[target.steps] {
                // One byte instead of the name while topic and reason stay the same: plans may have a million steps.
                let isSameTopic = topic.map { ExactText.equal($0, step.topic) } ?? false
                bytes.append(isSet: !isSameTopic)
                if !isSameTopic { bytes.append(step.topic) }
                topic = step.topic
                bytes.append(Int64(step.partition))
                bytes.append(step.action.rawValue)
                bytes.append(step.from)
                bytes.append(step.to)
                bytes.append(isSet: step.writtenLeaderEpoch != nil)
                if let epoch = step.writtenLeaderEpoch { bytes.append(Int64(epoch)) }
                bytes.append(step.finding?.rawValue ?? "")
                bytes.append(step.translation)
                let isSameReason = reason.map { ExactText.equal($0, step.reason) } ?? false
                bytes.append(isSet: !isSameReason)
                if !isSameReason { bytes.append(step.reason) }
                reason = step.reason
            }
        }
        bytes.append(count: summary.blocking.count)
        for blocking in summary.blocking {
            bytes.append(blocking.finding.rawValue)
            bytes.append(blocking.group.name)
            bytes.append(isSet: blocking.topicPartition != nil)
            if let topicPartition = blocking.topicPartition { bytes.append(topicPartition) }
            bytes.append(blocking.message)
        }
        return bytes.bytes
    }
}

/// Values written one after another so that no two sequences of the same shape give the same bytes.
struct CanonicalBytes {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    /// A number, eight bytes, the highest first.
    mutating func append(_ number: Int64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Int64(shift)))
        }
    }

    /// A count, seven bits a byte, the lowest first; the top bit tells that more follow.
    mutating func append(count: Int) {
        var rest = UInt(bitPattern: count)
        while rest > 0x7f {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A text: the count of its UTF-8 bytes, then these.
    mutating func append(_ text: String) {
        append(count: text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// A truth, one byte.
    mutating func append(isSet: Bool) {
        bytes.append(isSet ? 1 : 0)
    }

    /// Offset and metadata, or that there is none.
    mutating func append(_ offset: CommittedOffset?) {
        append(isSet: offset != nil)
        guard let offset else { return }
        append(offset.offset)
        append(offset.metadata.text)
    }

    /// How an offset was found, or that it is no other's.
    mutating func append(_ translation: Translation?) {
        append(isSet: translation != nil)
        guard let translation else { return }
        append(translation.sourceOffset)
        append(translation.exactness.rawValue)
        append(isSet: translation.again != nil)
        if let again = translation.again { append(again) }
    }

    /// A partition.
    mutating func append(_ topicPartition: TopicPartition) {
        append(topicPartition.topic)
        append(Int64(topicPartition.partition))
    }

    /// Names of groups, their count first.
    private mutating func append(_ groups: [GroupID]) {
        append(count: groups.count)
        for group in groups { append(group.name) }
    }

    /// A source, its case by name.
    mutating func append(_ source: PlanSource) {
        switch source {
        case .snapshot(let snapshot, let moment, let file):
            append(file == nil ? "snapshot" : "snapshot-file")
            append(snapshot.text)
            append(moment.inSeconds)
            if let file { append(file) }
        case .run(let run):
            append("run")
            append(run)
        case .group(let group):
            append("group")
            append(group.name)
        case .groups(let groups):
            append("groups")
            append(groups)
        case .otherCluster(let cluster, let groups, by: let method):
            append("other-cluster")
            append(cluster.id)
            append(groups)
            append(method.rawValue)
        case .positions(let words):
            append("positions")
            append(words)
        case .nothing: append("nothing")
        }
    }
}
