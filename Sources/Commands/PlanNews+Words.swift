import Engine
import Offsets
import Store

extension PlanNews {
    /// So many groups are named in a line.
    private static let namedAtMost = 10
    /// So many groups are named in a line with their members.
    private static let waitedAtMost = 3

    /// Says it on standard error.
    func show(_ context: CommandContext) {
        switch self {
        case .finished(let outcome) where outcome.record.state.isTerminal:
            context.note("finished an interrupted run first: \(outcome.verdict)", about: outcome.fields)
        case .finished(let outcome):
            let why = outcome.record.error.map { ": \($0.message)" } ?? ""
            context.warn("run \(outcome.record.id) cannot be decided\(why)", about: outcome.fields)
        case .outdatedJournal(let missing):
            let error = TidemarkError.outdatedJournal(missing)
            context.warn(error.message, about: missing.fields)
            if let hint = error.hint { context.note(hint, about: missing.fields) }
        case .unknownRun(let run):
            context.note(
                "this store has no record of run \(run), which Kafka says was committed here (from another store, or "
                    + "the journal was lost); see `tidemark recover`",
                about: [.run: run.text]
            )
        case .marksHidden:
            context.note("whether the journal has the latest run cannot be seen: no right to its sentinel group")
        case .bestEffort(let refusal): BestEffortWarning.show(refusal, context)
        case .waiting(let groups, atMost: let remaining):
            let named = groups.prefix(Self.waitedAtMost).map { group in
                "\(group.group.name) (\(group.state.rawValue)\(group.occupants?.names.map { ": \($0)" } ?? ""))"
            }
            let others = groups.count > named.count ? " and \(groups.count - named.count) more groups" : ""
            context.note(
                "waiting for members to leave, at most \(Cell.seconds(remaining)) more: "
                    + "\(named.joined(separator: "; "))\(others)",
                about: groups.count == 1 ? [.group: groups[0].group.name] : [:]
            )
        case .leftOut(let groups, because: let reason):
            let named = groups.prefix(Self.namedAtMost).map(\.name).joined(separator: ", ")
            let others = groups.count > Self.namedAtMost ? " and \(groups.count - Self.namedAtMost) more" : ""
            context.warn(
                "\(Counted.text(groups.count, "group")) left out: \(named)\(others): \(reason)",
                about: groups.count == 1 ? [.group: groups[0].name] : [:]
            )
        case .remarkLost(let run, because: let reason):
            context.warn(
                "what was found when run \(run) was looked at again is not in the journal: \(reason)",
                about: [.run: run.text]
            )
        case .refusalNotLogged(let error): context.warn("the refusal is not in the audit log: \(error.message)")
        }
    }
}
