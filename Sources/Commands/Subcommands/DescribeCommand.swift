import Cluster
import Engine
import Offsets
import Syntax

/// `tidemark describe`: the offsets and the lag of groups as they are now.
enum DescribeCommand {
    private static let groups = Argument<[String]>(
        repeated: .nonEmptyText("GROUP"),
        help: "a group's name, or a pattern as for --group of other commands"
    )

    static let command = Command(
        CommandSyntax(
            "describe",
            summary: "Show the offsets and the lag of groups as they are now",
            arguments: [groups],
            options: [SelectionOptions.topicsAlone, ClusterOptions.looking, StoreOptions.names, OutputOptions.plain],
            examples: [CommandExample("tidemark describe billing 'shop-*'", "one group by name, others by pattern")],
            exits: [
                CommandExits.done, CommandExits.exit(.partial, "something could not be read; it is named"),
                CommandExits.exit(.notFound, "no such group"), CommandExits.clusterChanged,
            ]
        ),
        supervision: { arguments in
            SupervisedWork(
                activity: "describing groups",
                timeout: try arguments[ClusterOptions.lookingTimeout],
                writes: false
            )
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        var selection = try SelectionOptions.topicSelection(arguments)
        selection.groups = try arguments[groups]
        let cluster = try LiveCluster(arguments, context)
        defer { cluster.progress.finish() }
        try await cluster.refuseAnother(before: deadline)
        let (snapshot, members) = try await cluster.inspection.describe(cluster.request(selection), before: deadline)
        cluster.progress.finish()
        context.warn(of: snapshot.coverage)
        context.show(DescribedGroups(snapshot: snapshot, members: members))
        return exitCode(snapshot.coverage)
    }

    /// No such group when that is all that is wrong.
    private static func exitCode(_ coverage: Coverage) -> ExitCode {
        guard !coverage.isComplete else { return .done }
        let isOnlyMissing =
            coverage.unreadableBrokers.isEmpty && coverage.unreadablePartitions.isEmpty
            && coverage.offlineOffsetsPartitions.isEmpty
            && coverage.visibility.isSufficient
            && coverage.failed.allSatisfy(\.isAbsence)
        return isOnlyMissing ? .notFound : .partial
    }
}

/// Groups as they are now.
private struct DescribedGroups: CommandResult {
    let snapshot: Snapshot
    /// How many members each group has; a group without an entry is not known.
    let members: [GroupID: Int]

    private var bounds: LogBoundsIndex { LogBoundsIndex(snapshot.topics) }

    func writeTable(to sink: OutputSink) {
        OffsetTable(groups: snapshot.groups, bounds: bounds, members: members).write(to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        let bounds = bounds
        json.member(
            "groups",
            array: snapshot.groups.lazy.map { group in
                DescribedGroupPayload(
                    group: GroupOffsetsPayload(group: group, bounds: bounds),
                    members: members[group.group]
                )
            }
        )
        json.member("coverage", CoveragePayload(snapshot.coverage))
    }
}
