import Engine
import Offsets
import Syntax

/// `tidemark groups`: the groups of a cluster.
enum GroupsCommand {
    private static let lag = Flag(
        "lag",
        help:
            "also how far each group is behind: reads its offsets and the ends of its logs; what sorts or chooses by lag "
            + "does so too"
    )

    static let command = Command(
        CommandSyntax(
            "groups",
            summary: "List the consumer groups of a cluster",
            options: [
                SelectionOptions.groupsAlone, GroupView.group(lag, Watch.option), ClusterOptions.looking,
                StoreOptions.names, OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark groups --state Empty", "groups without members"),
                CommandExample(
                    "tidemark groups --sort lag --min-lag 1000",
                    "those that are far behind, the worst first"
                ),
                CommandExample("tidemark groups --watch=10s --sort lag", "which of them catch up, and when"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(
                    .partial,
                    "not every broker, or not every partition of __consumer_offsets, listed its groups; groups may be hidden, a name is not known in full, or a lag is not known"
                ),
                CommandExits.exit(.notFound, "no group matches the selection"),
                CommandExits.clusterChanged,
            ]
        ),
        supervision: { try Watch.work("listing the groups", $0) },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let selection = Selection(
            groups: try arguments[SelectionOptions.group],
            excludedGroups: try arguments[SelectionOptions.excludedGroup]
        )
        let view = try GroupView(arguments)
        let watch = try Watch(arguments, context)
        let timeout = try arguments[ClusterOptions.lookingTimeout]
        let showsLag = arguments[lag] || view.leastLag != nil || view.order != .name || watch != nil
        let cluster = try LiveCluster(arguments, context)
        defer { cluster.progress.finish() }
        func look(_ before: ListedGroups?) async throws -> ListedGroups {
            defer { cluster.progress.finish() }
            let deadline = Deadline.after(timeout)
            if before == nil { try await cluster.refuseAnother(before: deadline) }
            let listed = try await cluster.inspection.groups(selection, in: view.states, before: deadline)
            let offsets = showsLag ? try await cluster.inspection.offsets(of: listed.groups, before: deadline) : nil
            return ListedGroups(
                found: GroupSights(listed, offsets, since: before?.found.positions, in: view),
                view: view,
                isWatched: watch != nil
            )
        }
        return try await Watch.show(watch, context, look)
    }
}

/// The groups of a cluster.
private struct ListedGroups: WatchedResult {
    let found: GroupSights
    let view: GroupView
    let isWatched: Bool
    private let moment = Timestamp.now()

    init(found: GroupSights, view: GroupView, isWatched: Bool) {
        self.found = found
        self.view = view
        self.isWatched = isWatched
    }

    var exitCode: ExitCode {
        found.listed.isWhole && found.offsets?.isWhole != false ? .done : .partial
    }

    var warnings: [Message] { found.listed.warnings + (found.offsets?.warnings ?? []) }

    var remarks: [Message] {
        found.groups.isEmpty ? [Message(.note, view.emptiness ?? "no groups")] : []
    }

    func writeTable(to sink: OutputSink) {
        GroupTable.write(found.groups, to: sink, showsRewindable: view.order == .rewind)
    }

    func writeDocument(to json: inout JSONWriter) {
        let showsLag = found.offsets != nil
        if isWatched { json.member("at", moment) }
        json.member(
            "groups",
            array: found.groups.lazy.map {
                ListedGroupPayload(group: $0, showsLag: showsLag, isWatched: isWatched)
            }
        )
        found.listed.writeCoverage(found.offsets, to: &json)
    }
}

extension InspectedGroups {
    /// What the list may lack.
    var warnings: [Message] {
        var warnings = unreadableBrokers.map {
            Message(.warning, "a broker did not list its groups, so some may be missing: \($0)")
        }
        warnings += failed.map { failure in
            let name = failure.group.name
            return Message(.warning, "group \(name) is missing: \(failure.reason)", about: [.group: name])
        }
        return warnings + offsetsPartitions.warnings + visibility.warnings
    }

    /// Writes the members of a document that say what the list may lack, and what could not be read of the groups.
    func writeCoverage(_ offsets: InspectedOffsets?, to json: inout JSONWriter) {
        json.member("unreadableBrokers", array: unreadableBrokers)
        json.member("offlineOffsetsPartitions", array: offsetsPartitions.unheard)
        json.member("offsetsPartitions", offsetsPartitions.count)
        json.member("visibility", VisibilityPayload(visibility))
        json.member("failed", array: (failed + (offsets?.failed ?? [])).map(GroupFailurePayload.init))
        guard let offsets else { return }
        json.member("unreadablePartitions", array: offsets.unreadablePartitions.map(PartitionFailurePayload.init))
    }
}

extension InspectedOffsets {
    /// What could not be read.
    var warnings: [Message] {
        Coverage(
            listed: groups.count,
            selected: groups.count,
            captured: groups.count,
            failed: failed,
            unreadablePartitions: unreadablePartitions,
            visibility: Visibility(.all),
            negativeOffsets: negative
        ).warnings
    }
}
