import Cluster
import Engine
import Offsets
import Syntax

/// `tidemark describe`: the offsets and the lag of groups as they are now.
enum DescribeCommand {
    private static let groups = Argument<[String]>(
        repeated: .nonEmptyText("GROUP", .name(.groupPattern)),
        help: "a group's name, or a pattern as for --group of other commands"
    )
    private static let time = Flag(
        "time",
        help: "also how old the record is at each offset, the next one to be read; asks the brokers some questions more"
    )
    private static let members = Flag(
        "members",
        help: "who is in the groups, a line for each member, in place of the offsets"
    )

    static let command = Command(
        CommandSyntax(
            "describe",
            summary: "Show the offsets and the lag of groups as they are now",
            discussion: [
                "Ages (--time) are found without reading records, to a second or a 64th; where times go back in a log, the "
                    + "youngest record up to the offset counts. REWINDABLE (--sort rewind) is how many records there are "
                    + "between the start of the log and the offset.",
                "RATE (--watch) is what a group has consumed since the look before, TO ZERO when it will have caught up if "
                    + "consumers and producers go on like this.",
            ],
            arguments: [groups],
            options: [
                SelectionOptions.topicsAlone, GroupView.group(time, members, Watch.option), ClusterOptions.looking,
                StoreOptions.names, OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark describe billing 'shop-*'", "one group by name, others by pattern"),
                CommandExample(
                    "tidemark describe '*' --sort lag --min-lag 1000",
                    "what is far behind, the worst first"
                ),
                CommandExample("tidemark describe billing --watch=10s", "whether it catches up, and when"),
            ],
            exits: [
                CommandExits.done, CommandExits.exit(.partial, "something could not be read; it is named"),
                CommandExits.exit(.notFound, "no such group"), CommandExits.clusterChanged,
            ]
        ),
        supervision: { try Watch.work("describing groups", $0) },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        var selection = try SelectionOptions.topicSelection(arguments)
        selection.groups = try arguments[groups]
        _ = try SelectionRules(selection, groupsFrom: SelectionOptions.groupArgument)
        let view = try GroupView(arguments)
        let watch = try Watch(arguments, context)
        let timeout = try arguments[ClusterOptions.lookingTimeout]
        let cluster = try LiveCluster(arguments, context)
        defer { cluster.progress.finish() }
        let request = cluster.request(selection)
        let detail = DescribeDetail(showsAges: arguments[time], isWatched: watch != nil)
        func look(_ before: Description?) async throws -> Description {
            defer { cluster.progress.finish() }
            let deadline = Deadline.after(timeout)
            if before == nil { try await cluster.refuseAnother(before: deadline) }
            let (snapshot, descriptions) = try await cluster.inspection.describe(request, before: deadline)
            var ages: RecordAges?
            if detail.showsAges {
                ages = await cluster.inspection.ages(
                    of: DescribedGroups.positions(of: snapshot),
                    before: deadline
                )
            }
            return Description(
                found: DescribedGroups(
                    snapshot,
                    descriptions,
                    ages: ages,
                    since: before?.found.positions,
                    in: view
                ),
                view: view,
                showsMembers: arguments[members],
                detail: detail
            )
        }
        return try await Watch.show(watch, context, look)
    }
}

/// Groups as they are now.
private struct Description: WatchedResult {
    let found: DescribedGroups
    let view: GroupView
    let showsMembers: Bool
    let detail: DescribeDetail
    private let moment = Timestamp.now()

    init(found: DescribedGroups, view: GroupView, showsMembers: Bool, detail: DescribeDetail) {
        self.found = found
        self.view = view
        self.showsMembers = showsMembers
        self.detail = detail
    }

    var warnings: [Message] {
        var warnings = found.snapshot.coverage.warnings
        if found.unknownAges > 0 {
            let offsets = Counted.text(found.unknownAges, "offset")
            warnings.append(Message(.warning, "how old the records are is not known of \(offsets)"))
        }
        return warnings
    }

    var remarks: [Message] {
        guard found.groups.isEmpty, !found.snapshot.groups.isEmpty, let emptiness = view.emptiness else { return [] }
        return [Message(.note, emptiness)]
    }

    /// No such group when that is all that is wrong.
    var exitCode: ExitCode {
        let coverage = found.snapshot.coverage
        guard !coverage.isComplete else { return found.unknownAges > 0 ? .partial : .done }
        let isOnlyMissing =
            coverage.unreadableBrokers.isEmpty && coverage.unreadablePartitions.isEmpty
            && coverage.offlineOffsetsPartitions.isEmpty
            && coverage.visibility.isSufficient
            && coverage.failed.allSatisfy(\.isAbsence)
        return isOnlyMissing ? .notFound : .partial
    }

    func writeTable(to sink: OutputSink) {
        let table = DescribeTable(groups: found.groups)
        if showsMembers {
            table.writeMembers(to: sink)
        } else {
            table.write(to: sink, showsRewindable: view.order == .rewind)
        }
    }

    func writeDocument(to json: inout JSONWriter) {
        let bounds = LogBoundsIndex(found.snapshot.topics)
        if detail.isWatched { json.member("at", moment) }
        json.member(
            "groups",
            array: found.groups.lazy.map { DescribedGroupPayload(group: $0, bounds: bounds, detail: detail) }
        )
        json.member("coverage", CoveragePayload(found.snapshot.coverage))
    }
}
