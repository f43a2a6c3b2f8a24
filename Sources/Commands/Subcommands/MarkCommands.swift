import Offsets
import Store
import Syntax

/// The commands that note something of a snapshot beside its file: `hold`, `release`, `tag` and `note`.
enum MarkCommands {
    /// What fits a line of a report.
    private static let longestReason = 1_024
    /// What fits a column of a table.
    private static let longestTag = 64
    /// More are a database of their own.
    private static let mostTags = 32
    /// A page.
    private static let longestNote = 4_096
    /// A hold beyond a century needs no end.
    private static let longestHold = Duration.seconds(100 * 366 * 24 * 60 * 60)

    private static let snapshots = Argument<[String]>(
        repeated: .nonEmptyText("SNAPSHOT"),
        help: SnapshotArgument.forms
    )
    private static let until = Option<TimeExpression?>(
        "until",
        .time,
        help: "until when: a time, a day (all of it), or how long from now, such as 90d (default: until it is released)"
    )
    private static let reason = Option<String?>(
        "reason",
        .text("TEXT", upTo: longestReason),
        help: "why, for whoever finds it held"
    )
    private static let words = Argument<[String]>(repeated: .text("TEXT", upTo: longestTag), help: "labels")
    private static let text = Argument<String?>(optional: .text("TEXT", upTo: longestNote), help: "the comment")
    private static let removesTags = Flag("remove", help: "take these labels away")
    private static let removesNote = Flag("remove", help: "take the comment away")

    private static let exits = [
        CommandExits.done,
        CommandExits.exit(.notFound, "there is no store, or no such snapshot"),
    ]
    private static let beside =
        "It is kept in a file beside the snapshot, ID.marks, and goes with it where the directory is copied."

    static let hold = Command(
        CommandSyntax(
            "hold",
            summary: "Keep a snapshot, whatever retention says",
            discussion: ["A held snapshot is never removed by `tidemark prune`. \(beside)", SnapshotArgument.rule],
            arguments: [snapshots],
            options: [
                OptionGroup("Hold", until, reason), OptionGroup("Snapshot", SnapshotArgument.cluster),
                StoreOptions.changing,
                OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark hold latest --until 90d --reason 'before the migration'", "for three months")
            ],
            exits: exits
        ),
        run: { arguments, context in
            let (end, reason, who) = (try end(arguments, context), try arguments[reason], Operator.current())
            return try await change(arguments, context, .hold) { marks in
                marks.hold = SnapshotHold(
                    since: .now(),
                    until: end,
                    who: who.userName ?? "uid \(who.uid)",
                    reason: reason
                )
            } detail: { stored in
                let end = stored.marks.hold?.until.map { "until \($0)" } ?? "until it is released"
                return [end, stored.marks.hold?.reason].compactMap { $0 }.joined(separator: ": ")
            } words: {
                "holds \($0.id)\($0.marks.hold?.until.map { " until \(Cell.time($0))" } ?? "")"
            }
        }
    )

    static let release = Command(
        CommandSyntax(
            "release",
            summary: "End the hold of a snapshot",
            discussion: ["Retention decides about it again from the next `tidemark prune` on."],
            arguments: [snapshots],
            options: [OptionGroup("Snapshot", SnapshotArgument.cluster), StoreOptions.changing, OutputOptions.plain],
            exits: exits
        ),
        run: { arguments, context in
            try await change(arguments, context, .release) {
                $0.hold = nil
            } detail: { _ in
                nil
            } words: {
                "\($0.id) is not held"
            }
        }
    )

    static let tag = Command(
        CommandSyntax(
            "tag",
            summary: "Add labels to a snapshot, or take some away",
            discussion: ["The file of the snapshot stays as it is. \(beside)"],
            arguments: [SnapshotArgument.snapshot, words],
            options: [
                OptionGroup("Tag", removesTags), OptionGroup("Snapshot", SnapshotArgument.cluster),
                StoreOptions.changing,
                OutputOptions.plain,
            ],
            examples: [CommandExample("tidemark tag latest before-migration", "one more label")],
            exits: exits
        ),
        run: { arguments, context in
            let (words, removes) = (try arguments[words], arguments[removesTags])
            guard words.count <= mostTags else {
                throw TidemarkError(.invalidValue, "a snapshot has at most \(mostTags) labels")
            }
            return try await change(arguments, context, .tag) { marks, stored in
                let kept = stored.tags.filter { !words.contains($0) }
                let added = removes ? [] : words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
                // A label that it has already keeps its place.
                let tags = removes ? kept : stored.tags + added.filter { !stored.tags.contains($0) }
                marks.tags = Array(tags.prefix(mostTags))
            } detail: {
                $0.tags.joined(separator: " ")
            } words: {
                "\($0.id) has " + ($0.tags.isEmpty ? "no label" : "the labels \($0.tags.joined(separator: ", "))")
            }
        }
    )

