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
        let (stored, content) = (chosen.stored, chosen.content)
        SnapshotArgument.remark(on: chosen, reference, context)
        let groups = rules.selected(from: content.groups)
        guard !groups.isEmpty || content.groups.isEmpty else {
            throw TidemarkError(
                .nothingSelected,
                "the selection matches none of the \(content.groups.count) groups of snapshot \(stored.id)",
                hint: "`tidemark show \(stored.id)` shows all of them."
            )
        }
        let bounds = LogBoundsIndex(content.topics)
        if arguments[OutputOptions.json] {
            JSONWriter.document(to: context.output) { json in
                json.member("snapshot", SnapshotPayload(stored))
                json.member("coverage", CoveragePayload(content.coverage))
                json.member("groups", array: groups.lazy.map { GroupOffsetsPayload(group: $0, bounds: bounds) })
            }
        } else {
            describe(stored, content, context)
            OffsetTable(groups: groups, bounds: bounds).write(to: context.output)
        }
        return .done
    }

    private static func describe(
        _ stored: StoredSnapshot,
        _ content: Snapshot,
        _ context: CommandContext
    ) {
        context.note(
            "snapshot \(stored.id) of cluster \(Cell.cluster(stored.cluster)), taken \(Age.moment(stored.startedAt)): "
                + "\(Cell.groups(of: stored)), \(Counted.text(stored.offsets, "offset")), \(stored.state.rawValue)"
        )
        if let suspicion = content.origin.suspicion { context.warn("the snapshot is suspicious: \(suspicion)") }
        context.warn(of: content.coverage)
    }
}
