import Engine
import Offsets
import Store
import Syntax

/// `tidemark recover`: decide the runs that were cut short.
enum RecoverCommand {
    private static let accepted = Option<String?>(
        "accept",
        .nonEmptyText("RUN", .name(.run)),
        help: "close this run as it is, if it cannot be finished: an id or the beginning of one"
    )

    static let command = Command(
        CommandSyntax(
            "recover",
            summary: "Finish interrupted restores",
            discussion: [
                "A restore that was killed has either committed for all of its groups or for none. This finds out which, "
                    + "ends a transaction that is still open, reads every partition back, and closes the run in the "
                    + "journal. `restore --yes` does the same before anything else.",
                "What a best-effort restore had written to some of its groups is put back.",
                "Where the journal has no run on the cluster, perhaps because it was lost, what such a run may have left "
                    + "open is ended, and the last run that each installation of Tidemark has committed is named: "
                    + "Kafka keeps its mark.",
                "Where the journal lacks runs of this store that Kafka holds the marks of, because an older copy of it was put "
                    + "back, they are named.",
            ],
            options: [
                OptionGroup("Recovery", accepted), ReasonOption.group, ClusterOptions.restoring, StoreOptions.writing,
                OutputOptions.plain,
            ],
            exits: [
                CommandExits.exit(.done, "every interrupted run was finished, or there was none"),
                CommandExits.exit(.failure, "the outcome of a run is unknown; its groups are named"),
                CommandExits.exit(
                    .partial,
                    "committed, but something else has moved some of the groups since; or the journal lacks a run"
                ),
                CommandExits.exit(.damagedData, "a run is not as it was journalled; nothing written"),
                CommandExits.exit(.notFound, "there is no such run, or no such store"),
                CommandExits.exit(
                    .refused,
                    "refused: somebody else's transaction is open on a group, or the run to accept is over"
                ),
            ]
        ),
        supervision: { arguments in
            SupervisedWork(
                activity: "recovering interrupted restores",
                timeout: try arguments[ClusterOptions.restoringTimeout] + (try arguments[StoreOptions.wait] ?? .zero),
                writes: true
            )
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        if try arguments[accepted] != nil { try ReasonOption.require(arguments, context) }
        let chosen = try ClusterOptions.chosen(arguments, context, for: .writing)
        let cluster = try context.connect(chosen.configuration)
        let names = try ClusterNameCheck(chosen, arguments, context)
        let store = try await StoreOptions.openForChoosing(arguments, context)
        let journal = try StoreOptions.journal(of: store, arguments)
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        let engine = EngineContext(
            cluster,
            journal: journal,
            limited: { context.needsGrace($0.grace) },
            progress: progress.show
        )
        let (recovery, lost) = (Recovery(engine), LostRuns(engine))
        let name = try arguments[accepted]
        let timeout = try arguments[ClusterOptions.restoringTimeout]
        let found = try await journal.locked { () -> RecoveredRuns in
            let deadline = Deadline.after(timeout)
            let id = try await engine.clusterID(before: deadline)
            try names?.refuse(otherThanKnown: id)
            if let name { return .accepted(try await recovery.accept(try await runID(name, in: journal), cluster: id)) }
            // Before the runs are decided, because that changes what the journal knows.
            let missing: [CommittedMark]? = try await journal.hasRuns(cluster: id) ? lost.missing(before: deadline) : []
            let outcomes = try await recovery.finish(cluster: id)
            let marks = try await lost.marks(cluster: id, endsTransactions: true, before: deadline)
            return .decided(outcomes, marks: marks, missing: missing)
        }
        progress.finish()
        context.show(found)
        switch found {
        case .accepted(let outcome):
            tell(accepted: outcome, context)
            // What was asked for is done, whatever the run left.
            return .done
        case .decided(let outcomes, let marks, let missing):
            let code = tell(outcomes, marks: marks, missing: missing, context)
            do throws(TidemarkError) {
                try await journal.refuseStrayArchives()
            } catch {
                context.complain(error)
                return code == .done ? .partial : code
            }
            return code
        }
    }

    /// Says what the journal lacks, and which runs need somebody to look at them.
    private static func tell(
        _ outcomes: [RunOutcome],
        marks: [CommittedMark]?,
        missing: [CommittedMark]?,
        _ context: CommandContext
    ) -> ExitCode {
        if let marks {
            tell(marks, context)
        } else if outcomes.isEmpty, missing?.isEmpty == true {
            context.note("no interrupted restore on this cluster")
        }
        if missing == nil {
            context.note("whether the journal lacks runs cannot be seen: no right to the sentinel group of this store")
        }
        if let missing, !missing.isEmpty {
            context.complain(TidemarkError.outdatedJournal(missing), about: missing.fields)
        }
        for outcome in outcomes where !leavesNothingToSay(outcome) {
            guard let error = outcome.record.error else { continue }
            context.complain(error, about: outcome.fields)
        }
        let code = exitCode(of: outcomes)
        return code == .done && missing?.isEmpty == false ? .partial : code
    }

    /// Says that the journal is new or was lost, and what Kafka knows nevertheless.
    private static func tell(_ marks: [CommittedMark], _ context: CommandContext) {
        guard !marks.isEmpty else {
            context.note("no restore is known: the journal has none on this cluster, and Kafka holds no mark of one")
            return
        }
        context.warn(
            "this store has no record of any run on this cluster, but Kafka holds the marks of some",
            about: marks.fields
        )
        context.note(
            "if this journal was lost: runs started after the run of a mark were not committed; no transaction is open any "
                + "more; what the groups held before is not known",
            about: marks.fields
        )
    }

    /// The run that is to be accepted; by its id, because what `latest` is may change.
    private static func runID(_ name: String, in journal: Journal) async throws -> RunID {
        guard name != "latest" else {
            throw TidemarkError(
                .runNotNamed,
                "--accept needs the id of the run",
                hint: "`tidemark runs` shows it."
            )
        }
        return try await journal.resolve(name)
    }

    /// Says what the groups of the run hold other than planned.
    private static func tell(accepted outcome: RunOutcome, _ context: CommandContext) {
        for unread in outcome.unread {
            context.warn(
                "group \(unread.group.name) could not be read, so what it holds is not known: \(unread.reason)",
                about: outcome.fields.merging(Message.fields(unread.group, nil)) { _, new in new }
            )
        }
        for difference in outcome.differences { context.tell(difference) }
    }

    /// Whether the verdict alone says all there is to say.
    private static func leavesNothingToSay(_ outcome: RunOutcome) -> Bool {
        switch outcome.record.state {
        case .done, .aborted: true
        case .rolledBack: outcome.mismatches.isEmpty
        default: false
        }
    }

    /// What the runs mean for the caller: a run that is found to have changed nothing is as good as one that is done.
    private static func exitCode(of outcomes: [RunOutcome]) -> ExitCode {
        let states = Set(outcomes.map(\.record.state))
        if states.contains(.undecided) { return .failure }
        return states.contains(.raced) ? .partial : .done
    }
}

/// What came of the runs that were cut short.
private enum RecoveredRuns: CommandResult {
    /// One run, which was closed as it is.
    case accepted(RunOutcome)
    /// How each run ended, and what Kafka has the marks of; see ``LostRuns``.
    case decided([RunOutcome], marks: [CommittedMark]?, missing: [CommittedMark]?)

    func writeTable(to sink: OutputSink) {
        switch self {
        case .accepted(let outcome): sink.writeLine(outcome.verdict)
        case .decided(let outcomes, let marks, _):
            for outcome in outcomes { sink.writeLine(outcome.verdict) }
            for mark in marks ?? [] { sink.writeLine(Self.words(mark)) }
        }
    }

    func writeDocument(to json: inout JSONWriter) {
        switch self {
        case .accepted(let outcome): json.member("runs", array: [RunPayload(outcome)])
        case .decided(let outcomes, let marks, let missing):
            json.member("runs", array: outcomes.lazy.map(RunPayload.init))
            json.member("marks", array: (marks ?? []).lazy.map(MarkPayload.init))
            json.member("missing", array: (missing ?? []).lazy.map(MarkPayload.init))
        }
    }

    private static func words(_ mark: CommittedMark) -> String {
        let isUndo = mark.mark.direction == .undo ? ", an undo," : ""
        return "run \(mark.mark.run)\(isUndo) was committed: its mark is in group \(Cell.text(mark.group.name))"
    }
}
