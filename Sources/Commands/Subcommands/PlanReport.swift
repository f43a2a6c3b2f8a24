import Engine
import Offsets

/// What a restore tells: the plan, and how it went.
struct PlanReport {
    /// So many findings or differences are named in messages; JSON has all of them.
    private static let namedAtMost = 20

    let plan: Plan
    let digest: ContentDigest
    let origin: PlanOrigin
    let isJSON: Bool
    let isVerbose: Bool

    /// Shows the plan to people, before anything is written: its source and its findings, then its steps.
    ///
    /// JSON comes at the end, in one document.
    ///
    /// - Throws: exit 74 when it cannot be shown, so that nothing is written unseen.
    func showPlan(_ context: CommandContext) throws(TidemarkError) {
        if !isJSON {
            for line in origin.lines { context.note(line) }
        }
        FindingReport(plan: plan).show(context)
        guard !isJSON else { return }
        var unlisted = 0
        if isVerbose {
            PlanTable.writeSteps(of: plan, to: context.output)
        } else {
            unlisted = PlanTable.writeGroups(of: plan, to: context.output)
        }
        do throws(TidemarkError) {
            try context.output.flush()
        } catch {
            let message = "the plan could not be shown, so nothing was written: \(error.message)"
            throw TidemarkError(error.code, message, hint: error.hint, cause: error)
        }
        context.note(PlanWords.changes(plan))
        if unlisted > 0, !plan.changesNothing {
            context.note("\(Counted.text(unlisted, "group")) with nothing to change not listed; -v lists all")
        }
    }

    /// Ends with a plan that findings stop, which are told already.
    func refuse(_ context: CommandContext) -> ExitCode {
        let blocking = plan.summary.blocking
        let error = blocking.first.map { TidemarkError($0.finding.code, $0.message) }
        if blocking.contains(where: { $0.finding == .stale }) { context.note("this plan is stale; make a new one") }
        context.note("nothing was written")
        writeJSON(run: nil, error: error.map { ErrorPayload($0) }, context)
        return .refused
    }

    /// Ends with a plan that is saved.
    ///
    /// - Throws: exit 73, 74 or 77 when it cannot be; there is no file then.
    func save(to file: String, _ context: CommandContext) throws -> ExitCode {
        try PlanFile.create(file, plan, digest)
        context.note("nothing was written; `tidemark apply \(file) --yes` carries this plan out")
        writeJSON(run: nil, error: nil, context)
        return .done
    }

    /// Ends with a plan that has nothing to do.
    func nothingToDo(_ context: CommandContext) -> ExitCode {
        context.note("nothing to do: \(whyNothing)")
        writeJSON(run: nil, error: nil, context)
        return .done
    }

    /// Ends with a plan that is only to be shown.
    func stop(_ context: CommandContext) -> ExitCode {
        context.note("nothing was written; to apply it, replace --dry-run with --yes")
        writeJSON(run: nil, error: nil, context)
        return .done
    }

    /// Ends with a plan that somebody has declined, which is no failure.
    func decline(_ context: CommandContext) -> ExitCode {
        context.note("nothing was written")
        return .done
    }

    /// Ends with a plan that nobody can be asked about.
    func cannotAsk(_ context: CommandContext) -> ExitCode {
        let why = isJSON ? "--json does not prompt" : "there is no terminal to prompt on"
        let error = TidemarkError(
            .notConfirmed,
            "nothing was written: not confirmed, and \(why)",
            hint: "Add --yes to apply the plan, or --dry-run to only show it."
        )
        context.complain(error)
        writeJSON(run: nil, error: ErrorPayload(error), context)
        return error.exitCode
    }

    /// Ends with a run, whatever became of it.
    func conclude(_ outcome: RunOutcome, _ context: CommandContext) -> ExitCode {
        if let error = outcome.record.error { context.complain(error) }
        for mismatch in outcome.mismatches.prefix(Self.namedAtMost) {
            let expected = Cell.number(mismatch.expected?.offset)
            let found = Cell.number(mismatch.found?.offset)
            context.warn(
                "group \(mismatch.group.name), \(mismatch.topicPartition): expected \(expected), found \(found)"
            )
        }
        if outcome.mismatches.count > Self.namedAtMost {
            let more = Counted.text(outcome.mismatches.count - Self.namedAtMost, "more difference")
            context.note("\(more); --json shows all of them")
        }
        if isJSON {
            writeJSON(run: outcome, error: outcome.record.error.map { ErrorPayload($0) }, context)
        } else if outcome.record.error != nil, ![.done, .raced].contains(outcome.record.state) {
            // Nothing was committed: beside the error that says why.
            context.say(Self.verdict(outcome))
        } else {
            context.output.writeLine(Self.verdict(outcome))
        }
        do throws(TidemarkError) {
            try context.output.flush()
        } catch {
            context.complain(
                TidemarkError(error.code, "\(Self.verdict(outcome)); but \(error.message)")
            )
            return outcome.exitCode == .done ? error.exitCode : outcome.exitCode
        }
        return outcome.exitCode
    }

    /// How a run ended, in one line.
    static func verdict(_ outcome: RunOutcome) -> String {
        let run = "run \(outcome.record.id)"
        let partitions = Counted.text(outcome.verified, "partition")
        return switch outcome.record.state {
        case .done where !outcome.mismatches.isEmpty:
            "\(run) done: \(partitions) read back; \(outcome.mismatches.count) "
                + (outcome.code == .expiredSince ? "have expired since" : "hold something else since")
        case .done: "\(run) done: \(partitions) read back, all hold what was planned"
        case .raced:
            "\(run) done, but overwritten: \(partitions) read back, \(outcome.mismatches.count) differ from the plan"
        case .aborted where outcome.verified > 0 && outcome.mismatches.isEmpty:
            "\(run) aborted: nothing was changed; \(partitions) read back, all hold what they held before"
        case .rolledBack where outcome.mismatches.isEmpty:
            "\(run) rolled back: \(partitions) read back, all hold what they held before"
        case .rolledBack:
            "\(run) rolled back: nothing it wrote is left; \(outcome.mismatches.count) of \(partitions) were moved by "
                + "something else"
        case .aborted: "\(run) aborted: nothing was committed"
        default: "\(run) ended as \(Cell.state(outcome.record.state))"
        }
    }

    private var whyNothing: String {
        let words =
            switch plan.policy.only {
            case .rewind: "no selected group is ahead of \(origin.name)"
            case .advance: "no selected group is behind \(origin.name)"
            case .missing: "no selected group lacks an offset of \(origin.name)"
            case nil: kept
            }
        return plan.summary.skip == 0 ? words : "\(words); \(plan.summary.skip) left out"
    }

    private var kept: String {
        let partitions = "all \(Counted.text(plan.summary.keep, "partition"))"
        return plan.kind == .undo
            ? "\(partitions) hold already what they held before \(origin.name)"
            : "\(partitions) already match \(origin.name)"
    }

    private func writeJSON(run: RunOutcome?, error: ErrorPayload?, _ context: CommandContext) {
        guard isJSON else { return }
        JSONWriter.document(to: context.output) { json in
            json.member("plan", PlanPayload(plan: plan, digest: digest, origin: origin))
            json.member("run", run.map(RunPayload.init))
            if let error { json.member("error", error) }
        }
    }
}
