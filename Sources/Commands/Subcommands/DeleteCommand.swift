import Engine
import Offsets
import Syntax

/// `tidemark delete`: remove groups, or some of their offsets.
enum DeleteCommand {
    private static let groups = Argument<[String]>(
        repeated: .nonEmptyText("GROUP", .name(.groupPattern)),
        help: "a group's name, or a pattern as for --group of other commands"
    )
    private static let state = Option<[GroupState]>(
        repeated: "state",
        .groupState,
        defaultText: "any",
        help: "only groups in this state, such as Empty"
    )
    private static let withNoOffsets = Flag("with-no-offsets", help: "only groups that hold no offset")
    private static let olderThan = Option<Duration?>(
        "older-than",
        .duration(upTo: Defaults.longestAge),
        help:
            "only groups that hold what they held in a snapshot of at least DURATION ago and in every one since; those of "
            + "which that is not known are left out, and named"
    )

    static let command = Command(
        CommandSyntax(
            "delete",
            summary: "Delete groups, or some of their offsets",
            discussion: [
                "Shows what would go, and asks; `*` alone asks for the cluster's name. --yes skips the prompt, --dry-run only "
                    + "shows the plan, and --plan-out saves it for `tidemark apply`.",
                "Whole groups go with all they hold. With --topic, --exclude-topic or --partition only these offsets go, and "
                    + "the groups stay.",
                "A group with members stops it, unless --on-active skip leaves such groups out. What the groups hold is "
                    + "journalled first: `tidemark undo` puts it back, but for a group that held no offset, of which nothing "
                    + "is left to put back.",
            ],
            arguments: [groups],
            options: [
                OptionGroup(
                    "Selection",
                    SelectionOptions.excludedGroup,
                    SelectionOptions.topic,
                    SelectionOptions.excludedTopic,
                    SelectionOptions.partition,
                    state,
                    withNoOffsets,
                    olderThan
                ),
                OptionGroup("Policy", PolicyOptions.onMissingOfDeletion, PolicyOptions.onActive),
                PlanOptions.consent,
                RunOptions.all, ReasonOption.group, ClusterOptions.restoring, StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark delete billing-old", "shows what the group holds, and asks"),
                CommandExample("tidemark delete 'test-*' --state Empty --yes", "every test group without members"),
                CommandExample("tidemark delete '*' --with-no-offsets --on-active skip", "groups that hold nothing"),
                CommandExample(
                    "tidemark delete '*' --older-than 30d --dry-run",
                    "groups that nothing has moved for a month"
                ),
                CommandExample("tidemark delete billing --topic orders --yes", "the offsets of one topic alone"),
            ],
            exits: [
                CommandExits.exit(.done, "deleted and verified; or shown, or declined, and nothing deleted"),
                CommandExits.exit(.partial, "deleted, except groups that something else has started to use"),
                CommandExits.exit(
                    .usage,
                    "the command line is wrong, or there is no terminal to prompt on; nothing deleted"
                ),
                CommandExits.exit(.notFound, "no such group, or none that fits"),
                CommandExits.exit(.refused, "refused, nothing deleted: a group has members, or another finding"),
            ]
        ),
        supervision: { arguments in
            try SupervisedWork.planned("deleting groups", arguments)
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        var selection = try SelectionOptions.topicSelection(arguments)
        selection.groups = try arguments[groups]
        selection.excludedGroups = try arguments[SelectionOptions.excludedGroup]
        let filter = GroupFilter(
            states: Set(try arguments[state]),
            withoutOffsets: arguments[withNoOffsets],
            unchangedFor: try arguments[olderThan]
        )
        // Before the store is opened and perhaps created: a mistake changes nothing.
        let rules = try SelectionRules(selection, groupsFrom: SelectionOptions.groupArgument)
        if !rules.selectsEveryPartition, filter != GroupFilter() {
            throw TidemarkError(
                .contradiction,
                "--state, --with-no-offsets and --older-than choose whole groups, and --topic and --partition some of their "
                    + "offsets",
                hint: "Use one of the two."
            )
        }
        // Whoever only deletes may have no snapshot yet; the journal is in the store all the same.
        let planned = try await PlannedRun(arguments, context, makesStore: true)
        return try await planned.run(
            DeleteSource(
                selection,
                filter: filter,
                in: planned.engine,
                snapshots: planned.store,
                policy: PlanPolicy(
                    onMissing: try arguments[PolicyOptions.onMissingOfDeletion],
                    onActive: try arguments[PolicyOptions.onActive]
                ),
                clusterName: planned.clusterName
            )
        )
    }
}

extension ValueParser where Value == GroupState {
    /// A state of groups by Kafka's name, in capitals or not.
    fileprivate static var groupState: ValueParser {
        let states = GroupState.allCases.filter { $0 != .unknown }
        return ValueParser(placeholder: "STATE", kind: .words(states.map(\.rawValue))) { text throws(InvalidValue) in
            guard let state = states.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
                let known = states.map(\.rawValue).joined(separator: ", ")
                throw InvalidValue("'\(text)' is not a state of groups; use one of \(known)")
            }
            return state
        }
    }
}
