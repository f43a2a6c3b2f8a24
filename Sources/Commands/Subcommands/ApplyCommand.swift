import Engine
import Offsets
import Store
import Syntax

/// `tidemark apply`: carry out a plan that was saved.
enum ApplyCommand {
    private static let plan = Argument<String>(.nonEmptyText("PLAN"), help: "a file that --plan-out has made")

    static let command = Command(
        CommandSyntax(
            "apply",
            summary: "Carry out a saved plan, exactly as it was shown",
            discussion: [
                "Shows the plan and whether it still holds. Without --yes it ends there and nothing is written.",
                "A plan is refused when a group has moved since it was made, has got members, or an offset no longer is "
                    + "in its log; when this is another cluster; and when the file was changed.",
            ],
            arguments: [plan],
            options: [
                OptionGroup("Target", RestoreOptions.yes), RunOptions.all, ClusterOptions.restoring,
                StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark restore latest --group billing --plan-out billing.plan", "makes a plan"),
                CommandExample("tidemark apply billing.plan", "shows it, and whether it still holds"),
                CommandExample("tidemark apply billing.plan --yes", "carries it out"),
            ],
            exits: [
                CommandExits.exit(.done, "shown, or written and verified"),
                CommandExits.exit(.failure, "it cannot be told whether it was written, or another failure"),
                CommandExits.exit(.partial, "written, but something else has moved some of the groups since"),
                CommandExits.exit(.usage, "the command line is wrong, or the file is not a plan"),
                CommandExits.exit(.damagedData, "the plan, or a file of the store, is damaged"),
                CommandExits.exit(.notFound, "no such file, or no such store"),
                CommandExits.exit(.busy, "another tidemark holds the store, or writes to this cluster"),
                CommandExits.exit(.configuration, "a setting is wrong, or the plan or store is of a newer tidemark"),
                CommandExits.exit(.refused, "refused, nothing written: something moved, or the file was changed"),
            ]
        ),
        supervision: { arguments in
            SupervisedWork(
                activity: arguments[RestoreOptions.yes] ? "carrying out a plan" : "checking a plan",
                timeout: try arguments[ClusterOptions.restoringTimeout] + (try arguments[StoreOptions.wait] ?? .zero)
                    + (try arguments[RunOptions.soak] ?? .zero),
                writes: arguments[RestoreOptions.yes]
            )
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let (saved, digest) = try PlanFile.read(try arguments[plan])
        let cluster = try context.connect(try ClusterOptions.configuration(arguments))
        let writes = arguments[RestoreOptions.yes]
        let store =
            writes
            ? try await StoreOptions.openExistingForWriting(arguments, context)
            : try await StoreOptions.openForReading(arguments, context)
        let deadline = Deadline.after(try arguments[ClusterOptions.restoringTimeout])
        let planned = PlannedRun(
            arguments: arguments,
            context: context,
            cluster: cluster,
            store: store,
            deadline: deadline,
            writes: writes
        )
        return try await planned.run { planner in
            try await planner.check(saved, digest: digest, before: deadline)
        }
    }
}
