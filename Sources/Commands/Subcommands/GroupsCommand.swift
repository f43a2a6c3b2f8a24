import Engine
import Offsets
import Syntax

/// `tidemark groups`: the groups of a cluster.
enum GroupsCommand {
    static let command = Command(
        CommandSyntax(
            "groups",
            summary: "List the consumer groups of a cluster",
            options: [SelectionOptions.groupsAlone, ClusterOptions.looking, StoreOptions.names, OutputOptions.plain],
            exits: [
                CommandExits.done,
                CommandExits.exit(
                    .partial,
                    "not every broker, or not every partition of __consumer_offsets, listed its groups; groups may be hidden, or a name is not known in full"
                ),
                CommandExits.exit(.notFound, "no group matches the selection"),
                CommandExits.clusterChanged,
            ]
        ),
        supervision: { arguments in
            SupervisedWork(
                activity: "listing the groups",
                timeout: try arguments[ClusterOptions.lookingTimeout],
                writes: false
            )
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        let cluster = try LiveCluster(arguments, context)
        defer { cluster.progress.finish() }
        try await cluster.refuseAnother(before: deadline)
        let found = try await cluster.inspection.groups(
            Selection(
                groups: try arguments[SelectionOptions.group],
                excludedGroups: try arguments[SelectionOptions.excludedGroup]
            ),
            before: deadline
        )
        cluster.progress.finish()
        for broker in found.unreadableBrokers {
            context.warn("a broker did not list its groups, so some may be missing: \(broker)")
        }
        for failure in found.failed {
            let name = failure.group.name
            context.warn("group \(name) is missing: \(failure.reason)", about: [.group: name])
        }
        context.warn(of: found.offsetsPartitions)
        context.warn(of: found.visibility)
        context.show(found)
        return found.isWhole ? .done : .partial
    }
}

extension InspectedGroups: CommandResult {
    var remarks: [Message] { groups.isEmpty ? [Message(.note, "no groups")] : [] }

    func writeTable(to sink: OutputSink) {
        GroupTable.write(groups, to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("groups", array: groups.lazy.map(InspectedGroupPayload.init))
        json.member("unreadableBrokers", array: unreadableBrokers)
        json.member("offlineOffsetsPartitions", array: offsetsPartitions.unheard)
        json.member("offsetsPartitions", offsetsPartitions.count)
        json.member("visibility", VisibilityPayload(visibility))
        json.member("failed", array: failed.map(GroupFailurePayload.init))
    }
}
