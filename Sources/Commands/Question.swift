import Offsets

/// What a person has to answer before a plan is carried out.
///
/// It names how much changes and how far the furthest offset moves either way. A restore of a whole cluster asks for the
/// cluster's name: a yes is typed too easily for that.
struct Question: Hashable, Sendable {
    /// So much of a cluster's id is typed where it has no name.
    private static let typedDigits = 8

    /// What the plan amounts to.
    let summary: String
    /// What is asked, ending where the answer begins.
    let prompt: String
    /// What has to be typed, one of them; empty for a yes.
    private let names: [String]

    /// The question about a plan.
    init(_ plan: RestorePlan) {
        let cluster = Escaping.forTerminal(plan.cluster.name ?? plan.cluster.id)
        summary = "\(Self.changes(plan)) on cluster \(cluster); \(Self.movements(plan.summary))"
        guard plan.kind == .restore, plan.isOfEverything else {
            names = []
            prompt = "carry this plan out? [y/N] "
            return
        }
        if let name = plan.cluster.name {
            names = [name]
            prompt = "this restores the whole cluster; type its name to carry it out: "
        } else {
            let digits = String(plan.cluster.id.prefix(Self.typedDigits))
            names = [digits, plan.cluster.id]
            prompt =
                "this restores the whole cluster; type the first \(digits.count) characters of its id to carry it out: "
        }
    }

    /// Whether an answer means yes; `nil` is the end of the input.
    func isYes(_ answer: String?) -> Bool {
        guard let answer = answer?.trimmed else { return false }
        return names.isEmpty ? ["y", "yes"].contains(answer.lowercased()) : names.contains(answer)
    }

    private static func changes(_ plan: RestorePlan) -> String {
        let groups = plan.targets.count { target in plan.steps[target.steps].contains(where: \.isChange) }
        let partitions = Counted.text(plan.summary.set + plan.summary.delete, "partition")
        let removed = plan.summary.delete > 0 ? " (\(plan.summary.delete) of them removed)" : ""
        return "\(partitions)\(removed) of \(Counted.text(groups, "group")) change"
    }

    private static func movements(_ summary: PlanSummary) -> String {
        let rewind = summary.rewound > 0 ? "the largest rewind is \(summary.largestRewind)" : "nothing is rewound"
        let skip = summary.advanced > 0 ? "the largest skip is \(summary.largestAdvance)" : "nothing is skipped"
        return "\(rewind), \(skip)"
    }
}

extension String {
    /// The text without the space around it.
    fileprivate var trimmed: String {
        var rest = drop { $0.isWhitespace }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
