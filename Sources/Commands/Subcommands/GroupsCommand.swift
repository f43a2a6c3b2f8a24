import Engine
import Offsets
import Syntax

/// `tidemark groups`: the groups of a cluster.
enum GroupsCommand {
    static let command = Command(
        CommandSyntax(
            "groups",
            summary: "List the consumer groups of a cluster",
            options: [SelectionOptions.groupsAlone, ClusterOptions.looking, OutputOptions.all],
            exits: [
                CommandExits.done,
                CommandExits.exit(.partial, "a broker did not list its groups, or a group's name cannot be told"),
                CommandExits.exit(.notFound, "no group fits the selection"),
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
        let cluster = try context.connect(try ClusterOptions.configuration(arguments))
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        let (groups, unreadableBrokers, failed) = try await Inspection(cluster, progress: progress.show).groups(
            Selection(
                groups: try arguments[SelectionOptions.group],
                excludedGroups: try arguments[SelectionOptions.excludedGroup]
            ),
            before: deadline
        )
        progress.finish()
        for broker in unreadableBrokers {
            context.warn("a broker did not list its groups, so some may be missing: \(broker)")
        }
        for failure in failed { context.warn("group \(failure.group.name) is missing: \(failure.reason)") }
        if arguments[OutputOptions.json] {
            JSONWriter.document(to: context.output) { json in
                json.member("groups", array: groups.lazy.map(InspectedGroupPayload.init))
                json.member("unreadableBrokers", array: unreadableBrokers)
                json.member("failed", array: failed.map(GroupFailurePayload.init))
            }
        } else {
            GroupTable.write(groups, to: context.output)
        }
        return unreadableBrokers.isEmpty && failed.isEmpty ? .done : .partial
    }
}
