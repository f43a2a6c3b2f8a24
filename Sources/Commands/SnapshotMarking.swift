import Offsets
import Store
import Syntax

/// Something that is noted of snapshots beside their files, entered in the audit log, and told.
struct SnapshotMarking: Sendable {
    /// Where it is kept, for help.
    static let beside =
        "It is kept in a file beside the snapshot, ID.marks, and goes with it where the directory is copied."

    /// The options of every command that does it.
    static var options: [OptionGroup] {
        [
            OptionGroup("Snapshot", SnapshotArgument.cluster), ReasonOption.group, StoreOptions.changing,
            OutputOptions.plain,
        ]
    }

    /// What it may end with.
    static let exits = [
        CommandExits.done,
        CommandExits.exit(.notFound, "there is no store, or no such snapshot"),
    ]

    private let action: StoreChange.Action
    private let change: @Sendable (inout SnapshotMarks, StoredSnapshot) -> Void
    private let detail: @Sendable (StoredSnapshot) -> String?
    private let words: @Sendable (StoredSnapshot) -> String

    /// Something to note.
    ///
    /// - Parameters:
    ///   - action: What the audit log calls it.
    ///   - change: Notes it in the marks of a snapshot.
    ///   - detail: What the audit log says of a snapshot that has it.
    ///   - words: What people are told then.
    init(
        _ action: StoreChange.Action,
        change: @escaping @Sendable (inout SnapshotMarks, StoredSnapshot) -> Void,
        detail: @escaping @Sendable (StoredSnapshot) -> String?,
        words: @escaping @Sendable (StoredSnapshot) -> String
    ) {
        self.action = action
        self.change = change
        self.detail = detail
        self.words = words
    }

    /// Notes it of the snapshots that are named.
    ///
    /// - Throws: ``TidemarkError``: 64 or 66 when one cannot be told; 64 without a reason where one is asked for; 75 when
    ///   others have the journal or the store; 74 or 77 when something cannot be written, which is said of what is done.
    func run(
        on names: [String],
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async throws -> ExitCode {
        try ReasonOption.require(arguments, context)
        let references = try names.map { try SnapshotArgument.reference($0, context) }
        let store = try await StoreOptions.openForChanging(arguments, context)
        let choice = try SnapshotChoice(store, for: Selection())
        var chosen: [StoredSnapshot] = []
        for reference in references {
            let found = try await choice.choose(reference, of: try arguments[SnapshotArgument.cluster])
            SnapshotArgument.remark(on: found, reference, context)
            chosen.append(found.stored)
        }
        let journal = try StoreOptions.journal(of: store, arguments)
        let changed = try await journal.locked {
            try await JournalUpkeep.enterSnapshots(of: store, in: journal)
            var changed: [StoredSnapshot] = []
            for stored in chosen { changed.append(try await mark(stored, in: store, journal, context)) }
            return changed
        }
        context.show(MarkedSnapshots(snapshots: changed))
        return .done
    }

    private func mark(
        _ stored: StoredSnapshot,
        in store: SnapshotStore,
        _ journal: Journal,
        _ context: CommandContext
    ) async throws -> StoredSnapshot {
        let marked = try await store.mark(stored.id, change)
        context.note(words(marked), about: [.snapshot: marked.id.text])
        do {
            try await journal.append([StoreChange(action, marked, result: "done", detail: detail(marked))])
        } catch {
            context.warn("this was done, but could not be written to the audit log", about: [.snapshot: marked.id.text])
            throw error
        }
        return marked
    }
}

/// Snapshots of which something was noted; people have been told.
private struct MarkedSnapshots: CommandResult {
    let snapshots: [StoredSnapshot]

    func writeTable(to sink: OutputSink) {}

    func writeDocument(to json: inout JSONWriter) {
        json.member("snapshots", array: snapshots.map(SnapshotPayload.init))
    }
}
