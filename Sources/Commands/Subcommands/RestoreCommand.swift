import Engine
import Offsets
import Store
import Syntax

/// `tidemark restore`: put the offsets of a snapshot back.
enum RestoreCommand {
    static let command = Command(
        CommandSyntax(
            "restore",
            summary: "Put the offsets of a snapshot back, all groups in one transaction",
            discussion: [
                "Shows the plan: what every partition holds now and what it would hold. Then it asks; a restore of a whole "
                    + "snapshot asks for the cluster's name. --yes skips the prompt, --dry-run only shows the plan, and "
                    + "--plan-out saves it for `tidemark apply`. Off a terminal, and with --json, one of them is needed.",
                "A group with members stops the whole restore, and so do a missing topic or partition, an offset outside "
                    + "its log and a re-created topic, unless a policy says otherwise. When it is agreed to, what the "
                    + "groups hold is journalled, written in one transaction, and read back; on any failure before the "
                    + "commit every group keeps what it had.",
                SnapshotArgument.rule,
            ],
            arguments: [SnapshotArgument.snapshot],
            options: [
                SelectionOptions.all, MappingOptions.all, PolicyOptions.all, PlanOptions.target, RunOptions.all,
                ReasonOption.group,
                ClusterOptions.restoring, StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark restore latest --group billing", "shows what would be put back, and asks"),
                CommandExample("tidemark restore latest --group billing --dry-run", "shows it and writes nothing"),
                CommandExample("tidemark restore latest --group billing --yes", "puts it back without asking"),
                CommandExample("tidemark restore latest --group billing --to billing-test --yes", "as another group"),
                CommandExample(
                    "tidemark restore latest --group 'prod-*' --rename 's/^prod-/staging-/'",
                    "shows what every group would be under another name"
                ),
                CommandExample("tidemark restore ./monday.tidemark --dry-run", "a snapshot's file from anywhere"),
                CommandExample(
                    "tidemark restore latest --plan-out monday.plan",
                    "saves the plan for `tidemark apply`"
                ),
                CommandExample(
                    "tidemark restore latest --only missing --on-missing skip --yes",
                    "restores missing offsets, and leaves out deleted topics"
                ),
            ],
            exits: [
                CommandExits.exit(.notFound, "no such snapshot, or no such group in it")
            ]
        ),
        supervision: { arguments in
            try SupervisedWork.planned("restoring offsets", arguments)
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        var request = PlanRequest(
            selection: try SelectionOptions.selection(arguments),
            mapping: try MappingOptions.mapping(arguments),
            policy: try PolicyOptions.policy(arguments),
            allowsOtherCluster: arguments[PlanOptions.otherCluster]
        )
        // Before the store is opened and perhaps created: a mistake changes nothing.
        _ = try SelectionRules(request.selection)
        let named = try NamedSnapshot(try arguments[SnapshotArgument.snapshot], context)
        let planned = try await PlannedRun(arguments, context, makesStore: named.isFile)
        request.clusterName = planned.clusterName
        let source = try await SourceSnapshot(
            named,
            request.selection,
            ofAnyCluster: request.allowsOtherCluster,
            planned,
            context
        )
        return try await planned.run(
            SnapshotSource(source.content, id: source.stored.id, file: source.file, request: request)
        )
    }
}
