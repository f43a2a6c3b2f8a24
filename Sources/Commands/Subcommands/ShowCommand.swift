import Offsets
import Store
import Syntax

/// `tidemark show`: the offsets in a snapshot.
enum ShowCommand {
    static let command = Command(
        CommandSyntax(
            "show",
            summary: "Show the offsets in a snapshot, with the bounds of the logs at that time",
            discussion: [
                "A line for every group, with the sum of its lag; -v has a line for every partition.",
                SnapshotArgument.rule,
            ],
            arguments: [SnapshotArgument.snapshot],
            options: [
                SelectionOptions.all, OptionGroup("Snapshot", SnapshotArgument.cluster), StoreOptions.reading,
                OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark show latest --group 'billing-*' -v", "every offset of some groups"),
                CommandExample("tidemark show @2026-11-21T03:00Z", "the newest at or before that moment"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.notFound, "no such snapshot, or the selection matches nothing in it"),
                CommandExits.exit(.damagedData, "the snapshot is damaged, or its signature does not fit"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let selected = try await SnapshotArgument.selected(arguments, context)
        context.show(ShownSnapshot(selected: selected, isVerbose: arguments[OutputOptions.verbose]))
        if case .forged = selected.authenticity { return .damagedData }
        return .done
    }
}

/// A snapshot and the offsets in it.
private struct ShownSnapshot: CommandResult {
    let selected: SnapshotArgument.Selected
    /// Whether its table has a row for every partition instead of every group.
    let isVerbose: Bool

    private var bounds: LogBoundsIndex { LogBoundsIndex(selected.content.topics) }

    var remarks: [Message] { selected.remarks }

    func writeTable(to sink: OutputSink) {
        let table = OffsetTable(groups: selected.groups, bounds: bounds)
        if isVerbose { table.write(to: sink) } else { table.writeGroups(to: sink) }
    }

    func writeDocument(to json: inout JSONWriter) {
        let bounds = bounds
        json.member("snapshot", SnapshotPayload(selected.stored))
        json.member("coverage", CoveragePayload(selected.content.coverage))
        json.member("client", selected.content.origin.client.isEmpty ? nil : selected.content.origin.client)
        json.member("untold", array: selected.content.untold.map(\.rawValue))
        json.member("authenticity", selected.authenticity.name)
        json.member("key", selected.authenticity.key)
        let shown = Set(selected.groups.lazy.flatMap(\.offsets).map(\.topic))
        json.member(
            "topics",
            array: selected.content.topics.filter { shown.contains($0.topic) }.lazy.map(TopicPayload.init)
        )
        json.member("groups", array: selected.groups.lazy.map { GroupOffsetsPayload(group: $0, bounds: bounds) })
    }
}

/// The object `{"topic", "id", "partitions"}`.
private struct TopicPayload: JSONPayload {
    let topic: TopicLogs

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("topic", topic.topic)
            json.member("id", topic.id?.description)
            json.member("partitions", topic.partitionCount)
        }
    }
}

extension SnapshotExcerpt {
    /// What the snapshot is, and what it lacks or why it looks wrong.
    func remarks(of stored: StoredSnapshot) -> [Message] {
        let about = [Message.Field.snapshot: stored.id.text]
        let title = Message(
            .note,
            "snapshot \(stored.id) of cluster \(Cell.cluster(stored.cluster)), taken \(Age.moment(stored.startedAt)): "
                + "\(Cell.groups(of: stored)), \(Counted.text(stored.offsets, "offset")), \(stored.state.rawValue)",
            about: about
        )
        let suspicion = origin.suspicion.map {
            [Message(.warning, "the snapshot is suspicious: \($0)", about: about)]
        }
        let lacking = untold.map(\.words).joined(separator: ", ")
        let library = Message(
            .note,
            "read by \(origin.client), which told no \(lacking)",
            about: about
        )
        return [title] + (lacking.isEmpty ? [] : [library]) + stored.noted + (suspicion ?? []) + coverage.warnings
    }
}

extension StoredSnapshot {
    /// What was noted of it: its hold, its labels and its comment.
    fileprivate var noted: [Message] {
        let hold = marks.hold.map { hold in
            let end = hold.until.map { "until \(Cell.time($0))" } ?? "until it is released"
            let who = hold.who.map { " by \($0)" } ?? ""
            return
                "\(hold.applies(at: .now()) ? "held" : "was held")\(who) \(end)\(hold.reason.map { ": \($0)" } ?? "")"
        }
        let unreadable = hasUnreadableMarks ? "its marks cannot be read, so it counts as held" : nil
        let labels = tags.isEmpty ? nil : "labels: \(tags.joined(separator: ", "))"
        let imported = importedFrom.map { "imported from \($0)" }
        let texts = [imported, hold, unreadable, labels, note.map { "comment: \($0)" }]
        return texts.compactMap { $0 }.map { Message(.note, $0, about: [.snapshot: id.text]) }
    }
}
