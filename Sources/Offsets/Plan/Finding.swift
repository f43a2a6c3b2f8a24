/// Something about a step that an operator has to know before it is taken.
///
/// The raw values are those of the JSON output.
public enum Finding: String, Hashable, Sendable, CaseIterable {
    /// The offset's record is no longer in the log.
    case belowLogStart = "below-log-start"
    /// The log does not reach to the offset.
    case beyondLogEnd = "beyond-log-end"
    /// The log's bounds could not be read, so the offset cannot be judged.
    case logBoundsUnknown = "log-bounds-unknown"
    /// The cluster does not have the topic, or does not show it.
    case missingTopic = "missing-topic"
    /// The source may not have been allowed to see the topic, so that a missing offset says nothing.
    case outsideView = "outside-view"
    /// The topic has fewer partitions.
    case missingPartition = "missing-partition"
    /// The topic was deleted and created again, or lost records, since the offset was taken.
    case topicRecreated = "topic-recreated"
    /// The group holds a number below 0, which Kafka's clients take for none, and which nobody can put back.
    case negativeOffset = "negative-offset"
    /// No record is as young as the moment that was asked for, so that the end of the log is taken.
    case noRecordSince = "no-record-since"
    /// The log of the source has no record at the offset that is to be translated.
    case outsideSourceLog = "outside-source-log"
    /// A record behind the offset that is to be translated has no time.
    case recordWithoutTime = "record-without-time"
    /// Records that follow at the source may be before the offset that was found for them.
    case maySkipRecords = "may-skip-records"
    /// The group has members, or may have.
    case groupActive = "group-active"
    /// The target is not as it was when the plan was made.
    case stale = "plan-stale"
    /// Something has moved the group since the run that is to be undone.
    case movedSince = "moved-since"
    /// The target of a copy holds offsets already.
    case targetNotEmpty = "target-not-empty"
    /// The target would begin further behind the end of its log than the operator allows.
    case tooFarBehind = "too-far-behind"
    /// The metadata is longer than brokers accept.
    case metadataTooLarge = "metadata-too-large"
    /// The metadata holds a NUL, which librdkafka cannot write.
    case metadataNotWritable = "metadata-not-writable"
}

extension Finding {
    /// The code of the error with which a plan is refused that has it: the same name, except where another failure has it.
    public var code: TidemarkError.Code {
        switch self {
        case .belowLogStart: .belowLogStart
        case .beyondLogEnd: .beyondLogEnd
        case .logBoundsUnknown: .logBoundsUnknown
        case .missingTopic: .missingTopic
        case .outsideView: .outsideView
        case .missingPartition: .missingPartition
        case .topicRecreated: .topicRecreated
        case .negativeOffset: .negativeOffset
        case .noRecordSince: .noRecordSince
        case .outsideSourceLog: .outsideSourceLog
        case .recordWithoutTime: .recordWithoutTime
        case .maySkipRecords: .maySkipRecords
        case .groupActive: .groupActive
        case .stale: .planStale
        case .movedSince: .movedSinceRun
        case .targetNotEmpty: .targetNotEmpty
        case .tooFarBehind: .tooFarBehind
        case .metadataTooLarge: .metadataTooLarge
        case .metadataNotWritable: .metadataNotWritable
        }
    }
}

/// A finding that stops a plan: nothing of it may be written.
public struct BlockingFinding: Hashable, Sendable {
    /// What was found.
    public let finding: Finding
    /// The target group.
    public let group: GroupID
    /// The partition, `nil` when the group as a whole is meant.
    public let topicPartition: TopicPartition?
    /// What was found, in words, and what to do about it.
    public let message: String

    /// A finding.
    public init(finding: Finding, group: GroupID, topicPartition: TopicPartition?, message: String) {
        self.finding = finding
        self.group = group
        self.topicPartition = topicPartition
        self.message = message
    }

    /// A finding of a group as a whole, or of a partition, whose message then begins with both.
    init(_ finding: Finding, _ group: GroupID, _ topicPartition: TopicPartition?, _ reason: String) {
        let message = topicPartition.map { "group \(group), \($0): \(reason)" } ?? reason
        self.init(finding: finding, group: group, topicPartition: topicPartition, message: message)
    }
}
