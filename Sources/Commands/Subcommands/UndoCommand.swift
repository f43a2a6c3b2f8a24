import Engine
import Offsets
import Store
import Syntax

/// `tidemark undo`: put back what the groups of a run held before it.
enum UndoCommand {
    private static let run = Argument<String>(
        .nonEmptyText("RUN", .name(.run, orWords: ["latest": "the last run"])),
        help: "the id of a run or the beginning of one, or latest"
    )
    private static let groupsStillUnmoved = Flag(
        "groups-still-unmoved",
        help: "leave groups out that have moved since the run, instead of refusing them all"
    )

    static let command = Command(
        CommandSyntax(
            "undo",
            summary: "Put back what the groups of a run held before it",
            discussion: [
                "Shows the plan, asks, and carries it out as `restore` does: in one transaction, journalled, read "
                    + "back. Offsets that the run wrote where there was none are removed, and so are groups that it "
                    + "created.",
                "A group that has moved since the run stops it, and each such partition is named with what the run left "
                    + "there and what it holds now. An undo is itself a run that can be undone.",
                "What the run did and what the groups held before is checked by the digests in the audit log first. `latest` "
                    + "is refused where Kafka holds the mark of a newer run that the journal lacks.",
            ],
            arguments: [run],
            options: [
                OptionGroup(
                    "Undo",
                    groupsStillUnmoved,
                    PlanOptions.planOut,
                    PlanOptions.yes,
                    PlanOptions.dryRun,
                    exits: [CommandExits.planFile]
                ),
                OptionGroup(
                    "Policy",
                    PolicyOptions.onOutOfRangeOfUndo,
                    PolicyOptions.onMissing,
                    PolicyOptions.onActive
                ),
                RunOptions.all, ReasonOption.group, ClusterOptions.restoring, StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark undo latest", "shows what would be put back, and asks"),
                CommandExample("tidemark undo latest --yes", "puts it back"),
                CommandExample(
                    "tidemark undo 20261121T03 --groups-still-unmoved --yes",
                    "only the groups that have not moved since"
                ),
            ],
            exits: [
                CommandExits.exit(.damagedData, "the run is not as it was journalled; nothing written"),
                CommandExits.exit(.notFound, "there is no such run, or no such store"),
                CommandExits.exit(
                    .busy,
                    "another tidemark writes to the journal or to this cluster, or a run is unfinished"
                ),
                CommandExits.exit(.refused, "refused, nothing written: a group has moved since, or another finding"),
            ]
        ),
        supervision: { arguments in
            try SupervisedWork.planned("undoing a run", arguments)
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let policy = PlanPolicy(
            onOutOfRange: try arguments[PolicyOptions.onOutOfRangeOfUndo],
            onMissing: try arguments[PolicyOptions.onMissing],
            onActive: try arguments[PolicyOptions.onActive]
        )
        let planned = try await PlannedRun(arguments, context)
        return try await planned.run(
            UndoSource(
                of: try arguments[Self.run],
                in: planned.engine,
                policy: policy,
                leavesMovedOut: arguments[groupsStillUnmoved],
                clusterName: planned.clusterName
            )
        )
    }
}
