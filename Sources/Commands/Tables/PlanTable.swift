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

    /// So many groups have a row of their own on a terminal; one more row has the others.
    private static let rowsOnTerminal = 20

    /// What becomes of the offsets of a group, or of several.
    private struct Amounts {
        var (partitions, new, metadata, clamped, outside, deleted, kept, leftOut) = (0, 0, 0, 0, 0, 0, 0, 0)
        /// Records that are read again, and records that are skipped; as many as can be counted.
        var (back, forward): (UInt64, UInt64) = (0, 0)

        init(_ steps: ArraySlice<PlanStep>, _ summary: PlanSummary) {
            partitions = steps.count
            (new, metadata, clamped) = (summary.created, summary.metadataOnly, summary.clamped)
            (outside, deleted, kept, leftOut) = (summary.outsideLog, summary.delete, summary.keep, summary.skip)
            for movement in steps.lazy.compactMap(\.movement) {
                if movement < 0 { back.count(movement.magnitude) } else { forward.count(movement.magnitude) }
            }
        }

        /// How far the group moves, either way.
        var furthest: UInt64 { max(back, forward) }

        static func += (sum: inout Amounts, other: Amounts) {
            sum.partitions += other.partitions
            sum.new += other.new
            sum.metadata += other.metadata
            sum.clamped += other.clamped
            sum.outside += other.outside
            sum.deleted += other.deleted
            sum.kept += other.kept
            sum.leftOut += other.leftOut
            sum.back.count(other.back)
            sum.forward.count(other.forward)
        }
    }

    /// The row of a group, or of several.
    private struct Row {
        let name: String
        var source: String?
        var amounts: Amounts
        var findings: [Finding] = []

        /// One row for several.
        init?(_ name: String, _ rows: some Collection<Row>) {
            guard let first = rows.first else { return nil }
            self.name = name
            amounts = first.amounts
            for row in rows.dropFirst() { amounts += row.amounts }
        }

        init(_ target: PlanTarget, _ amounts: Amounts, _ findings: [Finding]) {
            name = Cell.text(target.group.name)
            source = target.source == target.group ? nil : target.source.name
            self.amounts = amounts
            self.findings = findings
        }
    }

    /// A column, and what of a row stands in it.
    private struct Column {
        let heading: TableColumn
        let cell: (Row) -> String

        static func text(_ title: String, _ text: @escaping (Row) -> String) -> Column {
            Column(heading: .text(title), cell: text)
        }

        static func number(_ title: String, _ number: @escaping (Amounts) -> some BinaryInteger) -> Column {
            Column(heading: .number(title)) { Cell.count(number($0.amounts)) }
        }
    }

    /// A row for each target group that changes or that something was found about, and one for all of them.
    ///
    /// Of many groups those that move furthest come first on a terminal, and one row has the others.
    ///
    /// - Returns: how many groups have no row, because they hold already what they are to hold.
    static func writeGroups(of plan: Plan, to sink: OutputSink) -> Int {
        let blocking = Dictionary(grouping: plan.summary.blocking, by: \.group)
        let groups = plan.targets.compactMap { row(of: $0, in: plan, blocking: blocking[$0.group] ?? []) }
        guard !groups.isEmpty else { return plan.targets.count }
        var rows = groups
        if sink.style.width != nil, groups.count > rowsOnTerminal {
            // Sorting is stable, and they are in the order of their names.
            let sorted = groups.sorted { $0.amounts.furthest > $1.amounts.furthest }
            let rest = sorted.dropFirst(rowsOnTerminal)
            rows =
                sorted.prefix(rowsOnTerminal)
                + [Row("and \(Counted.text(rest.count, "more group"))", rest)].compactMap(\.self)
        }
        if groups.count > 1, let total = Row("all \(Counted.text(groups.count, "group"))", groups) {
            rows.append(total)
        }
        Table(columns.map(\.heading)).write(rows.map { row in columns.map { $0.cell(row) } }, to: sink)
        return plan.targets.count - groups.count
    }

    private static var columns: [Column] {
        [
            .text("GROUP", \.name), .text("SOURCE GROUP") { Cell.text($0.source) },
            .number("PARTITIONS", \.partitions), .number("NEW", \.new), .number("BACK", \.back),
            .number("FORWARD", \.forward), .number("METADATA", \.metadata), .number("CLAMPED", \.clamped),
            .number("OUTSIDE LOG", \.outside), .number("DELETE", \.deleted), .number("KEEP", \.kept),
            .number("LEFT OUT", \.leftOut),
            .text("PROBLEM") { $0.findings.isEmpty ? Cell.none : $0.findings.map(\.rawValue).joined(separator: ", ") },
        ]
    }

    private static func row(of target: PlanTarget, in plan: Plan, blocking: [BlockingFinding]) -> Row? {
        let steps = plan.steps[target.steps]
        let summary = PlanSummary(of: steps, blocking: blocking, onOutOfRange: plan.policy.onOutOfRange)
        var findings = Set(steps.compactMap(\.finding)).union(blocking.map(\.finding))
        if plan.leavesOut(target) { findings.insert(.groupActive) }
        guard summary.keep < steps.count || !findings.isEmpty || plan.removes(target) else { return nil }
        return Row(target, Amounts(steps, summary), findings.sorted { $0.rawValue < $1.rawValue })
    }

    /// A row for each partition.
    static func writeSteps(of plan: Plan, to sink: OutputSink) {
        stepColumns.write(
            plan.targets.lazy.flatMap { target in
                target.steps.isEmpty ? [row(withoutSteps: target, in: plan)] : plan.steps[target.steps].map(row)
            },
            to: sink
        )
    }

    private static func row(of step: PlanStep) -> [String] {
        [
            Cell.text(step.group.name), Cell.text(step.topic), Cell.number(step.partition),
            step.action == .skip ? "left out" : step.action.rawValue, Cell.number(step.from?.offset),
            Cell.number(step.to?.offset), Cell.movement(step.movement), step.finding?.rawValue ?? Cell.none,
            Escaping.message(reason(of: step)),
        ]
    }

    /// A group that holds nothing, and goes or is left out as a whole.
    private static func row(withoutSteps target: PlanTarget, in plan: Plan) -> [String] {
        let isLeftOut = plan.leavesOut(target)
        return [
            Cell.text(target.group.name), Cell.none, Cell.none, isLeftOut ? "left out" : PlanAction.delete.rawValue,
            Cell.none, Cell.none, Cell.none, isLeftOut ? Finding.groupActive.rawValue : Cell.none,
            "the group holds no offset",
        ]
    }

    /// The reason of a step; of one that moves, with the number of records, which the plan itself does not spell out.
    private static func reason(of step: PlanStep) -> String {
        guard step.finding == nil, step.translation == nil, let movement = step.movement, movement != 0 else {
            return step.reason
        }
        let records = Counted.text(movement.magnitude, "record")
        return movement < 0 ? "back: re-reads \(records)" : "forward: skips \(records)"
    }
}

extension UInt64 {
    /// Counts more, as far as that can be counted.
    fileprivate mutating func count(_ more: UInt64) {
        let (sum, isTooMuch) = addingReportingOverflow(more)
        self = isTooMuch ? .max : sum
    }
}
