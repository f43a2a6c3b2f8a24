import Offsets
import Store
import Syntax

/// `tidemark undelete`: have back what `prune` has removed.
enum UndeleteCommand {
    private static let snapshots = Argument<[String]>(
        repeated: .nonEmptyText("SNAPSHOT", .name(.removedSnapshot)),
        isRequired: false,
        help: "an id, or the beginning of one; none to list what is in the trash"
    )

    static let command = Command(
        CommandSyntax(
            "undelete",
            summary: "Put snapshots back from the trash, or list what is there",
            discussion: [
                "What `tidemark prune` removes stays in the trash for a time, which the job's configuration says. A snapshot is "
                    + "read whole before it is put back. The next prune removes it again unless it is held: tidemark hold."
            ],
            arguments: [snapshots],
            options: [
                ReasonOption.group,
                StoreOptions.changing,
                OutputOptions.plain,
            ],
            examples: [CommandExample("tidemark undelete", "what is in the trash, and for how long")],
            exits: [
                CommandExits.done,
                CommandExits.exit(.notFound, "there is no store, or no such snapshot in its trash"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let names = try arguments[snapshots]
        guard !names.isEmpty else {
            let store = try await StoreOptions.openForChoosing(arguments, context)
            context.show(Trash(snapshots: try await store.trash()))
            return .done
        }
        try ReasonOption.require(arguments, context)
        let store = try await StoreOptions.openForChanging(arguments, context)
        let trash = try await store.trash()
        let chosen = try names.map { try snapshot($0, in: trash) }
        let noticed = await store.notices.count
        let journal = try StoreOptions.journal(of: store, arguments)
        let restored = try await journal.locked {
            try await JournalUpkeep.enterSnapshots(of: store, in: journal)
            var restored: [StoredSnapshot] = []
            for snapshot in chosen {
                let stored = try await store.undelete(snapshot)
                try await journal.append([StoreChange(.undelete, stored, result: "done")])
                restored.append(stored)
            }
            return restored
        }
        for notice in await store.notices.dropFirst(noticed) { context.warn(notice) }
        context.show(PutBack(snapshots: restored))
        return .done
    }

    /// The one snapshot in the trash that a name means; of several removals of the same one, the latest.
    private static func snapshot(_ name: String, in trash: [TrashedSnapshot]) throws -> TrashedSnapshot {
        let matches = trash.filter { $0.id.text.hasPrefix(name) }
        guard let match = matches.max(by: { $0.until < $1.until }) else {
            throw TidemarkError(
                .notInTrash,
                "there is no snapshot \"\(name)\" in the trash",
                hint: "`tidemark undelete` without a name lists what is there."
            )
        }
        let ids = Set(matches.map(\.id))
        guard ids.count == 1 || match.id.text == name else {
            throw TidemarkError(
                .ambiguousSnapshot,
                "'\(name)' is ambiguous: \(ids.count) snapshots in the trash match",
                hint: "Type more of the id."
            )
        }
        return match
    }
}

/// What is in the trash.
private struct Trash: CommandResult {
    private static let table = Table(.text("SNAPSHOT"), .text("UNTIL"), .number("SIZE"))

    let snapshots: [TrashedSnapshot]

    var remarks: [Message] { snapshots.isEmpty ? [Message(.note, "the trash is empty")] : [] }

    func writeTable(to sink: OutputSink) {
        Self.table.write(
            snapshots.map { [Escaping.forTerminal($0.id.text), Cell.time($0.until), Cell.bytes($0.bytes)] },
            to: sink
        )
    }

    func writeDocument(to json: inout JSONWriter) {
        json.key("trash")
        json.array(snapshots) { snapshot, json in
            json.object { json in
                json.member("id", snapshot.id.text)
                json.member("file", snapshot.file)
                json.member("until", snapshot.until)
                json.member("bytes", snapshot.bytes)
            }
        }
    }
}

/// What was put back; the table is the ids, for scripts.
private struct PutBack: CommandResult {
    let snapshots: [StoredSnapshot]

    var remarks: [Message] {
        [Message(.note, "put back \(Counted.text(snapshots.count, "snapshot"))")]
    }

    func writeTable(to sink: OutputSink) {
        for snapshot in snapshots { sink.writeLine(snapshot.id.text) }
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("snapshots", array: snapshots.map(SnapshotPayload.init))
    }
}
