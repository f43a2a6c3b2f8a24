import Engine
import Offsets
import Syntax

/// Which groups are copied or renamed, and what the operator allows for it.
enum CopyOptions {
    static let source = Argument<String?>(
        optional: .nonEmptyText("SRC", .name(.group)),
        help: "the group whose offsets are taken; --map, --map-file or --rename name several"
    )
    static let target = Argument<String?>(
        optional: .nonEmptyText("DST", .name(.group)),
        help: "the group that gets them"
    )
    static let merge = Flag(
        "merge",
        help: "write to a group that holds offsets already; what the source does not have stays there"
    )
    static let mode = Option<PlanMode?>(
        "mode",
        .choice,
        help:
            "for a group that holds offsets already: merge is --merge, exact also removes what the source does not have"
    )
    static let verifyLag = Option<Int?>(
        "verify-lag",
        .count(upTo: .max),
        help: "refuse where a group would begin more than COUNT records behind the end of a log"
    )
    static let snapshot = Option<String?>(
        "snapshot",
        .nonEmptyText("SNAPSHOT", SnapshotArgument.kind),
        help: "take the groups from a snapshot: \(SnapshotArgument.forms)"
    )
    static let keepSource = Flag("keep-source", help: "leave the old group as it is, which makes it a copy")

    /// The options for the names of groups.
    static let groupNames = OptionGroup("Names", MappingOptions.map, MappingOptions.mapFile, MappingOptions.rename)

    /// Under which names.
    ///
    /// - Throws: exit 64 for a mistake in the names, and where none are given and `isNeeded`.
    static func mapping(_ arguments: ParsedArguments, isNeeded: Bool) throws -> Mapping {
        let hasRules =
            try !arguments[MappingOptions.map].isEmpty || arguments[MappingOptions.mapFile] != nil
            || !arguments[MappingOptions.rename].isEmpty
        guard let source = try arguments[Self.source] else {
            guard hasRules || !isNeeded else {
                throw TidemarkError(
                    .missingArgument,
                    "no group is named",
                    hint: "Name the group and its new name, or several with --map OLD=NEW or --rename s/REGEX/NEW/."
                )
            }
            return try MappingOptions.mapping(arguments)
        }
        guard let target = try arguments[Self.target] else {
            throw TidemarkError(
                .missingArgument,
                "DST is missing: group \(source) would go nowhere",
                hint: "Name the group that gets its offsets."
            )
        }
        let isNarrow =
            try arguments[SelectionOptions.group].isEmpty && arguments[MappingOptions.topicMap].isEmpty
            && arguments[MappingOptions.topicRename].isEmpty
        guard !hasRules, isNarrow else {
            throw TidemarkError(
                .contradiction,
                "the names \(source) and \(target) cannot be combined with other rules for names, nor with --group",
                hint: "Write --map OLD=NEW for every group."
            )
        }
        return try Mapping(from: source, to: target)
    }

    /// Whether a target may hold offsets, and how far behind it may begin.
    static func copyPolicy(_ arguments: ParsedArguments) throws -> CopyPolicy {
        let mode = try arguments[Self.mode]
        if arguments[merge], mode == .exact {
            throw TidemarkError(
                .contradiction,
                "--merge and --mode exact exclude each other",
                hint: "Merge leaves what the source does not have; exact removes it."
            )
        }
        return CopyPolicy(
            allowsHeldTargets: arguments[merge] || mode != nil,
            largestLag: try arguments[verifyLag].map(Int64.init)
        )
    }
}
