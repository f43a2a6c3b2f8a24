import Offsets
import Syntax

/// How a plan is carried out.
enum RunOptions {
    static let allowBestEffort = Flag(
        "allow-best-effort",
        help:
            "where the cluster refuses transactions, write one group after the other and put everything back if "
            + "one fails: not atomic"
    )
    static let soak = Option<Duration?>(
        "soak",
        .duration(upTo: Defaults.longestSoak),
        help: "after the restore wait DURATION, read again, and name groups that something else has moved"
    )
    static let waitEmpty = Option<Duration?>(
        "wait-empty",
        .duration(upTo: Defaults.longestWaitForEmpty),
        help:
            "wait up to DURATION until the groups have no members, then continue at once; members that are "
            + "still there are named"
    )
    static let metadataLimit = Option<Int?>(
        "metadata-limit",
        .count(upTo: MetadataLimit.longest),
        help: "the brokers' offset.metadata.max.bytes, where they do not tell it (they do with DESCRIBE_CONFIGS)"
    )

    static let all = OptionGroup(
        "Run",
        waitEmpty,
        allowBestEffort,
        soak,
        metadataLimit,
        exits: CommandExits.planned
    )

    /// How long to wait for groups to have no members, `nil` for not at all.
    ///
    /// - Throws: `contradiction` (exit 64) where nothing is to be written, or such groups are left out.
    static func patience(_ arguments: ParsedArguments, onActive: ActiveGroupPolicy) throws -> Duration? {
        guard let patience = try arguments[waitEmpty] else { return nil }
        let isShown = arguments[PlanOptions.dryRun]
        if try isShown || arguments[PlanOptions.planOut] != nil {
            throw TidemarkError(
                .contradiction,
                "--wait-empty cannot be combined with \(isShown ? "--dry-run" : "--plan-out")",
                hint: "A plan that is only shown or saved does not wait; give --wait-empty to `tidemark apply`."
            )
        }
        if onActive == .skip {
            throw TidemarkError(
                .contradiction,
                "--wait-empty and --on-active skip exclude each other",
                hint: "One waits for groups with members, the other leaves them out."
            )
        }
        return patience
    }
}
