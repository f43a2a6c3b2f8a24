import Offsets
import Store
import Syntax

/// `tidemark show`: the offsets in a snapshot.
enum ShowCommand {
    static let command = Command(
        CommandSyntax(
            "show",
            summary: "Show the offsets in a snapshot, with the bounds of the logs at that time",
            arguments: [SnapshotArgument.snapshot],
            options: [SelectionOptions.all, StoreOptions.reading, OutputOptions.plain],
            examples: [
                CommandExample("tidemark show latest --group 'billing-*'", "some groups of the newest snapshot"),
                CommandExample("tidemark show @2026-11-21T03:00Z", "the newest at or before that moment"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.notFound, "no such snapshot, or the selection fits nothing in it"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let rules = try SelectionRules(try SelectionOptions.selection(arguments))
        let reference = try SnapshotArgument.reference(arguments)
        let store = try await StoreOptions.openForReading(arguments, context)
        let (stored, content) = try await SnapshotArgument.load(reference, from: store)
        let groups = rules.selected(from: content.groups)
        guard !groups.isEmpty || content.groups.isEmpty else {
            throw TidemarkError(
                "nothing-selected",
                "the selection fits none of the \(content.groups.count) groups of snapshot \(stored.id)",
                hint: "`tidemark show \(stored.id)` shows all of them.",
                exitCode: .notFound
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
            describe(stored, content, arguments, context)
            OffsetTable(groups: groups, bounds: bounds).write(to: context.output)
        }
        return .done
    }

    private static func describe(
        _ stored: StoredSnapshot,
        _ content: Snapshot,
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) {
        let cluster = stored.cluster.name ?? stored.cluster.id
        context.note(
            "snapshot \(stored.id) of cluster \(cluster), begun \(Cell.time(stored.startedAt)): "
                + "\(Counted.text(stored.groups, "group")), \(Counted.text(stored.offsets, "offset")), "
                + stored.state.rawValue
        )
        if let suspicion = content.origin.suspicion { context.warn("the snapshot is suspicious: \(suspicion)") }
        context.warn(of: content.coverage)
    }
}
