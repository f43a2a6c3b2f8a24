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
        help: "for an offset outside its log or a re-created topic: stop, write the nearest offset, or leave it out"
    )
    static let onMissing = Option<MissingPolicy>(
        "on-missing",
        .choice,
        default: strictest.onMissing,
        defaultText: strictest.onMissing.rawValue,
        help: "for a missing topic or partition: stop, or leave it out"
    )

    static let all = OptionGroup("Policy", mode, only, onOutOfRange, onMissing)

    /// What they say together.
    ///
    /// - Throws: `contradiction` (exit 64) for `--only` in mode exact.
    static func policy(_ arguments: ParsedArguments) throws -> PlanPolicy {
        let policy = PlanPolicy(
            onOutOfRange: try arguments[onOutOfRange],
            onMissing: try arguments[onMissing],
            mode: try arguments[mode],
            only: try arguments[only]
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
