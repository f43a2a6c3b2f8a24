import Cluster
import Engine
import Kafka
import Offsets
import Store
import Syntax

/// `tidemark copy` and `tidemark rename`: the offsets of a group under another name.
enum CopyCommands {
    private static let noSuchGroup = CommandExits.exit(.notFound, "no such group, or it has no offset of the selection")

    static let copy = Command(
        CommandSyntax(
            "copy",
            summary: "Copy the offsets of groups to other groups",
            discussion: [
                "Shows the plan, asks, and carries it out as `restore` does: in one transaction, journalled, read back. The "
                    + "source may be in use; what an open transaction holds back is waited for. A target with members stops "
                    + "it all, and so does one that holds offsets already, unless --merge or --mode exact is given.",
                "Offsets of another cluster, of a snapshot of one, or of another topic mean other records, so "
                    + "--translate is required. timestamp finds the record at each offset by its time and what it "
                    + "holds, and says how exact that is and how many records are delivered again at most; offset "
                    + "takes the offsets as they are, for logs that are known to be the same. Without new names, "
                    + "groups of another cluster keep theirs.",
            ],
            arguments: [CopyOptions.source, CopyOptions.target],
            options: [
                SelectionOptions.all,
                OptionGroup(
                    "Names",
                    MappingOptions.map,
                    MappingOptions.mapFile,
                    MappingOptions.rename,
                    MappingOptions.topicMap,
                    MappingOptions.topicRename
                ),
                OptionGroup(
                    "Source",
                    CopyOptions.snapshot,
                    SourceClusterOptions.cluster,
                    SourceClusterOptions.bootstrapServer,
                    SourceClusterOptions.commandConfig,
                    SourceClusterOptions.translate
                ),
                OptionGroup(
                    "Policy",
                    CopyOptions.merge,
                    CopyOptions.mode,
                    CopyOptions.verifyLag,
                    PolicyOptions.onOutOfRange,
                    PolicyOptions.onMissing,
                    PolicyOptions.onActive
                ),
                PlanOptions.consent,
                RunOptions.all, ReasonOption.group, ClusterOptions.restoring, StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark copy billing billing-test", "shows what would be written, and asks"),
                CommandExample(
                    "tidemark copy blue green --verify-lag 100 --yes",
                    "unless green would begin more than 100 records behind"
                ),
                CommandExample(
                    "tidemark copy --group 'prod-*' --rename 's/^prod-/staging-/' --dry-run",
                    "what every group would be under another name"
                ),
                CommandExample("tidemark copy billing billing-monday --snapshot @monday", "as a snapshot has it"),
                CommandExample(
                    "tidemark copy --group 'prod-*' --from-cluster old --translate offset --yes",
                    "from a cluster whose logs this one mirrors"
                ),
                CommandExample(
                    "tidemark copy --group 'prod-*' --from-cluster old --translate timestamp",
                    "from a cluster whose records are here under other offsets"
                ),
            ],
            exits: [noSuchGroup]
        ),
        supervision: { arguments in try SupervisedWork.planned("copying offsets", arguments) },
        run: runCopy
    )

    static let rename = Command(
        CommandSyntax(
            "rename",
            summary: "Move the offsets of groups to other names, and remove the old groups",
            discussion: [
                "One run: the offsets are written under the new names in one transaction and read back there; then the old "
                    + "groups are removed. If it is killed in between, `recover` continues it. An old group that "
                    + "has members or other offsets by then is kept, and named (3). `undo` brings the old groups "
                    + "back and removes the new ones.",
                "Nobody may be using either group. A group is renamed as a whole: topics and partitions cannot be chosen. Both "
                    + "names are on the same cluster, so there are no offsets to translate. To move a group to another cluster, "
                    + "use `copy --from-cluster NAME --translate timestamp` there, and `delete` here once its consumers have moved.",
            ],
            arguments: [CopyOptions.source, CopyOptions.target],
            options: [
                SelectionOptions.groupsAlone, CopyOptions.groupNames,
                OptionGroup(
                    "Policy",
                    CopyOptions.keepSource,
                    CopyOptions.merge,
                    CopyOptions.mode,
                    CopyOptions.verifyLag,
                    PolicyOptions.onOutOfRange,
                    PolicyOptions.onActive
                ),
                PlanOptions.consent,
                RunOptions.all, ReasonOption.group, ClusterOptions.restoring, StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark rename billing invoices", "shows what would be written and removed, and asks"),
                CommandExample("tidemark rename --rename 's/^prod-/live-/' --yes", "every group that begins so"),
                CommandExample("tidemark rename billing invoices --keep-source --yes", "copies, and leaves billing"),
            ],
            exits: [noSuchGroup]
        ),
        supervision: { arguments in try SupervisedWork.planned("renaming groups", arguments) },
        run: runRename
    )

