import Offsets
import Store
import Syntax

/// `tidemark runs`: what was carried out, and how it ended.
enum RunsCommand {
    private static let run = Argument<String?>(
        optional: .nonEmptyText("RUN", .name(.run, orWords: ["latest": "the last run"])),
        help: "show this run alone: an id or the beginning of one, or latest"
    )

    static let archived = Flag("archived", help: "also what has moved into archives of the journal")

    static let command = Command(
        CommandSyntax(
            "runs",
            summary: "Show the runs of a store, oldest first, or everything about one of them",
            discussion: [
                "Every restore attempt is a run, successful or not. About one run it shows every state and its "
                    + "time, what its groups held before, and what differed at the end. Talks to no cluster: an "
                    + "unfinished run is shown as the journal has it, and `tidemark recover` finishes it.",
                "Old runs move into archives beside the journal. --archived lists them, too; by its id any run is found there, "
                    + "and can be undone.",
            ],
            arguments: [run],
            options: [OptionGroup("Runs", archived), StoreOptions.reading, OutputOptions.all],
            examples: [
                CommandExample("tidemark runs latest", "the last one, state by state"),
                CommandExample("tidemark runs 20261121T03 -v", "with what every partition held before"),
            ],
            exits: [
                CommandExits.done, CommandExits.exit(.damagedData, "the run is not as it was journalled"),
                CommandExits.exit(.notFound, "no such run, or no such store"),
            ]
        ),
        run: show
    )

    private static func show(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let journal = try await Journal.open(try await StoreOptions.openForChoosing(arguments, context))
        guard let name = try arguments[run] else {
            try await list(journal, archived: arguments[archived], context)
            return .done
        }
        let detail = try await journal.run(try await journal.resolve(name))
        context.show(RunReport(run: detail, isVerbose: arguments[OutputOptions.verbose]))
        guard let flaw = try await journal.flaw(in: detail.record.id) else { return .done }
        context.complain(
            TidemarkError(
                .damagedJournal,
                "run \(detail.record.id) is not as it was journalled: \(flaw)",
                hint: "It is shown as the journal has it. Undo and recovery refuse it."
            ),
            about: [.run: detail.record.id.text]
        )
        return .damagedData
    }

    private static func list(_ journal: Journal, archived: Bool, _ context: CommandContext) async throws {
        let runs = try await journal.runs(archived: archived)
        context.show(JournalledRuns(runs: runs))
        let others = archived ? 0 : try await journal.archives().reduce(0) { $0 + $1.runs }
        if others > 0 { context.note("\(Counted.text(others, "older run")) in archives: add --archived") }
        for run in runs where run.record.finishedAt == nil {
            context.note(
                "run \(run.record.id) is unfinished; if no tidemark is running, finish it with `tidemark recover`",
                about: [.run: run.record.id.text]
            )
        }
    }
}

/// The runs of a store.
private struct JournalledRuns: CommandResult {
    let runs: [RunSummary]

    var remarks: [Message] { runs.isEmpty ? [Message(.note, "no runs yet")] : [] }

    func writeTable(to sink: OutputSink) {
        RunTable.write(runs, to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("runs", array: runs.lazy.map(JournalledRunPayload.init))
    }
}