    static let note = Command(
        CommandSyntax(
            "note",
            summary: "Give a snapshot a comment in the place of the one it has, or take it away",
            discussion: ["The file of the snapshot stays as it is. \(beside)"],
            arguments: [SnapshotArgument.snapshot, text],
            options: [
                OptionGroup("Note", removesNote), OptionGroup("Snapshot", SnapshotArgument.cluster),
                StoreOptions.changing,
                OutputOptions.plain,
            ],
            examples: [CommandExample("tidemark note latest 'all consumers stopped'", "for whoever looks for it")],
            exits: exits
        ),
        run: { arguments, context in
            let (text, removes) = (try arguments[text], arguments[removesNote])
            guard (text == nil) == removes else {
                throw TidemarkError(
                    removes ? .contradiction : .missingArgument,
                    removes ? "a comment is given, and --remove takes it away" : "no TEXT is given for tidemark note",
                    hint: "Give either the comment or --remove."
                )
            }
            return try await change(arguments, context, .note) {
                $0.note = text.map { .text($0) } ?? .removed
            } detail: {
                $0.note
            } words: {
                "\($0.id) has " + ($0.note == nil ? "no comment" : "the comment")
            }
        }
    )

    /// When a hold is to end; `nil` where it has no end.
    private static func end(_ arguments: ParsedArguments, _ context: CommandContext) throws -> Timestamp? {
        guard let given = try arguments[until] else { return nil }
        let moments = try context.moments(of: given, .ahead)
        // Of a time the first moment, as it is typed; of a day the last one.
        let end = given.isDay ? moments.upperBound : moments.lowerBound
        let now = Timestamp.now()
        guard end > now else {
            throw TidemarkError(.invalidValue, "--until '\(given)' has passed already")
        }
        guard end <= now.advanced(by: longestHold) else {
            throw TidemarkError(
                .invalidValue,
                "--until '\(given)' is later than \(DurationText.text(longestHold)) from now",
                hint: "Leave --until out: the snapshot is held until `tidemark release`."
            )
        }
        return end
    }

    /// Changes what is noted of the snapshots that are named, and enters it in the audit log.
    private static func change(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        _ action: StoreChange.Action,
        _ change: @escaping @Sendable (inout SnapshotMarks) -> Void,
        detail: (StoredSnapshot) -> String?,
        words: (StoredSnapshot) -> String
    ) async throws -> ExitCode {
        try await Self.change(arguments, context, action, { marks, _ in change(&marks) }, detail: detail, words: words)
    }

    private static func change(
        _ arguments: ParsedArguments,
        _ context: CommandContext,
        _ action: StoreChange.Action,
        _ change: @escaping @Sendable (inout SnapshotMarks, StoredSnapshot) -> Void,
        detail: (StoredSnapshot) -> String?,
        words: (StoredSnapshot) -> String
    ) async throws -> ExitCode {
        let names =
            try [.hold, .release].contains(action) ? arguments[snapshots] : [arguments[SnapshotArgument.snapshot]]
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
            var changed: [StoredSnapshot] = []
            for stored in chosen {
                let marked = try await store.mark(stored.id, change)
                context.note(words(marked), about: [.snapshot: marked.id.text])
                do {
                    try await journal.append([StoreChange(action, marked, result: "done", detail: detail(marked))])
                } catch {
                    context.warn(
                        "this is done, and the audit log could not take it down",
                        about: [.snapshot: marked.id.text]
                    )
                    throw error
                }
                changed.append(marked)
            }
            return changed
        }
        context.show(MarkedSnapshots(snapshots: changed))
        return .done
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

extension ValueParser where Value == String {
    /// A text that is not empty, of at most so many bytes.
    fileprivate static func text(_ placeholder: String, upTo longest: Int) -> ValueParser {
        ValueParser(placeholder: placeholder) { text throws(InvalidValue) in
            guard !text.isEmpty else { throw InvalidValue("the value is empty") }
            guard text.utf8.count <= longest else {
                throw InvalidValue("the value has \(text.utf8.count) bytes; the limit is \(longest)")
            }
            return text
        }
    }
}