    private static func runCopy(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let sources = try SourceClusterOptions.chosen(arguments, context)
        let snapshotName = try arguments[CopyOptions.snapshot]
        let translation = try arguments[SourceClusterOptions.translate]
        if snapshotName != nil, sources != nil, translation != .timestamp {
            throw TidemarkError(
                .contradiction,
                "--snapshot and another cluster exclude each other",
                hint:
                    "The groups come from the one or from the other; with --translate timestamp the records come from the cluster."
            )
        }
        if translation == .timestamp, try arguments[PolicyOptions.onOutOfRange] == .asIs {
            throw TidemarkError(
                .contradiction,
                "--translate timestamp writes offsets that the logs have, so there is nothing for --on-out-of-range as-is",
                hint: "Use clamp or skip."
            )
        }
        if sources != nil, translation == nil {
            throw TidemarkError(
                .contradiction,
                "offsets of another cluster mean other records, unless its logs are known to be the same",
                hint:
                    "--translate timestamp finds the records by their times; --translate offset takes the offsets as they are."
            )
        }
        let named = try snapshotName.map { try NamedSnapshot($0, context) }
        var request = CopyRequest(
            selection: try SelectionOptions.selection(arguments),
            mapping: try CopyOptions.mapping(arguments, isNeeded: sources == nil),
            policy: PlanPolicy(
                onOutOfRange: try arguments[PolicyOptions.onOutOfRange],
                onMissing: try arguments[PolicyOptions.onMissing],
                mode: try arguments[CopyOptions.mode] ?? .merge,
                onActive: try arguments[PolicyOptions.onActive]
            ),
            copyPolicy: try CopyOptions.copyPolicy(arguments),
            translation: translation
        )
        _ = try SelectionRules(request.selection)
        let planned = try await PlannedRun(arguments, context, makesStore: named?.isFile ?? true)
        request.clusterName = planned.clusterName
        let other = try sources.map { try context.connect($0.configuration) }
        if let named {
            let source = try await SourceSnapshot(
                named,
                request.selection,
                ofAnyCluster: translation != nil,
                planned,
                context
            )
            request.origin = .snapshot(source.content, source.stored.id, file: source.file, cluster: other)
        } else if let sources, let other {
            request.origin = .otherCluster(other, name: sources.name)
        }
        return try await planned.run(CopySource(request))
    }

    private static func runRename(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let policy = PlanPolicy(
            onOutOfRange: try arguments[PolicyOptions.onOutOfRange],
            mode: try arguments[CopyOptions.mode] ?? .merge,
            onActive: try arguments[PolicyOptions.onActive]
        )
        let keepsSource = arguments[CopyOptions.keepSource]
        // What is left out under the new name would be gone altogether.
        if policy.onOutOfRange == .skip, !keepsSource {
            throw TidemarkError(
                .contradiction,
                "a rename cannot leave offsets out: the old group is removed as a whole",
                hint: "Use --on-out-of-range clamp, or --keep-source."
            )
        }
        if policy.onActive == .skip, !keepsSource {
            throw TidemarkError(
                .contradiction,
                "a rename cannot leave groups out: an old group is removed once its new name holds its offsets",
                hint:
                    "Wait for their members with --wait-empty, leave them out with --exclude-group, or use --keep-source."
            )
        }
        var request = CopyRequest(
            keepsSource ? .copy : .rename,
            selection: Selection(
                groups: try arguments[SelectionOptions.group],
                excludedGroups: try arguments[SelectionOptions.excludedGroup]
            ),
            mapping: try CopyOptions.mapping(arguments, isNeeded: true),
            policy: policy,
            copyPolicy: try CopyOptions.copyPolicy(arguments)
        )
        _ = try SelectionRules(request.selection)
        let planned = try await PlannedRun(arguments, context, makesStore: true)
        request.clusterName = planned.clusterName
        return try await planned.run(CopySource(request))
    }
}
