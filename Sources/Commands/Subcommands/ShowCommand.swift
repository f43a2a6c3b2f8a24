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
        let groups = rules.selected(from: chosen.content.groups)
        guard !groups.isEmpty || chosen.content.groups.isEmpty else {
            let id = chosen.stored.id
            throw TidemarkError(
                .nothingSelected,
                "the selection matches none of the \(chosen.content.groups.count) groups of snapshot \(id)",
                hint: "`tidemark show \(id)` shows all of them."
            )
        }
        context.show(SnapshotContent(stored: chosen.stored, content: chosen.content, groups: groups))
        return .done
    }
}

/// A snapshot and the offsets in it.
private struct SnapshotContent: CommandResult {
    let stored: StoredSnapshot
    let content: Snapshot
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
        return [title] + marks + (suspicion ?? []) + content.coverage.warnings
    }

    /// What was noted of it: its hold, its labels and its comment.
    private var marks: [Message] {
        let hold = stored.marks.hold.map { hold in
            let end = hold.until.map { "until \(Cell.time($0))" } ?? "until it is released"
            let who = hold.who.map { " by \($0)" } ?? ""
            return
                "\(hold.applies(at: .now()) ? "held" : "was held")\(who) \(end)\(hold.reason.map { ": \($0)" } ?? "")"
        }
        let unreadable = stored.hasUnreadableMarks ? "its marks cannot be read, and it is taken for held" : nil
        let tags = stored.tags.isEmpty ? nil : "labels: \(stored.tags.joined(separator: ", "))"
        let texts = [hold, unreadable, tags, stored.note.map { "comment: \($0)" }]
        return texts.compactMap { $0 }.map { Message(.note, $0, about: [.snapshot: stored.id.text]) }
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
