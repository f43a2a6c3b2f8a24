import Offsets
import Store
import Syntax

/// Which snapshot a command is about.
enum SnapshotArgument {
    /// So many snapshots that are passed over are named.
    private static let namedAtMost = 3

    /// A snapshot that is looked at.
    struct Selected {
        /// Its entry.
        let stored: StoredSnapshot
        /// What was read of it.
        let content: SnapshotExcerpt
        /// The groups that are selected.
        let groups: [GroupOffsets]
        /// Whether somebody vouches for it.
        let authenticity: Authenticity
        /// What it is, what it lacks or why it looks wrong, and who vouches for it.
        let remarks: [Message]
    }

    /// How a snapshot is named, for the help.
    static let forms =
        "an id or the beginning of one, latest, latest~2, @TIME (the newest at or before), such as @2026-11-21T03:00Z, "
        + "@03:00, '@yesterday 03:00' or @2h (ago), or a snapshot's file, which has a / in its path or ends in .tidemark"

    /// What a shell offers where a snapshot is named.
    static let kind = ValueKind.name(.snapshot, orWords: ["latest": "the newest that holds every selected group"])

    /// The argument.
    static let snapshot = Argument<String>(.nonEmptyText("SNAPSHOT", kind), help: forms)

    /// Which cluster's snapshots are meant by age, where no cluster is connected to.
    static let cluster = Option<String?>(
        "cluster",
        .nonEmptyText("CLUSTER", .name(.capturedCluster)),
        help: "whose snapshots latest and @TIME mean: its id or name; needed where the store has several clusters"
    )

    /// What `latest` and `@TIME` mean, for the help of every command that takes them.
    static let rule =
        "latest is the snapshot of the cluster that was taken last and holds every selected group, latest~1 "
        + "the one before it; @TIME is the newest of these at or before a time. Skipped, with a warning, are "
        + "suspicious snapshots, imported ones, and those taken of a selection that is not the one asked for. "
        + "Where a newer file is damaged or gone, the command stops: name an older snapshot by its id."

    /// The snapshot that a command without a cluster is about, and the groups of it that are selected.
    ///
    /// - Throws: exit 64 for a mistake; 66 when there is no such snapshot, or the selection matches nothing in it; 65 when it
    ///   is damaged; what opening a store throws.
    static func selected(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async throws -> Selected {
        let selection = try SelectionOptions.selection(arguments)
        let rules = try SelectionRules(selection)
        let keys = SnapshotKeys(context)
        let stored: StoredSnapshot
        let content: SnapshotExcerpt
        let authenticity: Authenticity
        switch try NamedSnapshot(try arguments[snapshot], context) {
        case .file(let read):
            try read.refuse(otherThan: try arguments[cluster])
            (stored, content) = (read.stored, read.excerpt(of: rules.wantedGroups))
            authenticity = try read.authenticity(by: keys.keys)
        case .stored(let reference):
            let store = try await StoreOptions.openForChoosing(arguments, context)
            let chosen = try await SnapshotChoice(store, for: selection).choose(reference, of: try arguments[cluster])
            remark(on: chosen, reference, context)
            stored = chosen.stored
            let read = try await store.excerpt(stored, vouchedBy: keys.keys, of: rules.wantedGroups)
            (content, authenticity) = (read.content, read.authenticity)
        }
        let groups = rules.selected(from: content.groups)
        guard !groups.isEmpty || content.names.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "the selection matches none of the \(content.names.count) groups of snapshot \(stored.id)",
                hint: "`tidemark show \(try arguments[snapshot])` shows all of them."
            )
        }
        let vouched = keys.remark(on: authenticity, of: stored).map { [$0] } ?? []
        return Selected(
            stored: stored,
            content: content,
            groups: groups,
            authenticity: authenticity,
            remarks: content.remarks(of: stored) + vouched
        )
    }

    /// The snapshot that a command without a cluster is about, and the bytes of its file, every one verified.
    ///
    /// - Throws: As ``selected(_:_:)``.
    static func bytes(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async throws -> (stored: StoredSnapshot, bytes: [UInt8]) {
        let name = try arguments[snapshot]
        guard !NamedSnapshot.isFile(name) else {
            let read = try UnstoredSnapshot(file: name)
            try read.refuse(otherThan: try arguments[cluster])
            return (read.stored, read.bytes)
        }
        let reference = try reference(name, context)
        let store = try await StoreOptions.openForChoosing(arguments, context)
        let chosen = try await SnapshotChoice(store, for: Selection()).choose(reference, of: try arguments[cluster])
        remark(on: chosen, reference, context)
        return (chosen.stored, try await store.bytes(of: chosen.stored))
    }

    /// What the argument says; asked before a store is opened, so that a mistake changes nothing.
    ///
    /// - Throws: exit 64 when it makes no sense.
    static func reference(_ text: String, _ context: CommandContext) throws(TidemarkError) -> SnapshotReference {
        try SnapshotReference(text) { time throws(TidemarkError) in try context.moments(of: time) }
    }

    /// Says which snapshot a name by age means, where newer ones are passed over.
    static func remark(on chosen: SnapshotChoice.Chosen, _ reference: SnapshotReference, _ context: CommandContext) {
        guard !chosen.passedOver.isEmpty else { return }
        var reasons = chosen.passedOver.prefix(namedAtMost).map { "\($0.id) \($0.reason)" }
        let more = chosen.passedOver.count - reasons.count
        if more > 0 { reasons.append("and \(more) more") }
        context.warn(
            "'\(reference)' means \(chosen.stored.id); skipped: \(reasons.joined(separator: ", "))",
            about: [.snapshot: chosen.stored.id.text]
        )
    }
}
