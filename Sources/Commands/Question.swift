import Offsets

/// What a person has to answer before a plan is carried out.
///
/// It names the source, how much changes and how far the furthest offset moves either way. A restore of every group of a
/// cluster asks for the cluster's name: a yes is typed too easily for that.
struct Question: Hashable, Sendable {
    /// So much of a cluster's id is typed where it has no name.
    private static let typedDigits = 8

    /// What the plan amounts to, in lines: its source, its target, and its numbers.
    let summary: [String]
    /// What is asked, ending where the answer begins.
    let prompt: String
    /// What has to be typed, one of them; empty for a yes.
    private let names: [String]

    /// The question about a plan.
    init(_ plan: Plan, _ origin: PlanOrigin) {
        summary = [origin.brief, PlanWords.changes(plan)]
        guard plan.kind == .restore, plan.isOfEverything else {
            names = []
            prompt = "carry this plan out? [y/N] "
            return
        }
        if let name = plan.cluster.name {
            names = [name]
            prompt = "this restores every group of the snapshot; type the cluster's name to carry it out: "
        } else {
            let digits = String(plan.cluster.id.prefix(Self.typedDigits))
            names = [digits, plan.cluster.id]
            prompt =
                "this restores every group of the snapshot; type the first \(digits.count) characters of the cluster's id "
                + "to carry it out: "
        }
    }

    /// Whether an answer means yes; `nil` is the end of the input.
    func isYes(_ answer: String?) -> Bool {
        guard let answer = answer?.trimmed else { return false }
        return names.isEmpty ? ["y", "yes"].contains(answer.lowercased()) : names.contains(answer)
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
