import Offsets

/// What a person has to answer before a plan is carried out.
///
/// It names the source, how much changes and how far the furthest offset moves either way. A restore or a deletion of every
/// group of a cluster asks for the cluster's name: a yes is typed too easily for that.
struct Question: Hashable, Sendable {
    /// So much of a cluster's id is typed where it has no name.
    private static let typedDigits = 8

    /// What the plan amounts to, in lines: its source, its target, and its numbers.
    let summary: [String]
    /// What is asked, ending where the answer begins.
    let prompt: String
    /// What has to be typed, one of them; empty for a yes.
    private let names: [String]

    /// The question about a plan; `waits` where its groups have members, whose leaving is waited for.
    init(_ plan: Plan, _ origin: PlanOrigin, waits: Bool = false) {
        let again = "once the members have left, it is planned again from where the groups are then, and shown"
        summary = [origin.brief, PlanWords.changes(plan)] + (waits ? [again] : [])
        guard plan.isOfEverything, let whole = Self.whole(plan.kind) else {
            names = []
            prompt = "carry this plan out\(waits ? " once the members have left" : "")? [y/N] "
            return
        }
        if let name = plan.cluster.name {
            names = [name]
            prompt = "\(whole); type the cluster's name to carry it out: "
        } else {
            let digits = String(plan.cluster.id.prefix(Self.typedDigits))
            names = [digits, plan.cluster.id]
            prompt =
                "\(whole); type the first \(digits.count) characters of the cluster's id "
                + "to carry it out: "
        }
    }

    /// What a plan does that is of everything there is, where that asks for more than a yes.
    private static func whole(_ kind: PlanKind) -> String? {
        switch kind {
        case .restore: "this restores every group of the snapshot"
        case .delete: "this deletes every group of the cluster"
        case .undo, .copy, .rename, .reset: nil
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
