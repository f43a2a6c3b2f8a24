import Engine
import Offsets
import Store
import Syntax

/// `tidemark apply`: carry out a plan that was saved.
enum ApplyCommand {
    private static let plan = Argument<String>(.nonEmptyText("PLAN", .file), help: "a file that --plan-out has made")

    static let command = Command(
        CommandSyntax(
            "apply",
            summary: "Carry out a saved plan, exactly as it was shown",
            discussion: [
                "Shows the plan and whether it still holds. Then it asks; --yes skips the prompt, --dry-run only shows the "
                    + "plan. Off a terminal, and with --json, one of them is needed.",
                "A plan is refused when a group has moved since it was made, now has members, or an offset no longer is "
                    + "in its log; when this is another cluster; and when the file was changed.",
            ],
            arguments: [plan],
            options: [
                OptionGroup("Target", PlanOptions.yes, PlanOptions.dryRun),
                OptionGroup("Policy", PolicyOptions.onActive), RunOptions.all, ReasonOption.group,
                ClusterOptions.restoring, StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark restore latest --group billing --plan-out billing.plan", "makes a plan"),
                CommandExample("tidemark apply billing.plan --dry-run", "shows it, and whether it still holds"),
                CommandExample("tidemark apply billing.plan --yes", "carries it out"),
            ],
            exits: [
                CommandExits.exit(
                    .usage,
                    "the command line is wrong, the file is no plan, or there is no terminal to prompt on"
                ),
                CommandExits.exit(.damagedData, "the plan, or a file of the store, is damaged"),
                CommandExits.exit(.notFound, "no such file, or no such store"),
                CommandExits.exit(
                    .configuration,
                    "a setting is wrong, or the plan or store was written by a newer tidemark"
                ),
                CommandExits.exit(.refused, "refused, nothing written: something moved, or the file was changed"),
            ]
        ),
        supervision: { arguments in
            try SupervisedWork.planned("carrying out a plan", arguments)
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let (saved, digest) = try PlanFile.read(try arguments[plan])
        let planned = try await PlannedRun(arguments, context)
        let snapshot = try await snapshot(of: saved, in: planned.store, context)
        return try await planned.run(
            SavedPlanSource(
                saved,
                digest: digest,
                snapshot: snapshot,
                onActive: try arguments[PolicyOptions.onActive]
            )
        )
    }

    /// The snapshot that a plan was made from: its logs show topics that were created again since.
    ///
    /// - Throws: `forged-snapshot` or `not-authentic` (exit 65) as a restore of it would; also where it has to be authentic and
    ///   cannot be read here.
    private static func snapshot(
        of plan: Plan,
        in store: SnapshotStore,
        _ context: CommandContext
    ) async throws -> Snapshot? {
        guard let id = plan.source.snapshot else { return nil }
        let keys = SnapshotKeys(context)
        let read: (stored: StoredSnapshot, found: Vouched<Snapshot>)
        do {
            read = try await Self.read(id, file: plan.source.file, in: store, keys)
        } catch {
            guard !keys.isRequired else { throw keys.refusal(of: id, because: error) }
            context.note(
                "snapshot \(id) cannot be read here, so topics that were created again since it was taken may go "
                    + "unnoticed",
                about: [.snapshot: id.text]
            )
            return nil
        }
        try keys.permitUse(of: read.stored, read.found.authenticity, context)
        return read.found.content
    }

    private static func read(
        _ id: SnapshotID,
        file: String?,
        in store: SnapshotStore,
        _ keys: SnapshotKeys
    ) async throws -> (stored: StoredSnapshot, found: Vouched<Snapshot>) {
        if let file {
            let read = try UnstoredSnapshot(file: file)
            if read.stored.id == id { return (read.stored, try read.vouched(by: keys.keys)) }
        }
        let stored = try await store.resolve(.id(prefix: id.text))
        return (stored, try await store.load(stored, vouchedBy: keys.keys))
    }
}
