import Offsets
import Store
import Syntax

/// `tidemark reindex`: the catalog made anew from the snapshots.
enum ReindexCommand {
    static let command = Command(
        CommandSyntax(
            "reindex",
            summary: "Read every snapshot and rebuild the catalog",
            discussion: [
                "The catalog, catalog.sqlite, is a cache of what the snapshots' files say. Every command that "
                    + "finds it missing, damaged or of an older version rebuilds it by itself where it may write to "
                    + "the store, and continues. This command always rebuilds it, and reads every file again.",
                "Nothing else is changed: neither a snapshot, nor what is noted of one, nor the journal.",
            ],
            options: [StoreOptions.changing, OutputOptions.plain],
            examples: [
                CommandExample("tidemark reindex", "after the directory was copied or put back from a copy")
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.damagedData, "a file is damaged, and named; the catalog is made of all others"),
                CommandExits.exit(.notFound, "there is no store yet"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let (store, outcome) = try await StoreOptions.reindex(arguments, context)
        let damaged = await store.damagedFiles
        context.show(ReindexReport(outcome: outcome, damaged: damaged))
        let codes = damaged.map(\.code.exitCode)
        return codes.first { $0 == .damagedData } ?? codes.first ?? .done
    }
}

/// What reading all files came to; people have been told of what is damaged.
private struct ReindexReport: CommandResult {
    let outcome: ReindexOutcome
    let damaged: [DamagedFile]

    var remarks: [Message] {
        let changes = [(outcome.added, "added"), (outcome.changed, "corrected"), (outcome.removed, "removed")]
            .filter { $0.0 > 0 }
            .map { "\($0.0) \($0.1)" }
        let what = changes.isEmpty ? "nothing was wrong with it" : changes.joined(separator: ", ")
        return [
            Message(
                .note,
                "the catalog is made of \(Counted.text(outcome.snapshots, "snapshot")), \(Cell.bytes(outcome.bytes)): \(what)"
            )
        ]
    }

    func writeTable(to sink: OutputSink) {}

    func writeDocument(to json: inout JSONWriter) {
        json.member("snapshots", outcome.snapshots)
        json.member("bytes", outcome.bytes)
        json.member("added", outcome.added)
        json.member("corrected", outcome.changed)
        json.member("removed", outcome.removed)
        json.member("damaged", array: damaged.lazy.map(DamagedFilePayload.init))
    }
}
