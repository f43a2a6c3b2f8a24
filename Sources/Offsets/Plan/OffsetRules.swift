/// The rules that judge a wanted offset by the cluster's present logs and the operator's policy.
///
/// They are asked topic by topic: what is known of a topic is looked up once and remembered.
struct OffsetRules {
    private let view: ClusterView
    private let policy: PlanPolicy
    private let earlierLogs: [String: TopicLogs]
    private var topic: String?
    private var partitionCount: Int32?
    /// Why the topic is not the one it was, `nil` when nothing shows that.
    private var recreation: String?
    /// The same for every topic that was asked about.
    private var recreations: [String: String?] = [:]
    /// Whether leader epochs of that time are of the topic as it is now.
    private var keepsLeaderEpochs = false

    /// Rules; `logs` are the logs as they were when the offsets were taken, on the same cluster.
    init(view: ClusterView, policy: PlanPolicy, logs: [TopicLogs]) {
        self.view = view
        self.policy = policy
        self.earlierLogs = Dictionary(logs.map { ($0.topic, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Judges an offset that is to be written.
    mutating func judge(_ wanted: CommittedOffset) -> OffsetVerdict {
        lookUp(wanted.topic)
        if let verdict = judgeExistence(of: wanted.topicPartition) { return verdict }
        let verdict = judgePosition(of: wanted)
        switch verdict {
        case .write, .writeWith:
            guard let flaw = MetadataLimit.flaw(of: wanted.metadata, limit: view.metadataLimit) else { return verdict }
            return .block(finding: flaw.finding, reason: flaw.reason)
        case .skip, .block: return verdict
        }
    }

    /// A wanted offset as it is written, the one that was judged last.
    ///
    /// It keeps its leader epoch only where that is known to fit: the offset is not moved, and the topic has the id that it had
    /// when the offset was taken. A wrong one makes consumers see a truncation that is none (`docs/kafka.md` §1.10).
    ///
    /// - Parameters:
    ///   - wanted: The offset.
    ///   - offset: Where it is written to.
    /// - Returns: What is written.
    func written(_ wanted: CommittedOffset, at offset: Int64) -> CommittedOffset {
        keepsLeaderEpochs && offset == wanted.offset ? wanted : wanted.at(offset)
    }

    /// Judges a partition whose offset is to be removed; `nil` when nothing is in the way.
    ///
    /// Kafka does not delete offsets of a topic that it does not have.
    mutating func judgeDeletion(of topicPartition: TopicPartition) -> OffsetVerdict? {
        lookUp(topicPartition.topic)
        return judgeExistence(of: topicPartition)
    }

    private mutating func lookUp(_ name: String) {
        guard topic != name else { return }
        topic = name
        partitionCount = view.partitionCounts[name]
        keepsLeaderEpochs =
            view.writesLeaderEpochs && view.topicIDs[name].map { $0 == earlierLogs[name]?.id } == true
        if let known = recreations[name] {
            recreation = known
        } else {
            recreation = earlierLogs[name].flatMap { $0.recreation(in: view) }
            recreations[name] = .some(recreation)
        }
    }

    private func judgeExistence(of topicPartition: TopicPartition) -> OffsetVerdict? {
        guard let partitionCount else {
            return onMissing(.missingTopic, "topic \(topicPartition.topic) does not exist, or is hidden from this user")
        }
        guard (0..<max(partitionCount, 0)).contains(topicPartition.partition) else {
            return onMissing(
                .missingPartition,
                "topic \(topicPartition.topic) has \(partitionCount) partitions, so there is no partition "
                    + "\(topicPartition.partition)" + (recreation.map { " (\($0))" } ?? "")
            )
        }
        return nil
    }

    private func judgePosition(of wanted: CommittedOffset) -> OffsetVerdict {
        let offset = wanted.offset
        if let recreation, policy.onOutOfRange != .clamp {
            return onOutOfRange(.topicRecreated, wanted, recreation, nil)
        }
        guard let log = view.bounds[wanted.topicPartition] else {
            let cause = view.boundsFailures[wanted.topicPartition].map { " (\($0))" } ?? ""
            return .block(
                finding: .logBoundsUnknown,
                reason:
                    "the bounds of the log could not be read\(cause), so offset \(offset) cannot be checked; try again"
            )
        }
        if let recreation { return onOutOfRange(.topicRecreated, wanted, recreation, log) }
        if offset > log.end {
            return onOutOfRange(.beyondLogEnd, wanted, "offset \(offset) is beyond the log's end \(log.end)", log)
        }
        if offset < log.start {
            return onOutOfRange(.belowLogStart, wanted, "offset \(offset) is below the log's start \(log.start)", log)
        }
        return .write
    }

    private func onMissing(_ finding: Finding, _ reason: String) -> OffsetVerdict {
        switch policy.onMissing {
        case .fail: .block(finding: finding, reason: reason)
        case .skip: .skip(finding: finding, reason: "\(reason); left out")
        }
    }

    private func onOutOfRange(
        _ finding: Finding,
        _ wanted: CommittedOffset,
        _ reason: String,
        _ log: LogBounds?
    ) -> OffsetVerdict {
        switch policy.onOutOfRange {
        case .fail: return .block(finding: finding, reason: reason)
        case .skip: return .skip(finding: finding, reason: "\(reason); left out")
        case .clamp:
            guard let log else { return .block(finding: finding, reason: reason) }
            let nearest = max(log.start, min(wanted.offset, log.end))
            let remark = nearest == wanted.offset ? "written as it is" : "moved from \(wanted.offset) to \(nearest)"
            return .writeWith(offset: nearest, finding: finding, reason: "\(reason); \(remark)")
        case .asIs:
            guard finding != .topicRecreated else { return .block(finding: finding, reason: reason) }
            return .writeWith(offset: wanted.offset, finding: finding, reason: "\(reason); written as it is")
        }
    }
}

/// What is to become of one wanted offset.
enum OffsetVerdict {
    /// It is written as it is, and nothing is unusual.
    case write
    /// It is written, at another position or with something the operator has to know.
    case writeWith(offset: Int64, finding: Finding, reason: String)
    /// It is not written, as the policy says.
    case skip(finding: Finding, reason: String)
    /// The plan must not be carried out.
    case block(finding: Finding, reason: String)
}
