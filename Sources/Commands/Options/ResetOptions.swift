import Offsets
import Syntax

/// Where a reset puts groups, and which of their partitions.
enum ResetOptions {
    /// One of the ways to say where.
    enum Way {
        case position(ResetPosition, words: String)
        case file(String)
        case snapshot(String)
    }

    static let groups = Argument<[String]>(
        repeated: .nonEmptyText("GROUP", .name(.groupPattern)),
        isRequired: false,
        help: "a group's name, or a pattern as for --group of other commands"
    )
    static let allGroups = Flag("all-groups", help: "every group of the cluster, instead of GROUP")
    static let allTopics = Flag("all-topics", help: "every partition that the group has an offset of")
    private static let topic = Option<[String]>(
        repeated: "topic",
        .nonEmptyText("TOPIC", .name(.topicPattern)),
        help:
            "this topic, or with TOPIC:0,1,2 these partitions of it, whether the group has offsets there or "
            + "not; of a pattern, the topics that the group has offsets of"
    )

    private static let toEarliest = Flag("to-earliest", help: "the first record that is still in the log")
    private static let toLatest = Flag("to-latest", help: "the end of the log: only what comes from now on")
    private static let toCurrent = Flag(
        "to-current",
        help: "what the group holds; the end of the log where it holds nothing"
    )
    private static let toOffset = Option<Int64?>("to-offset", .offset, help: "this offset in every partition")
    private static let shiftBy = Option<Int64?>(
        "shift-by",
        .distance,
        help: "so many records on from what the group holds; with a minus back"
    )
    private static let toDatetime = Option<Timestamp?>(
        "to-datetime",
        .moment,
        help: "the first record at or after a time by the time in the records: RFC 3339 with a zone"
    )
    private static let byDuration = Option<Duration?>(
        "by-duration",
        .age,
        help: "the same for so long ago: 2h30m, or ISO 8601 such as P1DT2H"
    )
    private static let fromFile = Option<String?>(
        "from-file",
        .nonEmptyText("FILE", .file),
        help:
            "the offsets in a file of group,topic,partition,offset, as Kafka's own tool and --export write it, or in a csv "
            + "of tidemark export; - for standard input"
    )
    private static let toSnapshot = Option<String?>(
        "to-snapshot",
        .nonEmptyText("SNAPSHOT", SnapshotArgument.kind),
        help: "what the groups held in a snapshot, as `tidemark restore` puts it back"
    )
    /// What is unlike other commands: Kafka's own tool writes the nearest offset.
    private static let onOutOfRange = Option<OutOfRangePolicy?>(
        "on-out-of-range",
        .choice,
        defaultText: "clamp; fail with --to-snapshot",
        help: "for an offset outside its log: write the nearest offset and say so, stop, or leave it out"
    )
    static let export = Flag(
        "export",
        help:
            "write the offsets of the plan to standard output as group,topic,partition,offset, and nothing to the cluster"
    )

    static let all = [
        OptionGroup(
            "Groups and topics",
            allGroups,
            SelectionOptions.excludedGroup,
            topic,
            allTopics,
            SelectionOptions.excludedTopic,
            SelectionOptions.partition
        ),
        OptionGroup(
            "Position",
            toEarliest,
            toLatest,
            toCurrent,
            toOffset,
            shiftBy,
            toDatetime,
            byDuration,
            fromFile,
            toSnapshot
        ),
        OptionGroup("Policy", onOutOfRange, PolicyOptions.onMissing, PolicyOptions.onActive),
        OptionGroup(
            "Target",
            export,
            PlanOptions.otherCluster,
            PlanOptions.planOut,
            PlanOptions.yes,
            PlanOptions.dryRun,
            exits: [CommandExits.planFile]
        ),
    ]

