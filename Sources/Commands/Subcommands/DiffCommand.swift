import Engine
import Kafka
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
        help: "what was: an id or the beginning of one, latest, latest~2, or @2026-11-21T03:00Z"
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
        let earlier = try SnapshotReference(try arguments[from])
        let later = try isLive(arguments) ? nil : SnapshotReference(try arguments[to] ?? live)
        let cluster = try ClusterOptions.configured(arguments, context.settings)?.cluster.name.value
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        let store = try await StoreOptions.openForReading(arguments, context)
        var (live, liveID): (LiveGroups?, String?)
        if later == nil {
            let groups = try LiveGroups(arguments, context)
            liveID = try await groups.connect(before: deadline)
            live = groups
        }
        func choose(_ reference: SnapshotReference) async throws -> (stored: StoredSnapshot, content: Snapshot) {
            let chosen = try await SnapshotChoice(store, for: selection).choose(reference, of: liveID ?? cluster)
            SnapshotArgument.remark(on: chosen, reference, context)
            let content = try await store.excerpt(chosen.stored) { rules.selects(group: $0) }
            return (chosen.stored, Snapshot(content))
        }
        let before = try await choose(earlier)
        let after: (stored: StoredSnapshot?, content: Snapshot)
        if let live, let liveID {
            if before.stored.cluster.id != liveID {
                let taken = Cell.cluster(before.stored.cluster)
                context.warn(
                    "snapshot \(before.stored.id) was taken of cluster \(taken), and this is cluster \(liveID)"
                )
            }
            // Nothing else can be compared with it, and a cluster may have thousands of other groups.
            let wanted = selection.isOfEverything ? before.content.origin.selection : selection
            after = (nil, try await live.read(wanted, before: deadline))
        } else if let later {
            let chosen = try await choose(later)
            after = (chosen.stored, chosen.content)
        } else {
            throw TidemarkError(.badSnapshotReference, "there is nothing to compare with")
        }
        let difference = try SnapshotDifference(from: before.content, to: after.content, selectedBy: rules)
        context.show(
            Comparison(
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

/// Reads the groups of a cluster as they are now.
private struct LiveGroups {
    let inspection: Inspection
    let progress: ProgressLine
    let bootstrapServers: String
    let names: ClusterNameCheck?
    let context: CommandContext

    init(_ arguments: ParsedArguments, _ context: CommandContext) throws {
        let chosen = try ClusterOptions.chosen(arguments, context, for: .looking)
        let progress = ProgressLine(context, arguments)
        inspection = Inspection(try context.connect(chosen.configuration), progress: progress.show)
        bootstrapServers = chosen.configuration.bootstrapServers
        names = try ClusterNameCheck(chosen, arguments, context)
        self.progress = progress
        self.context = context
    }

    func connect(before deadline: Deadline) async throws -> String {
        defer { progress.finish() }
        let id = try await inspection.connect(before: deadline)
        try names?.refuse(otherThanKnown: id, context)
        return id
    }

    func read(_ selection: Selection, before deadline: Deadline) async throws -> Snapshot {
        defer { progress.finish() }
        let request = CaptureRequest(bootstrapServers: bootstrapServers, selection: selection)
        return try await inspection.held(request, before: deadline)
    }
}

/// What is not as it was.
private struct Comparison: CommandResult {
    private static let groups = Table(
        .text("GROUP"),
        .number("BACK"),
        .number("MAX BACK"),
        .number("FORWARD"),
        .number("MAX FORWARD"),
        .number("ADDED"),
        .number("REMOVED"),
        .number("METADATA")
    )
    private static let partitions = Table(
        .text("GROUP"),
        .text("TOPIC"),
        .number("PARTITION"),
        .text("CHANGE"),
        .number("FROM"),
        .number("TO"),
        .number("BY")
    )
    /// So many groups that could not be compared are named; the document has all of them.
    private static let namedAtMost = 3

    let from: StoredSnapshot
    /// `nil` for the cluster as it is.
    let to: StoredSnapshot?
    let difference: SnapshotDifference
    /// Whether the one and the other lack something.
    let incomplete: [Bool]
    let isVerbose: Bool

    var remarks: [Message] {
        var remarks = [
            Message(.note, "from \(Self.words(from)) to \(to.map(Self.words) ?? "now")"), Message(.note, summary),
        ]
        if !difference.untold.isEmpty {
            let untold = difference.untold
            let more = untold.count - Self.namedAtMost
            let names = untold.prefix(Self.namedAtMost).map(\.name).joined(separator: ", ")
            remarks.append(
                Message(
                    .warning,
                    "\(Counted.text(untold.count, "group")) not compared, since one side cannot tell of "
                        + "\(untold.count == 1 ? "it" : "them"): \(names)\(more > 0 ? " and \(more) more" : "")"
                )
            )
        }
        if difference.untoldOffsets > 0 {
            let offsets = Counted.text(difference.untoldOffsets, "offset")
            remarks.append(Message(.warning, "\(offsets) not compared, since one side cannot tell of the topics"))
        }
        let sides = zip(incomplete, [from.id.text, to?.id.text ?? "the cluster as it is now"])
        for (isIncomplete, side) in sides where isIncomplete {
            remarks.append(Message(.warning, "\(side) could not be read completely"))
        }
        return remarks
    }

    private var summary: String {
        guard !difference.changes.isEmpty else {
            let groups = Counted.text(difference.groups, "group")
            return "no difference: \(groups) with \(Counted.text(difference.unchanged, "offset")) compared"
        }
        let counts = difference.counts
        let words = SnapshotDifference.Kind.allCases.compactMap { kind in
            counts[kind].map { "\($0) \(Self.words(kind))" }
        }
        return "\(difference.byGroup.count) of \(Counted.text(difference.groups, "group")) differ: "
            + words.joined(separator: ", ") + "; \(difference.unchanged) unchanged"
    }

    private static func words(_ kind: SnapshotDifference.Kind) -> String {
        kind == .metadata ? "with other metadata" : kind.rawValue
    }

    private static func words(_ stored: StoredSnapshot) -> String {
        "snapshot \(stored.id), taken \(Age.moment(stored.startedAt))"
    }

    func writeTable(to sink: OutputSink) {
        guard !difference.changes.isEmpty else { return }
        if isVerbose {
            Self.partitions.write(
                difference.changes.lazy.map { change in
                    [
                        Cell.text(change.group.name), Cell.text(change.topicPartition.topic),
                        Cell.number(change.topicPartition.partition), change.kind.rawValue,
                        Cell.number(change.from?.offset), Cell.number(change.to?.offset),
                        Cell.movement(change.movement),
                    ]
                },
                to: sink
            )
            return
        }
        Self.groups.write(
            difference.byGroup.map { group in
                [
                    Cell.text(group.group.name), Cell.number(group.counts[.rewound] ?? 0), Cell.number(group.back),
                    Cell.number(group.counts[.advanced] ?? 0), Cell.number(group.forward),
                    Cell.number(group.counts[.added] ?? 0), Cell.number(group.counts[.removed] ?? 0),
                    Cell.number(group.counts[.metadata] ?? 0),
                ]
            },
            to: sink
        )
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("from", SnapshotPayload(from))
        if let to { json.member("to", SnapshotPayload(to)) } else { json.member("to", "live") }
        json.member("changes", array: difference.changes.lazy.map(ChangePayload.init))
        let counts = difference.counts
        json.member(
            "summary",
            object: { json in
                json.member("groups", difference.groups)
                json.member("changedGroups", difference.byGroup.count)
                json.member("added", counts[.added] ?? 0)
                json.member("removed", counts[.removed] ?? 0)
                json.member("advanced", counts[.advanced] ?? 0)
                json.member("rewound", counts[.rewound] ?? 0)
                json.member("metadata", counts[.metadata] ?? 0)
                json.member("unchanged", difference.unchanged)
                json.member("offsetsNotCompared", difference.untoldOffsets)
            }
        )
        json.member("groupsNotCompared", array: difference.untold.lazy.map(\.name))
    }
}

/// The object `{"group", "topic", "partition", "change", "from", "to", "fromMetadata", "toMetadata"}`.
private struct ChangePayload: JSONPayload {
    let change: SnapshotDifference.Change

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("group", change.group.name)
            json.member("topic", change.topicPartition.topic)
            json.member("partition", change.topicPartition.partition)
            json.member("change", change.kind.rawValue)
            json.member("from", change.from?.offset)
            json.member("to", change.to?.offset)
            json.member("fromMetadata", change.from?.metadata.text)
            json.member("toMetadata", change.to?.metadata.text)
        }
    }
}
