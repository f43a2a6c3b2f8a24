import Offsets
import Store
import Syntax

/// `tidemark hold` and `tidemark release`: whether retention may remove a snapshot.
enum HoldCommands {
    /// A hold beyond a century needs no end.
    private static let longestHold = Duration.seconds(100 * 366 * 24 * 60 * 60)

    private static let snapshots = Argument<[String]>(
        repeated: .nonEmptyText("SNAPSHOT", SnapshotArgument.kind),
        help: SnapshotArgument.forms
    )
    private static let until = Option<TimeExpression?>(
        "until",
        .time,
        help: "until when: a time, a day (all of it), or how long from now, such as 90d (default: until it is released)"
    )

    static let hold = Command(
        CommandSyntax(
            "hold",
            summary: "Protect a snapshot from being removed by retention",
            discussion: [
                "A held snapshot is never removed by `tidemark prune`. \(SnapshotMarking.beside) The reason is "
                    + "kept with it.",
                SnapshotArgument.rule,
            ],
            arguments: [snapshots],
            options: [OptionGroup("Hold", until)] + SnapshotMarking.options,
            examples: [
                CommandExample("tidemark hold latest --until 90d --reason 'before the migration'", "for three months")
            ],
            exits: SnapshotMarking.exits
        ),
        run: { arguments, context in
            let (end, reason, who) = (
                try end(arguments, context), try arguments[ReasonOption.reason], Operator.current()
            )
            let marking = SnapshotMarking(
                .hold,
                change: { marks, _ in
                    marks.hold = SnapshotHold(
                        since: .now(),
                        until: end,
                        who: who.userName ?? "uid \(who.uid)",
                        reason: reason
                    )
                },
                detail: { $0.marks.hold?.until.map { "until \($0)" } ?? "until it is released" },
                words: { "holds \($0.id)\($0.marks.hold?.until.map { " until \(Cell.time($0))" } ?? "")" }
            )
            return try await marking.run(on: try arguments[snapshots], arguments, context)
        }
    )

    static let release = Command(
        CommandSyntax(
            "release",
            summary: "End the hold of a snapshot",
            discussion: ["Retention decides about it again from the next `tidemark prune` on."],
            arguments: [snapshots],
            options: SnapshotMarking.options,
            exits: SnapshotMarking.exits
        ),
        run: { arguments, context in
            let marking = SnapshotMarking(
                .release,
                change: { marks, _ in marks.hold = nil },
                detail: { _ in nil },
                words: { "\($0.id) is not held" }
            )
            return try await marking.run(on: try arguments[snapshots], arguments, context)
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
}