    /// Where, by the one option that says so.
    ///
    /// - Throws: exit 64 when none or several do.
    static func way(_ arguments: ParsedArguments, now: Timestamp) throws -> Way {
        var ways: [(name: String, way: Way)] = []
        func add(_ key: some OptionKey, _ way: Way?) {
            if let way { ways.append(("\(key.declaration.name)", way)) }
        }
        for (flag, position) in [(toEarliest, .earliest), (toLatest, .latest), (toCurrent, .current)]
            as [(Flag, ResetPosition)] where arguments[flag]
        {
            add(flag, .position(position, words: flag.declaration.name.long ?? ""))
        }
        add(toOffset, try arguments[toOffset].map { .position(.offset($0), words: "to-offset \($0)") })
        add(shiftBy, try arguments[shiftBy].map { .position(.shift($0), words: "shift-by \($0)") })
        add(toDatetime, try arguments[toDatetime].map { .position(.time($0), words: "to-datetime \($0)") })
        add(
            byDuration,
            try arguments[byDuration].map { duration in
                let moment = now.advanced(by: .zero - duration)
                return .position(.time(moment), words: "by-duration \(DurationText.text(duration)), since \(moment)")
            }
        )
        add(fromFile, try arguments[fromFile].map { .file($0) })
        add(toSnapshot, try arguments[toSnapshot].map { .snapshot($0) })
        guard let only = ways.first else {
            throw TidemarkError(
                .missingArgument,
                "nothing says where the groups are to go",
                hint: "Add one of --to-earliest, --to-latest, --to-current, --to-offset, --shift-by, --to-datetime, "
                    + "--by-duration, --from-file and --to-snapshot."
            )
        }
        guard ways.count == 1 else {
            let names = ways.map(\.name).joined(separator: " and ")
            throw TidemarkError(
                .contradiction,
                "\(names) each say where the groups are to go",
                hint: "Use one of them."
            )
        }
        return only.way
    }

    /// What is allowed in unusual cases.
    static func policy(_ arguments: ParsedArguments, for way: Way) throws -> PlanPolicy {
        var usual = OutOfRangePolicy.clamp
        // Of a snapshot it is known which logs it was taken against, and an offset of another log is no position in this one.
        if case .snapshot = way { usual = .fail }
        return PlanPolicy(
            onOutOfRange: try arguments[onOutOfRange] ?? usual,
            onMissing: try arguments[PolicyOptions.onMissing],
            onActive: try arguments[PolicyOptions.onActive]
        )
    }

    /// Which groups, topics and partitions.
    ///
    /// - Throws: exit 64 when nothing says which groups or topics, when that is said twice, and for a topic or partition that
    ///   no cluster can have.
    static func selection(_ arguments: ParsedArguments, for way: Way) throws -> Selection {
        let selection = Selection(
            groups: try arguments[groups],
            excludedGroups: try arguments[SelectionOptions.excludedGroup],
            topics: try arguments[topic],
            excludedTopics: try arguments[SelectionOptions.excludedTopic],
            partitions: try arguments[SelectionOptions.partition]
        )
        switch (selection.groups.isEmpty, arguments[allGroups]) {
        case (true, false):
            throw TidemarkError(
                .missingArgument,
                "nothing says which groups are to be reset",
                hint: "Name them, or add --all-groups."
            )
        case (false, true):
            throw TidemarkError(.contradiction, "--all-groups and the name of a group exclude each other")
        default: break
        }
        if arguments[allTopics], !selection.topics.isEmpty {
            throw TidemarkError(.contradiction, "--all-topics and --topic exclude each other")
        }
        if case .position = way, selection.topics.isEmpty, !arguments[allTopics] {
            throw TidemarkError(
                .missingArgument,
                "nothing says which topics are to be reset",
                hint: "Add --topic TOPIC, or --all-topics for those that a group has offsets of."
            )
        }
        let rules = try SelectionRules(selection, groupsFrom: SelectionOptions.groupArgument)
        if let name = rules.literalTopics.first(where: { !TopicName.isLegal($0) }) {
            throw TidemarkError(
                .invalidValue,
                "--topic '\(name.prefix(longestShown))': no topic can have such a name",
                hint: "A topic's name has up to \(TopicName.longest) letters, digits, dots, underscores and dashes."
            )
        }
        if let group = rules.literalGroups.first(where: { $0.name.utf8.count > longestGroup }) {
            throw TidemarkError(
                .invalidValue,
                "GROUP '\(group.name.prefix(longestShown))…': the name has \(group.name.utf8.count) bytes, and no group's "
                    + "has more than \(longestGroup)"
            )
        }
        return selection
    }

    /// Kafka's protocol has no longer name of a group.
    private static let longestGroup = 32_767
    /// So much of a name is shown that cannot be one.
    private static let longestShown = 100
}
