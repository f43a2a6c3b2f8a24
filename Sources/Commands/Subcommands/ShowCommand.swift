import Offsets
import Store
import Syntax

/// `tidemark show`: the offsets in a snapshot.
enum ShowCommand {
    static let command = Command(
        CommandSyntax(
            "show",
            summary: "Show the offsets in a snapshot, with the bounds of the logs at that time",
            discussion: [SnapshotArgument.rule],
            arguments: [SnapshotArgument.snapshot],
            options: [
                SelectionOptions.all, OptionGroup("Snapshot", SnapshotArgument.cluster), StoreOptions.reading,
                OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark show latest --group 'billing-*'", "some groups of the newest snapshot"),
                CommandExample("tidemark show @2026-11-21T03:00Z", "the newest at or before that moment"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.notFound, "no such snapshot, or the selection matches nothing in it"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let selection = try SelectionOptions.selection(arguments)
        let rules = try SelectionRules(selection)
        let reference = try SnapshotArgument.reference(arguments)
        let store = try await StoreOptions.openForReading(arguments, context)
        let chosen = try await SnapshotChoice(store, for: selection)
            .choose(reference, of: try arguments[SnapshotArgument.cluster])
        SnapshotArgument.remark(on: chosen, reference, context)
        let content = try await store.excerpt(chosen.stored) { rules.selects(group: $0) }
        let groups = rules.selected(from: content.groups)
        guard !groups.isEmpty || content.names.isEmpty else {
            let id = chosen.stored.id
            throw TidemarkError(
                .nothingSelected,
                "the selection matches none of the \(content.names.count) groups of snapshot \(id)",
                hint: "`tidemark show \(id)` shows all of them."
            )
        }
        context.show(SnapshotContent(stored: chosen.stored, content: content, groups: groups))
        return .done
    }
}

/// A snapshot and the offsets in it.
private struct SnapshotContent: CommandResult {
    let stored: StoredSnapshot
    let content: SnapshotExcerpt
    /// The groups that are selected.
    let groups: [GroupOffsets]

    private var bounds: LogBoundsIndex { LogBoundsIndex(content.topics) }

    /// What it is, and what it lacks or why it looks wrong.
    var remarks: [Message] {
        let about = [Message.Field.snapshot: stored.id.text]
        let title = Message(
            .note,
            "snapshot \(stored.id) of cluster \(Cell.cluster(stored.cluster)), taken \(Age.moment(stored.startedAt)): "
                + "\(Cell.groups(of: stored)), \(Counted.text(stored.offsets, "offset")), \(stored.state.rawValue)",
            about: about
        )
        let suspicion = content.origin.suspicion.map {
            [Message(.warning, "the snapshot is suspicious: \($0)", about: about)]
        }
        return [title] + (suspicion ?? []) + content.coverage.warnings
    }

    func writeTable(to sink: OutputSink) {
        OffsetTable(groups: groups, bounds: bounds).write(to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        let bounds = bounds
        json.member("snapshot", SnapshotPayload(stored))
        json.member("coverage", CoveragePayload(content.coverage))
        json.member("groups", array: groups.lazy.map { GroupOffsetsPayload(group: $0, bounds: bounds) })
    }
}
