import Offsets
import Syntax

/// What the operator decides for the cases that a plan must not decide by itself.
enum PolicyOptions {
    private static let strictest = PlanPolicy()

    static let mode = Option<PlanMode>(
        "mode",
        .choice,
        default: strictest.mode,
        defaultText: strictest.mode.rawValue,
        help: "exact also removes the offsets that the snapshot does not have, as far as the selection reaches"
    )
    static let only = Option<MovementFilter?>(
        "only",
        .choice,
        help: "only apply changes of this kind; missing = only where the group has no offset"
    )
    static let onOutOfRange = Option<OutOfRangePolicy>(
        "on-out-of-range",
        .choice,
        default: strictest.onOutOfRange,
        defaultText: strictest.onOutOfRange.rawValue,
        help:
            "for an offset outside its log or a re-created topic: stop, write the nearest offset, leave it out, or write it "
            + "as it is (a re-created topic stops all the same)"
    )
    static let onOutOfRangeOfUndo = Option<OutOfRangePolicy>(
        "on-out-of-range",
        .choice,
        default: PlanPolicy.undo.onOutOfRange,
        defaultText: PlanPolicy.undo.onOutOfRange.rawValue,
        help:
            "for an offset outside its log: put it back as it was, stop, write the nearest offset, or leave it out; a "
            + "re-created topic stops it, but for clamp and skip"
    )
    static let onMissing = Option<MissingPolicy>(
        "on-missing",
        .choice,
        default: strictest.onMissing,
        defaultText: strictest.onMissing.rawValue,
        help: "for a missing topic or partition: stop, or leave it out"
    )

    static let onMissingOfDeletion = Option<MissingPolicy>(
        "on-missing",
        .choice,
        default: strictest.onMissing,
        defaultText: strictest.onMissing.rawValue,
        help:
            "for an offset of a missing topic or partition, which no undo puts back: stop; or go on, and it goes with its "
            + "group or, where the group stays, is left out"
    )
    static let onActive = Option<ActiveGroupPolicy>(
        "on-active",
        .choice,
        default: strictest.onActive,
        defaultText: strictest.onActive.rawValue,
        help: "for a group with members: stop, or leave the group out, named; all others change together"
    )

    static let all = OptionGroup("Policy", mode, only, onOutOfRange, onMissing, onActive)

    /// What they say together.
    ///
    /// - Throws: `contradiction` (exit 64) for `--only` in mode exact.
    static func policy(_ arguments: ParsedArguments) throws -> PlanPolicy {
        let policy = PlanPolicy(
            onOutOfRange: try arguments[onOutOfRange],
            onMissing: try arguments[onMissing],
            mode: try arguments[mode],
            only: try arguments[only],
            onActive: try arguments[onActive]
        )
        if let only = policy.only, policy.mode == .exact {
            throw TidemarkError(
                .contradiction,
                "--only \(only.rawValue) and --mode exact exclude each other",
                hint: "Exact removes what the snapshot does not have; --only leaves everything else as it is."
            )
        }
        return policy
    }
}
