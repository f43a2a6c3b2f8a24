import Engine
import Offsets
import Store

extension PlanNews {
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
        case .remarkLost(let run, because: let reason):
            context.warn(
                "what was found when run \(run) was looked at again is not in the journal: \(reason)",
                about: [.run: run.text]
            )
        case .refusalNotLogged(let error): context.warn("the refusal is not in the audit log: \(error.message)")
        }
    }
}
