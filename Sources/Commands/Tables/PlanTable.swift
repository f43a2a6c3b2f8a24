import Offsets

/// A plan as people read it: a row for each group, or for each partition.
enum PlanTable {
    private static let groupColumns = Table(
        .text("GROUP"),
        .text("FROM"),
        .number("SET"),
        .number("DELETE"),
        .number("KEEP"),
        .number("SKIP"),
        .number("REWOUND"),
        .number("ADVANCED"),
        .number("MAX REWIND"),
        .number("MAX ADVANCE"),
        .text("FINDINGS")
    )
    private static let stepColumns = Table(
        .text("GROUP"),
        .text("TOPIC"),
        .number("PARTITION"),
        .text("ACTION"),
        .number("NOW"),
        .number("PLANNED"),
        .number("MOVES"),
        .text("FINDING"),
        .text("REASON")
    )

    /// A row for each target group that changes or that something was found about.
    ///
    /// - Returns: how many groups have no row, because they hold already what they are to hold.
    static func writeGroups(of plan: RestorePlan, to sink: OutputSink) -> Int {
        let blocking = Dictionary(grouping: plan.summary.blocking, by: \.group)
        let rows = plan.targets.compactMap { row(of: $0, in: plan, blocking: blocking[$0.group] ?? []) }
        if !rows.isEmpty { groupColumns.write(rows, to: sink) }
        return plan.targets.count - rows.count
    }

    private static func row(of target: PlanTarget, in plan: RestorePlan, blocking: [BlockingFinding]) -> [String]? {
        let steps = Array(plan.steps[target.steps])
        let summary = PlanSummary(of: steps)
        var findings = Set(steps.compactMap(\.finding))
        findings.formUnion(blocking.map(\.finding))
        guard summary.keep < steps.count || !findings.isEmpty else { return nil }
        return [
            Cell.text(target.group.name),
            target.source == target.group ? Cell.none : Cell.text(target.source.name),
            Cell.number(summary.set), Cell.number(summary.delete), Cell.number(summary.keep),
            Cell.number(summary.skip), Cell.number(summary.rewound), Cell.number(summary.advanced),
            Cell.number(summary.largestRewind), Cell.number(summary.largestAdvance),
            findings.isEmpty ? Cell.none : findings.map(\.rawValue).sorted().joined(separator: ", "),
        ]
    }

    /// A row for each partition.
    static func writeSteps(of plan: RestorePlan, to sink: OutputSink) {
        stepColumns.write(
            plan.steps.lazy.map { step in
                [
                    Cell.text(step.group.name), Cell.text(step.topic), Cell.number(step.partition),
                    step.action.rawValue, Cell.number(step.from?.offset), Cell.number(step.to?.offset),
                    Cell.movement(step.movement), step.finding?.rawValue ?? Cell.none,
                    Escaping.message(step.reason),
                ]
            },
            to: sink
        )
    }
}
