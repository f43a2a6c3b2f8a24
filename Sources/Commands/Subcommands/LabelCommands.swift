import Offsets
import Store
import Syntax

/// `tidemark tag` and `tidemark note`: what people say of a snapshot.
enum LabelCommands {
    /// What fits a column of a table.
    private static let longestTag = 64
    /// More are a database of their own.
    private static let mostTags = 32
    /// A page.
    private static let longestNote = 4_096

    private static let words = Argument<[String]>(repeated: .text("TEXT", upTo: longestTag), help: "labels")
    private static let text = Argument<String?>(optional: .text("TEXT", upTo: longestNote), help: "the comment")
    private static let removesTags = Flag("remove", help: "take these labels away")
    private static let removesNote = Flag("remove", help: "take the comment away")

    static let tag = Command(
        CommandSyntax(
            "tag",
            summary: "Add labels to a snapshot, or take some away",
            discussion: ["The file of the snapshot stays as it is. \(SnapshotMarking.beside)"],
            arguments: [SnapshotArgument.snapshot, words],
            options: [OptionGroup("Tag", removesTags)] + SnapshotMarking.options,
            examples: [CommandExample("tidemark tag latest before-migration", "one more label")],
            exits: SnapshotMarking.exits
        ),
        run: { arguments, context in
            let (words, removes) = (try arguments[words], arguments[removesTags])
            guard words.count <= mostTags else {
                throw TidemarkError(.invalidValue, "a snapshot has at most \(mostTags) labels")
            }
            let marking = SnapshotMarking(
                .tag,
                change: { marks, stored in
                    let kept = stored.tags.filter { !words.contains($0) }
                    let added = removes ? [] : words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
                    // A label that it has already keeps its place.
                    let tags = removes ? kept : stored.tags + added.filter { !stored.tags.contains($0) }
                    marks.tags = Array(tags.prefix(mostTags))
                },
                detail: { $0.tags.joined(separator: " ") },
                words: { stored in
                    let tags = stored.tags.joined(separator: ", ")
                    return "\(stored.id) has \(tags.isEmpty ? "no label" : "the labels \(tags)")"
                }
            )
            return try await marking.run(on: [try arguments[SnapshotArgument.snapshot]], arguments, context)
        }
    )

    static let note = Command(
        CommandSyntax(
            "note",
            summary: "Set or remove the comment of a snapshot",
            discussion: ["The file of the snapshot stays as it is. \(SnapshotMarking.beside)"],
            arguments: [SnapshotArgument.snapshot, text],
            options: [OptionGroup("Note", removesNote)] + SnapshotMarking.options,
            examples: [CommandExample("tidemark note latest 'all consumers stopped'", "for whoever looks for it")],
            exits: SnapshotMarking.exits
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
            let marking = SnapshotMarking(
                .note,
                change: { marks, _ in marks.note = text.map { .text($0) } ?? .removed },
                detail: { $0.note },
                words: { "\($0.id) has \($0.note == nil ? "no comment" : "the comment")" }
            )
            return try await marking.run(on: [try arguments[SnapshotArgument.snapshot]], arguments, context)
        }
    )
}
