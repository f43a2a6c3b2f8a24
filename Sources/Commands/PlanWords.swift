import Offsets

/// A plan's numbers in words.
///
/// The same words for the plan, the question and a report, so that they cannot contradict each other: an offset is set (and
/// then new, back, forward or with other metadata), deleted, kept or left out.
enum PlanWords {
    /// What becomes of how many groups and offsets.
    static func changes(_ plan: Plan) -> String {
        guard plan.kind != .delete else { return deletions(plan) }
        let changing = plan.targets.count { target in plan.steps[target.steps].contains(where: \.isChange) }
        let total = plan.summary.groups
        let groups = Counted.text(total, "group") + (changing == total || changing == 0 ? "" : " (\(changing) change)")
        return "\(groups): \(changes(plan.summary))"
    }

    /// What is deleted.
    private static func deletions(_ plan: Plan) -> String {
        let summary = plan.summary
        let left = plan.targets.count(where: plan.leavesOut)
        var words: [String] = []
        if plan.kind.removesGroups(plan.policy.mode) {
            words.append("\(Counted.text(summary.removedGroups, "group")) to delete")
            words.append("with \(Counted.text(summary.delete, "offset"))")
            if left > 0 { words.append("\(Counted.text(left, "group")) left out") }
            return words.joined(separator: ", ")
        }
        words.append("\(Counted.text(summary.groups, "group")): \(Counted.text(summary.delete, "offset")) to delete")
        if summary.keep > 0 { words.append("\(summary.keep) gone already") }
        if summary.skip > 0 { words.append("\(summary.skip) left out") }
        return words.joined(separator: ", ")
    }

    /// What becomes of how many offsets.
    static func changes(_ summary: PlanSummary) -> String {
        var words = ["\(Counted.text(summary.set, "offset")) to set\(parts(summary))"]
        if summary.delete > 0 { words.append("\(summary.delete) to delete") }
        words.append("\(summary.keep) to keep")
        if summary.skip > 0 { words.append("\(summary.skip) left out") }
        return words.joined(separator: ", ")
    }

    /// How far behind the targets of a copy begin.
    static func lag(_ lag: PlanLag) -> String {
        let words =
            "the largest lag is \(Counted.text(lag.records, "record")): group \(lag.group), \(lag.topicPartition)"
        return lag.unknown == 0 ? words : "\(words); of \(Counted.text(lag.unknown, "partition")) it is not known"
    }

    /// How well offsets of other logs were found in these.
    static func translation(_ summary: TranslationSummary) -> String {
        let found =
            "\(Counted.text(summary.offsets, "offset")) translated by timestamp, \(summary.exact) of them exactly: at most "
            + "\(Counted.text(summary.again, "record")) delivered again"
        guard summary.unknown > 0 else { return found }
        return "\(found); of \(Counted.text(summary.unknown, "partition")) it is not known"
    }

    /// What a copy was about.
    static func copied(_ plan: Plan) -> String {
        let targets = plan.targets.filter { target in plan.steps[target.steps].contains { $0.to != nil } }
        let partitions = plan.steps.count { $0.to != nil }
        let groups = "\(Counted.text(targets.count, "group")) with \(Counted.text(partitions, "partition"))"
        return plan.kind == .rename ? "\(groups) renamed" : "\(groups) copied"
    }

    private static func parts(_ summary: PlanSummary) -> String {
        var parts: [String] = []
        if summary.created > 0 { parts.append("\(summary.created) new") }
        if summary.rewound > 0 { parts.append("\(summary.rewound) back by at most \(summary.largestRewind)") }
        if summary.advanced > 0 { parts.append("\(summary.advanced) forward by at most \(summary.largestAdvance)") }
        if summary.metadataOnly > 0 { parts.append("\(summary.metadataOnly) with other metadata only") }
        guard !parts.isEmpty else { return "" }
        let clamped = summary.clamped > 0 ? "; \(summary.clamped) of them clamped" : ""
        let outside = summary.outsideLog > 0 ? "; \(summary.outsideLog) of them outside the log" : ""
        return " (\(parts.joined(separator: ", "))\(clamped)\(outside))"
    }
}
