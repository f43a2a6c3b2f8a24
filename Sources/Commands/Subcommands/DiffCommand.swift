import Engine
import Offsets
import Settings
import Store
import Syntax

/// `tidemark diff`: what groups hold otherwise in one snapshot than in another, or than they do now.
enum DiffCommand {
    /// What stands for the cluster as it is.
    private static let live = "live"

    private static let from = Argument<String>(
        .nonEmptyText("SNAPSHOT"),
        help: "what was: \(SnapshotArgument.forms)"
    )
    private static let to = Argument<String?>(
        optional: .nonEmptyText("OTHER"),
        help: "what is: another snapshot, or \(live) for the cluster as it is now (default: \(live))"
    )

    static let command = Command(
        CommandSyntax(
            "diff",
            summary: "Show what groups hold otherwise than in a snapshot",
            discussion: [
                "The groups that moved furthest come first; -v lists every partition. Only what both sides can tell of is "
                    + "compared: a group that one of them was not taken of, or could not read, is named and counts as "
                    + "neither added nor removed. Between two snapshots no cluster is asked.",
                SnapshotArgument.rule,
            ],
            arguments: [from, to],
            options: [SelectionOptions.all, ClusterOptions.looking, StoreOptions.names, OutputOptions.all],
            examples: [
                CommandExample("tidemark diff latest", "what has happened since the newest snapshot"),
                CommandExample("tidemark diff latest~1 latest --group billing -v", "every partition of one group"),
            ],
            exits: [
                CommandExits.exit(.done, "no difference"),
                CommandExits.exit(.failure, "there are differences, or another failure"),
                CommandExits.exit(.partial, "no difference, but not everything could be compared; it is named"),
                CommandExits.exit(.notFound, "no such snapshot, or no such store"), CommandExits.clusterChanged,
            ]
        ),
        supervision: { arguments in
            guard try isLive(arguments) else { return nil }
            return SupervisedWork(
                activity: "comparing groups with a snapshot",
                timeout: try arguments[ClusterOptions.lookingTimeout],
                writes: false
            )
        },
        run: run
    )

    private static func isLive(_ arguments: ParsedArguments) throws -> Bool {
        try (arguments[to] ?? live) == live
    }

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let selection = try SelectionOptions.selection(arguments)
        let rules = try SelectionRules(selection)
        let earlier = try SnapshotArgument.reference(try arguments[from], context)
        let later = try isLive(arguments) ? nil : SnapshotArgument.reference(try arguments[to] ?? live, context)
        let named = try ClusterOptions.configured(arguments, context.settings)?.cluster.name.value
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        let store = try await StoreOptions.openForReading(arguments, context)
        func choose(
            _ reference: SnapshotReference,
            of cluster: String?
        ) async throws -> (stored: StoredSnapshot, content: Snapshot) {
            let chosen = try await SnapshotChoice(store, for: selection).choose(reference, of: cluster)
            SnapshotArgument.remark(on: chosen, reference, context)
            let content = try await store.excerpt(chosen.stored) { rules.selects(group: $0) }
            return (chosen.stored, Snapshot(content))
        }
        let before: (stored: StoredSnapshot, content: Snapshot)
        let after: (stored: StoredSnapshot?, content: Snapshot)
        if let later {
            before = try await choose(earlier, of: named)
            after = try await choose(later, of: named)
        } else {
            let cluster = try LiveCluster(arguments, context)
            defer { cluster.progress.finish() }
            let id = try await cluster.connect(before: deadline)
            before = try await choose(earlier, of: id)
            if before.stored.cluster.id != id {
                let taken = Cell.cluster(before.stored.cluster)
                context.warn("snapshot \(before.stored.id) was taken of cluster \(taken), and this is cluster \(id)")
            }
            // Nothing else can be compared with it, and a cluster may have thousands of other groups.
            let wanted = selection.isOfEverything ? before.content.origin.selection : selection
            after = (nil, try await cluster.inspection.held(cluster.request(wanted), before: deadline))
        }
        let difference = try SnapshotDifference(from: before.content, to: after.content, selectedBy: rules)
        context.show(
            DifferenceReport(
                from: before.stored,
                to: after.stored,
                difference: difference,
                incomplete: [before.content.coverage, after.content.coverage].map { !$0.isComplete },
                isVerbose: arguments[OutputOptions.verbose]
            )
        )
        if !difference.changes.isEmpty { return .failure }
        return difference.isCertain ? .done : .partial
    }
}
