import Offsets

/// What was found about the partitions of a plan, rolled up by kind: it comes before the plan's table, which may be long.
struct FindingReport {
    /// So many findings of a kind are told one by one; of more, the groups are named and the first is told.
    private static let toldAtMost = 3

    /// One finding, and what it is about.
    private struct Found {
        let group: GroupID
        let topicPartition: TopicPartition?
        let message: String

        /// What a message about it alone is about.
        var fields: [Message.Field: String] { Message.fields(group, topicPartition) }
    }

    /// One line to tell, and what it is about.
    private typealias Line = (text: String, fields: [Message.Field: String])

    let plan: Plan
    /// Whether groups with members are waited for.
    var waits = false

    /// What stops the plan, as errors, and what is left out or clamped because a policy says so, as warnings.
    var messages: [Message] {
        let stops = Self.byKind(plan.summary.blocking) { $0.finding }.flatMap { finding, all in
            let lines = Self.lines(finding, all.map(Self.found), "")
            return lines.enumerated().map { index, line in
                guard !waits || finding != .groupActive else { return Message(.note, line.text, about: line.fields) }
                let hint = index == lines.count - 1 ? finding.advice(for: plan.kind) : nil
                return Message(.error, line.text, code: finding.code, hint: hint, about: line.fields)
            }
        }
        let leftOut =
            Self.warnings(" left out", of: plan.steps.filter { $0.action == .skip && $0.finding != .groupActive })
            + activeGroups
        // A plan that is stopped writes nothing.
        guard !plan.isBlocked else { return stops + leftOut }
        return stops + leftOut + written
    }

    /// What is written or goes though something was found about it.
    private var written: [Message] {
        let found = plan.steps.filter { [.set, .delete, .keep].contains($0.action) && $0.finding != nil }
        let isRemark = { (step: PlanStep) in step.finding?.isRemark == true }
        let (remarks, others) = (found.filter(isRemark), found.filter { $0.action == .set && !isRemark($0) })
        let isAsItIs = plan.policy.onOutOfRange == .asIs
        return Self.warnings(
            isAsItIs ? " written as they are" : " clamped",
            of: others
        )
            + Self.warnings("", of: remarks)
            + Self.warnings(" deleted with their groups", of: found.filter { $0.action == .delete })
    }

    /// The groups that are left out because they have members, one by one.
    private var activeGroups: [Message] {
        let found = plan.targets.compactMap { target -> Found? in
            let step = plan.steps[target.steps].first { $0.action == .skip && $0.finding == .groupActive }
            guard step != nil || plan.leavesOut(target) else { return nil }
            let words =
                step?.reason
                ?? "group \(target.group) has running members (\(target.present.state.rawValue)); left out"
            return Found(group: target.group, topicPartition: nil, message: words)
        }
        guard !found.isEmpty else { return [] }
        return Self.lines(.groupActive, found, " left out").map { Message(.warning, $0.text, about: $0.fields) }
    }

    private static func warnings(_ what: String, of steps: [PlanStep]) -> [Message] {
        byKind(steps) { $0.finding }.flatMap { finding, all in
            lines(finding, all.map(found), what).map { Message(.warning, $0.text, about: $0.fields) }
        }
    }

    /// A line for each of a few, or one for all of many.
    private static func lines(_ finding: Finding, _ all: [Found], _ what: String) -> [Line] {
        guard all.count > toldAtMost, let first = all.first else { return all.map { ($0.message, $0.fields) } }
        var groups: [GroupID] = []
        for found in all where groups.last != found.group { groups.append(found.group) }
        var names = groups.prefix(toldAtMost).map(\.name)
        if groups.count > names.count { names.append("and \(groups.count - names.count) more") }
        let partitions = all.count { $0.topicPartition != nil }
        let count = partitions == 0 ? "" : "\(Counted.text(partitions, "partition")) in "
        let named = "\(count)\(Counted.text(groups.count, "group"))\(what): \(names.joined(separator: ", "))"
        let fields = groups.count == 1 ? [Message.Field.group: first.group.name] : [:]
        return [("\(finding.rawValue): \(named); the first: \(first.message)", fields)]
    }

    private static func found(_ blocking: BlockingFinding) -> Found {
        Found(group: blocking.group, topicPartition: blocking.topicPartition, message: blocking.message)
    }

    private static func found(_ step: PlanStep) -> Found {
        Found(
            group: step.group,
            topicPartition: step.topicPartition,
            message: "group \(step.group), \(step.topicPartition): \(step.reason)"
        )
    }

    /// The findings of each kind, the kinds in the order in which they first occur.
    private static func byKind<Value>(
        _ values: some Sequence<Value>,
        _ kind: (Value) -> Finding?
    ) -> [(finding: Finding, all: [Value])] {
        var kinds: [(finding: Finding, all: [Value])] = []
        var places: [Finding: Int] = [:]
        for value in values {
            guard let finding = kind(value) else { continue }
            if let place = places[finding] {
                kinds[place].all.append(value)
            } else {
                places[finding] = kinds.count
                kinds.append((finding, [value]))
            }
        }
        return kinds
    }
}

extension Finding {
    /// Which policy of a new plan goes on all the same; `nil` where the message says what to do.
    func advice(for kind: PlanKind) -> String? {
        switch self {
        case .missingTopic, .missingPartition: "A plan with --on-missing skip leaves these out."
        case .belowLogStart, .beyondLogEnd, .topicRecreated:
            "A plan with --on-out-of-range clamp writes the nearest offset in the log; with skip it leaves these out."
        case .outsideSourceLog, .recordWithoutTime, .maySkipRecords:
            "A plan with --on-out-of-range clamp writes what was found; with skip it leaves these out."
        case .movedSince: "--groups-still-unmoved leaves these groups out."
        case .metadataTooLarge, .metadataNotWritable:
            "Leave these out with --exclude-group, --exclude-topic or --partition."
        case .targetNotEmpty: "--merge adds to what they hold; --mode exact also removes what the source does not have."
        case .tooFarBehind: "Let the source catch up, or allow more with --verify-lag."
        case .outsideView: "Leave these topics out with --exclude-topic."
        case .groupActive:
            "--wait-empty 10m waits until they have left"
                + (kind == .rename ? "." : "; --on-active skip leaves these groups out.")
        case .logBoundsUnknown, .stale, .negativeOffset, .noRecordSince: nil
        }
    }

    /// Whether it says something of an offset that is written just as it was asked for.
    fileprivate var isRemark: Bool { self == .negativeOffset || self == .noRecordSince }
}
