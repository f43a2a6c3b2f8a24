import Offsets
import Settings
import Store
import Syntax

/// `tidemark diff`: what groups hold otherwise in one snapshot than in another, or than they do now.
enum DiffCommand {
    /// What stands for the cluster as it is.
    private static let live = "live"

    private static let from = Argument<String>(
        .nonEmptyText("SNAPSHOT", SnapshotArgument.kind),
        help: "what was: \(SnapshotArgument.forms)"
    )
    private static let to = Argument<String?>(
        optional: .nonEmptyText("OTHER", .name(.snapshot, orWords: [live: "the cluster as it is now"])),
        help: "what is: another snapshot, or \(live) for the cluster as it is now (default: \(live))"
    )

    static let command = Command(
        CommandSyntax(
            "diff",
            summary: "Show how groups differ from a snapshot",
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
        let earlier = try NamedSnapshot(try arguments[from], context)
        let later = try isLive(arguments) ? nil : NamedSnapshot(try arguments[to] ?? live, context)
        let cluster = try ClusterOptions.configured(arguments, context.settings)?.cluster.name.value
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        var store: SnapshotStore?
        func opened() async throws -> SnapshotStore {
            if let store { return store }
            let opened = try await StoreOptions.openForChoosing(arguments, context)
            store = opened
            return opened
        }
        // Before a cluster is asked; files alone need none.
        if !earlier.isFile || later.map({ !$0.isFile }) ?? false { _ = try await opened() }
        let live = try await later == nil ? LiveGroups(arguments, context, before: deadline) : nil
        func side(_ named: NamedSnapshot) async throws -> SnapshotComparison.Side {
            switch named {
            case .file(let read): return (read.stored, Snapshot(read.excerpt(of: rules.wantedGroups)))
            case .stored(let reference):
                let store = try await opened()
                let chosen = try await SnapshotChoice(store, for: selection)
                    .choose(reference, of: live?.clusterID ?? cluster)
                SnapshotArgument.remark(on: chosen, reference, context)
                let content = try await store.excerpt(chosen.stored, of: rules.wantedGroups)
                return (chosen.stored, Snapshot(content))
            }
        }
        let comparison = SnapshotComparison(selection, rules, isVerbose: arguments[OutputOptions.verbose], context)
        let report: DifferenceReport
        let before = try await side(earlier)
        if let live {
            report = try await comparison.report(from: before, to: live, before: deadline)
        } else if let later {
            report = try comparison.report(from: before, to: try await side(later))
        } else {
            throw TidemarkError(.badSnapshotReference, "there is nothing to compare with")
        }
        context.show(report)
        return report.exitCode
    }
}
