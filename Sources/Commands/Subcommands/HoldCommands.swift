import Offsets
import Store
import Syntax

/// `tidemark hold` and `tidemark release`: whether retention may remove a snapshot.
enum HoldCommands {
    /// A hold beyond a century needs no end.
    private static let longestHold = Duration.seconds(100 * 366 * 24 * 60 * 60)

    private static let snapshots = Argument<[String]>(
        repeated: .nonEmptyText("SNAPSHOT"),
        help: "an id or the beginning of one, latest, latest~2, or @2026-11-21T03:00Z (the newest at or before)"
    )
    private static let until = Option<Timestamp?>(
        "until",
        .momentToCome(atMost: longestHold),
        help: "until when: a time with its zone, or how long from now, such as 90d (default: until it is released)"
    )

    static let hold = Command(
        CommandSyntax(
            "hold",
            summary: "Keep a snapshot, whatever retention says",
            discussion: [
                "A held snapshot is never removed by `tidemark prune`. \(SnapshotMarking.beside) With it goes the reason, for "
                    + "whoever finds it held.",
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
            let (end, reason, who) = (try arguments[until], try arguments[ReasonOption.reason], Operator.current())
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
}

extension ValueParser where Value == Timestamp {
    /// A moment with a zone, as RFC 3339 writes it, or how long it is until then.
    fileprivate static func momentToCome(atMost longest: Duration) -> ValueParser {
        ValueParser(placeholder: "TIME") { text throws(InvalidValue) in
            let now = Timestamp.now()
            if let duration = DurationText.duration(text) {
                guard duration > .zero, duration <= longest else {
                    throw InvalidValue("'\(text)' is not between 1ms and \(DurationText.text(longest))")
                }
                return now.advanced(by: duration)
            }
            guard let moment = Timestamp(rfc3339: text) else {
                throw InvalidValue(
                    "'\(text)' is neither a time with a zone, such as 2027-01-31T00:00:00Z, nor a duration, such as 90d"
                )
            }
            guard moment > now else { throw InvalidValue("'\(text)' has passed already") }
            return moment
        }
    }
}
