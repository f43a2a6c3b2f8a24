import Offsets
import Store
import Syntax

/// `tidemark list`: the snapshots of a store.
enum ListCommand {
    static let command = Command(
        CommandSyntax(
            "list",
            summary: "List the snapshots of a store, oldest first",
            discussion: [
                "A file that is known to be damaged is listed as that: one that no longer is as it was when it was last read. "
                    + "`tidemark show` reads all of a snapshot."
            ],
            options: [StoreOptions.reading, OutputOptions.plain],
            examples: [CommandExample("tidemark list --json", "the same for scripts, with digests and file names")],
            exits: [
                CommandExits.done, CommandExits.exit(.notFound, "there is no store yet"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let store = try await StoreOptions.openForReading(arguments, context)
        context.show(StoredSnapshots(snapshots: await store.list(), damaged: await store.damagedFiles))
        return .done
    }
}

/// The snapshots of a store, and the files that cannot be read as one.
private struct StoredSnapshots: CommandResult {
    let snapshots: [StoredSnapshot]
    let damaged: [DamagedFile]

    func writeTable(to sink: OutputSink) {
        SnapshotTable.write(snapshots, damaged: damaged, to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("snapshots", array: snapshots.lazy.map(SnapshotPayload.init))
        json.member("damaged", array: damaged.lazy.map(DamagedFilePayload.init))
    }
}
