import Engine
import Offsets
import Store
import Syntax

/// `tidemark reset`: put groups to a position in their logs.
enum ResetCommand {
    static let command = Command(
        CommandSyntax(
            "reset",
            summary: "Put groups to a position in their logs, all groups in one transaction",
            discussion: [
                "Shows the plan, asks, and carries it out as `restore` does: in one transaction, journalled, read back, and "
                    + "undone by `tidemark undo`. The numbers are those of kafka-consumer-groups --reset-offsets; where that "
                    + "moves an offset silently that its log does not have, the plan says so.",
                "One option says where, and --topic or --all-topics which partitions. A topic named in full is "
                    + "reset in all its partitions, whether the group has offsets there or not, and a group named in "
                    + "full is created if it does not exist. A group with members stops the whole reset.",
            ],
            arguments: [ResetOptions.groups],
            options: ResetOptions.all + [
                RunOptions.all, ReasonOption.group, ClusterOptions.restoring, StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample(
                    "tidemark reset billing --topic orders --to-earliest",
                    "shows what would be read again, and asks"
                ),
                CommandExample(
                    "tidemark reset billing --all-topics --to-datetime 2026-11-21T03:00:00Z --yes",
                    "back to the night, without asking"
                ),
                CommandExample(
                    "tidemark reset billing --topic orders:0,1 --shift-by=-100 --dry-run",
                    "only shows two partitions 100 records further back"
                ),
                CommandExample(
                    "tidemark reset --all-groups --all-topics --to-current --export > offsets.csv",
                    "writes what every group holds, for Kafka's own tool"
                ),
                CommandExample("tidemark reset billing --from-file offsets.csv", "and puts it back"),
            ],
            exits: [
                CommandExits.exit(.done, "written and verified; or shown, exported, or declined, and nothing written"),
                CommandExits.exit(.damagedData, "a line of the file is wrong; nothing written"),
                CommandExits.exit(.notFound, "no such group, file or snapshot, or nothing of it is selected"),
            ]
        ),
        supervision: { arguments in
            try SupervisedWork.planned("resetting offsets", arguments)
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        // Before the store is opened and perhaps made: a mistake changes nothing.
        let way = try ResetOptions.way(arguments, now: .now())
        let selection = try ResetOptions.selection(arguments, for: way)
        let policy = try ResetOptions.policy(arguments, for: way)
        try refuseContradictions(arguments, way)
        switch way {
        case .position(let position, let words):
            let planned = try await PlannedRun(arguments, context, makesStore: true)
            return try await carryOut(
                ResetSource(
                    of: selection,
                    in: arguments[ResetOptions.allTopics] ? .held : .topics,
                    to: position,
                    words: words,
                    policy: policy,
                    clusterName: planned.clusterName
                ),
                planned,
                arguments
            )
        case .file(let path):
            let rules = try SelectionRules(selection)
            let isOfOne = rules.namesEveryGroup && rules.literalGroups.count == 1
            let (name, groups) = try ImportedFile.resets(path, ofGroup: isOfOne ? rules.literalGroups[0].name : nil)
            // What is wrong with the selection shows before a store is made, and the name of the cluster is known after.
            _ = try WrittenOffsetsSource(groups, in: name, selection: selection)
            let planned = try await PlannedRun(arguments, context, makesStore: true)
            let source = try WrittenOffsetsSource(
                groups,
                in: name,
                selection: selection,
                policy: policy,
                clusterName: planned.clusterName
            )
            return try await carryOut(source, planned, arguments)
        case .snapshot(let reference):
            let named = try NamedSnapshot(reference, context)
            let planned = try await PlannedRun(arguments, context, makesStore: named.isFile)
            let request = PlanRequest(
                selection: selection,
                policy: policy,
                allowsOtherCluster: arguments[PlanOptions.otherCluster],
                clusterName: planned.clusterName
            )
            let source = try await SourceSnapshot(
                named,
                request.selection,
                ofAnyCluster: request.allowsOtherCluster,
                planned,
                context
            )
            return try await carryOut(
                SnapshotSource(source.content, id: source.stored.id, file: source.file, request: request, for: .reset),
                planned,
                arguments
            )
        }
    }

    private static func carryOut(
        _ source: some OffsetSource,
        _ planned: PlannedRun,
        _ arguments: ParsedArguments
    ) async throws -> ExitCode {
        arguments[ResetOptions.export] ? try await planned.export(source) : try await planned.run(source)
    }

    private static func refuseContradictions(_ arguments: ParsedArguments, _ way: ResetOptions.Way) throws {
        if arguments[ResetOptions.export] {
            func refuse(_ other: some OptionKey) -> TidemarkError {
                TidemarkError(
                    .contradiction,
                    "--export and \(other.declaration.name) exclude each other",
                    hint: "--export writes the offsets of the plan to standard output, and nothing to the cluster."
                )
            }
            if arguments[PlanOptions.yes] { throw refuse(PlanOptions.yes) }
            if try arguments[PlanOptions.planOut] != nil { throw refuse(PlanOptions.planOut) }
            if arguments[OutputOptions.json] { throw refuse(OutputOptions.json) }
        }
        if case .snapshot = way { return }
        if arguments[PlanOptions.otherCluster] {
            throw TidemarkError(.contradiction, "--other-cluster is of use with --to-snapshot alone")
        }
    }
}
