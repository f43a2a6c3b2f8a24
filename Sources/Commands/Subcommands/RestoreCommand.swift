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
                    + "snapshot asks for the cluster's name. --yes answers beforehand, --dry-run ends with the plan, and "
                    + "--plan-out saves it for `tidemark apply`. Off a terminal, and with --json, one of them is needed.",
                "A group with members stops the whole restore, and so do a missing topic or partition, an offset outside "
                    + "its log and a topic made anew, unless a policy says otherwise. When it is agreed to, what the "
                    + "groups hold is journalled, written in one transaction, and read back; on any failure before the "
                    + "commit every group keeps what it had.",
            ],
            arguments: [SnapshotArgument.snapshot],
            options: [
                SelectionOptions.all, MappingOptions.all, PolicyOptions.all, RestoreOptions.target, RunOptions.all,
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
                CommandExample(
                    "tidemark restore latest --plan-out monday.plan",
                    "saves the plan for `tidemark apply`"
                ),
                CommandExample(
                    "tidemark restore latest --only missing --on-missing skip --yes",
                    "puts back what is lost, and nothing of topics that are gone"
                ),
            ],
            exits: [
                CommandExits.exit(.done, "written and verified; or shown, or declined, and nothing written"),
                CommandExits.exit(.failure, "it cannot be told whether it was written, or another failure"),
                CommandExits.exit(.partial, "written, but something else has moved some of the groups since"),
                CommandExits.exit(.usage, "the command line is wrong, or nobody can be asked; nothing written"),
                CommandExits.exit(.notFound, "no such snapshot, or no such group in it"),
                CommandExits.exit(.cannotCreate, "--plan-out names a file that is there, or cannot be created"),
                CommandExits.exit(.busy, "another tidemark holds the store, or writes to this cluster"),
                CommandExits.exit(.refused, "refused, nothing written: a group has members, or another finding"),
            ]
        ),
        supervision: { arguments in
            try SupervisedWork.planned("restoring offsets", arguments)
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let request = RestoreRequest(
            selection: try SelectionOptions.selection(arguments),
            mapping: try MappingOptions.mapping(arguments),
            policy: try PolicyOptions.policy(arguments),
            allowsOtherCluster: arguments[RestoreOptions.otherCluster]
        )
        // Before the store is opened and perhaps created: a mistake changes nothing.
        _ = try SelectionRules(request.selection)
        let reference = try SnapshotArgument.reference(arguments)
        let cluster = try context.connect(try ClusterOptions.configuration(arguments))
        let planned = try await PlannedRun(arguments, context, cluster: cluster)
        var loaded: (stored: StoredSnapshot, content: Snapshot)?
        return try await planned.run { planner, deadline in
            let (stored, content): (StoredSnapshot, Snapshot)
            if let loaded {
                (stored, content) = loaded
            } else {
                (stored, content) = try await SnapshotArgument.load(reference, from: planned.store) {
                    try await planner.clusterID(before: deadline)
                }
                loaded = (stored, content)
                warn(of: content, stored.id, context)
            }
            return try await planner.plan(content, id: stored.id, request: request, before: deadline)
        }
    }

    /// Says what the snapshot lacks or why it looks wrong: what it does not hold cannot be put back.
    private static func warn(of snapshot: Snapshot, _ id: SnapshotID, _ context: CommandContext) {
        guard snapshot.state != .complete else { return context.warn(of: snapshot.coverage.visibility) }
        context.warn("snapshot \(id) is \(snapshot.state.rawValue); what it lacks is not put back")
        if let suspicion = snapshot.origin.suspicion { context.warn(suspicion) }
        context.warn(of: snapshot.coverage)
    }
}
