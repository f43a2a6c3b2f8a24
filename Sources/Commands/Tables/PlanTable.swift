import Offsets

/// A plan as people read it: a row for each group, or for each partition.
enum PlanTable {
    private static let stepColumns = Table(
        .text("GROUP"),
        .text("TOPIC"),
        .number("PARTITION"),
        .text("ACTION"),
        .number("NOW"),
        .number("PLANNED"),
        .number("MOVES"),
        .text("FINDING"),
        .freeText("REASON").asDetail
    )

    /// A group's row.
    private struct Row {
        let target: PlanTarget
        let summary: PlanSummary
        let findings: [Finding]
    }

    /// A column, and what of a group stands in it.
    private struct Column {
        let heading: TableColumn
        let cell: (Row) -> String

        static func text(_ title: String, _ text: @escaping (Row) -> String?) -> Column {
            Column(heading: .text(title)) { Cell.text(text($0)) }
        }

        static func number(
            _ title: String,
            _ number: @escaping (PlanSummary) -> some BinaryInteger
        ) -> Column {
            Column(heading: .number(title)) { Cell.count(number($0.summary)) }
        }
    }

    /// A row for each target group that changes or that something was found about.
    ///
    /// - Returns: how many groups have no row, because they hold already what they are to hold.
    static func writeGroups(of plan: Plan, to sink: OutputSink) -> Int {
        let blocking = Dictionary(grouping: plan.summary.blocking, by: \.group)
        let rows = plan.targets.compactMap { row(of: $0, in: plan, blocking: blocking[$0.group] ?? []) }
        guard !rows.isEmpty else { return plan.targets.count }
        Table(columns.map(\.heading)).write(rows.map { row in columns.map { $0.cell(row) } }, to: sink)
        return plan.targets.count - rows.count
    }

    private static var columns: [Column] {
        [
            .text("GROUP") { $0.target.group.name },
            .text("SOURCE GROUP") { $0.target.source == $0.target.group ? nil : $0.target.source.name },
            .number("SET", \.set), .number("NEW", \.created), .number("BACK", \.rewound),
            .number("MAX BACK", \.largestRewind), .number("FORWARD", \.advanced),
            .number("MAX FORWARD", \.largestAdvance), .number("METADATA", \.metadataOnly),
            .number("CLAMPED", \.clamped), .number("DELETE", \.delete), .number("KEEP", \.keep),
            .number("LEFT OUT", \.skip),
            .text("FINDINGS") { $0.findings.isEmpty ? nil : $0.findings.map(\.rawValue).joined(separator: ", ") },
        ]
    }

    private static func row(of target: PlanTarget, in plan: Plan, blocking: [BlockingFinding]) -> Row? {
        let steps = plan.steps[target.steps]
        let summary = PlanSummary(of: steps, blocking: blocking)
        let findings = Set(steps.compactMap(\.finding)).union(blocking.map(\.finding))
        guard summary.keep < steps.count || !findings.isEmpty else { return nil }
        return Row(target: target, summary: summary, findings: findings.sorted { $0.rawValue < $1.rawValue })
    }

    /// A row for each partition.
    static func writeSteps(of plan: Plan, to sink: OutputSink) {
        stepColumns.write(
            plan.steps.lazy.map { step in
                [
                    Cell.text(step.group.name), Cell.text(step.topic), Cell.number(step.partition),
                    step.action == .skip ? "left out" : step.action.rawValue, Cell.number(step.from?.offset),
                    Cell.number(step.to?.offset), Cell.movement(step.movement), step.finding?.rawValue ?? Cell.none,
                    Escaping.message(reason(of: step)),
                ]
            },
            to: sink
        )
    }

    /// The reason of a step; of one that moves, with the number of records, which the plan itself does not spell out.
    private static func reason(of step: PlanStep) -> String {
        guard step.finding == nil, let movement = step.movement, movement != 0 else { return step.reason }
        let records = Counted.text(movement.magnitude, "record")
        return movement < 0 ? "back: re-reads \(records)" : "forward: skips \(records)"
    }
}
