extension RestorePlan {
    /// What the serialisation begins with; the number changes with its shape.
    private static let canonicalTag = "tidemark plan 1"

    /// The plan as bytes, for a digest: two plans have the same bytes exactly when they do the same for the same cause.
    ///
    /// Covered are kind, policy, protocol, source, the cluster's id, and of each step group, source group, topic,
    /// partition, action, offset and metadata before and after, and finding. Not covered are leader epochs, which are
    /// never written, the operator's name for the cluster, and the reasons, whose wording may improve. Every text is
    /// preceded by its length, every list by its count.
    public var canonicalBytes: [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append(Self.canonicalTag)
        bytes.append(kind.rawValue)
        bytes.append(policy.mode.rawValue)
        bytes.append(policy.onOutOfRange.rawValue)
        bytes.append(policy.onMissing.rawValue)
        bytes.append(commitProtocol.rawValue)
        bytes.append(source)
        bytes.append(cluster.id)
        bytes.append(count: targets.count)
        for target in targets {
            bytes.append(target.group.name)
            bytes.append(target.source.name)
            bytes.append(count: target.steps.count)
            var topic: String?
            for step in steps[target.steps] {
                // One byte instead of the name while the topic stays the same: plans may have a million steps.
                bytes.append(isSet: step.topic != topic)
                if step.topic != topic { bytes.append(step.topic) }
                topic = step.topic
                bytes.append(Int64(step.partition))
                bytes.append(step.action.rawValue)
                bytes.append(step.from)
                bytes.append(step.to)
                bytes.append(step.finding?.rawValue ?? "")
            }
        }
        return bytes.bytes
    }
}
