import Engine
import Offsets

/// What a command that writes tells: the plan, and how it went.
struct PlanReport {
    /// So many differences are named in messages; JSON has all of them.
    private static let namedAtMost = 20

    let plan: Plan
    let digest: ContentDigest
    let origin: PlanOrigin
    /// How far the targets of a copy would be behind, `nil` for other plans.
    var lag: PlanLag?
    /// How well offsets of other logs were found, `nil` where none were to be.
    var translation: TranslationSummary?
    let isVerbose: Bool
    /// Whether it is carried out once its groups have no members.
    var waits = false

    /// The source of the plan, the target, and the findings.
    var remarks: [Message] { origin.remarks + FindingReport(plan: plan, waits: waits).messages }

    /// Shows the plan to people, before anything is written: its source and its findings, then its steps.
    ///
    /// - Throws: exit 74 when it cannot be shown, so that nothing is written unseen.
    func showPlan(_ context: CommandContext) throws(TidemarkError) {
        do throws(TidemarkError) {
            try context.preview(remarks) { sink in
                var unlisted = 0
                if isVerbose {
                    PlanTable.writeSteps(of: plan, to: sink)
                } else {
                    unlisted = PlanTable.writeGroups(of: plan, to: sink)
                }
                var numbers = [Message(.note, PlanWords.changes(plan))]
                if let lag { numbers.append(Message(.note, PlanWords.lag(lag))) }
                if let translation { numbers.append(Message(.note, PlanWords.translation(translation))) }
                if unlisted > 0, !plan.changesNothing {
                    let groups = Counted.text(unlisted, "group")
                    numbers.append(Message(.note, "\(groups) with nothing to change not listed; -v lists all"))
                }
                return numbers
            }
        } catch {
            let message = "the plan could not be shown, so nothing was written: \(error.message)"
            throw TidemarkError(error.code, message, hint: error.hint, cause: error)
        }
    }

    /// Ends with a plan that findings stop, which are told already.
    func refuse(_ context: CommandContext) -> ExitCode {
        let blocking = plan.summary.blocking
        let error = blocking.first.map { first in
            TidemarkError(first.finding.code, first.message, hint: first.finding.advice(for: plan.kind))
        }
        if blocking.contains(where: { $0.finding == .stale }) { context.note("this plan is stale; make a new one") }
        context.note("nothing was written")
        show(error: error.map { ErrorPayload($0) }, context)
        return .refused
    }

    /// Ends with a plan that is saved.
    ///
    /// - Throws: exit 73, 74 or 77 when it cannot be; there is no file then.
    func save(to file: String, _ context: CommandContext) throws -> ExitCode {
        try PlanFile.create(file, plan, digest)
        context.note("nothing was written; `tidemark apply \(file) --yes` carries this plan out", about: [.file: file])
        show(context)
        return .done
    }

    /// Ends with a plan that has nothing to do.
    func nothingToDo(_ context: CommandContext) -> ExitCode {
        context.note("nothing to do: \(whyNothing)", about: origin.fields)
        show(context)
        return .done
    }

    /// Ends with a plan that is only to be shown.
    func stop(_ context: CommandContext) -> ExitCode {
        context.note("nothing was written; to apply it, replace --dry-run with --yes")
        show(context)
        return .done
    }

    /// Ends with a plan that somebody has declined, which is no failure.
    func decline(_ context: CommandContext) -> ExitCode {
        context.note("nothing was written")
        show(context)
        return .done
    }

    /// Ends with a plan that nobody can be asked about, because of something such as `there is no terminal to prompt on`.
    func cannotAsk(_ why: String, _ context: CommandContext) -> ExitCode {
        let error = TidemarkError(
            .notConfirmed,
            "nothing was written: not confirmed, and \(why)",
            hint: "Add --yes to apply the plan, or --dry-run to only show it."
        )
        context.complain(error)
        show(error: ErrorPayload(error), context)
        return error.exitCode
    }

    /// Ends with a run, whatever became of it.
    func conclude(_ outcome: RunOutcome, _ context: CommandContext) -> ExitCode {
        if let error = outcome.record.error { context.complain(error, about: outcome.fields) }
        for difference in outcome.differences.prefix(Self.namedAtMost) { context.tell(difference) }
        if outcome.mismatches.count > Self.namedAtMost {
            let more = Counted.text(outcome.mismatches.count - Self.namedAtMost, "more difference")
            context.note("\(more); --json shows all of them", about: outcome.fields)
        }
        if let lag, [.done, .raced].contains(outcome.record.state) {
            let translation = translation.map { "; \(PlanWords.translation($0))" } ?? ""
            context.note("\(PlanWords.copied(plan)); \(PlanWords.lag(lag))\(translation)", about: outcome.fields)
        }
        show(run: outcome, error: outcome.record.error.map { ErrorPayload($0) }, context)
        do throws(TidemarkError) {
            try context.output.flush()
        } catch {
            context.complain(
                TidemarkError(error.code, "\(outcome.verdict); but \(error.message)"),
                about: outcome.fields
            )
            return outcome.exitCode == .done ? error.exitCode : outcome.exitCode
        }
        return outcome.exitCode
    }

    private func show(run: RunOutcome? = nil, error: ErrorPayload? = nil, _ context: CommandContext) {
        context.show(PlanResult(report: self, run: run, error: error))
    }

    private var whyNothing: String {
        let words =
            switch plan.policy.only {
            case .rewind: "no selected group is ahead of \(origin.name)"
            case .advance: "no selected group is behind \(origin.name)"
            case .missing: "no selected group lacks an offset of \(origin.name)"
            case nil: plan.kind == .delete ? "there is nothing to delete" : kept
            }
        return plan.summary.skip == 0 ? words : "\(words); \(plan.summary.skip) left out"
    }

    private var kept: String {
        let partitions = "all \(Counted.text(plan.summary.keep, "partition"))"
        return plan.kind == .undo
            ? "\(partitions) hold already what they held before \(origin.name)"
            : "\(partitions) already match \(origin.name)"
    }
}

/// What became of a plan, whose steps people have seen already.
private struct PlanResult: CommandResult {
    let report: PlanReport
    /// The run that was carried out, if one was.
    let run: RunOutcome?
    /// Why it did not come about, or what is wrong since.
    let error: ErrorPayload?

    /// Whether an error stopped the run before it had committed anything.
    private var isStopped: Bool {
        run.map { $0.record.error != nil && ![.done, .raced].contains($0.record.state) } ?? false
    }

    /// Of a run that was stopped, how it ended: beside the error that says why.
    var remarks: [Message] {
        guard let run, isStopped else { return [] }
        return [Message(.notice, run.verdict, about: run.fields)]
    }

    func writeTable(to sink: OutputSink) {
        guard let run, !isStopped else { return }
        sink.writeLine(run.verdict)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("plan", PlanPayload(plan: report.plan, digest: report.digest, origin: report.origin))
        if let lag = report.lag { json.member("lag", PlanLagPayload(lag)) }
        if let translation = report.translation {
            json.member("translation", TranslationSummaryPayload(translation))
        }
        json.member("run", run.map(RunPayload.init))
        if let error { json.member("error", error) }
    }
}
