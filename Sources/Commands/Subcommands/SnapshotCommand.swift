import Cluster
import Engine
import Kafka
import Offsets
import Store
import Synchronization
import Syntax

/// `tidemark snapshot`: capture a cluster's committed offsets.
enum SnapshotCommand {
    static let name = "snapshot"
    static let tag = Option<[String]>(repeated: "tag", .nonEmptyText("TEXT"), help: "a label")
    private static let note = Option<String?>("note", .nonEmptyText("TEXT"), help: "a comment stored in the snapshot")
    static let job = Option<String?>(
        "job",
        .nonEmptyText("NAME", .name(.job)),
        help:
            "take what [job.NAME] of the configuration file says; each snapshot is compared with the job's previous one"
    )
    static let suspiciousBelow = Option<Int>(
        "suspicious-below",
        .percentage,
        default: Suspicion.usualPercentage,
        defaultText: "\(Suspicion.usualPercentage)%",
        help: "the snapshot is suspicious with less of the groups or offsets of the job's last complete one"
    )
    static let acceptsLimitedView = Flag(
        "accept-limited-view",
        help: "the user is meant to see a part of the cluster only: what it sees is complete"
    )

    /// How long the journal may be in use when it is asked about a restore; a restore that has to wait for its disk must not
    /// hold up a snapshot, which then takes that restore for one that is still going on.
    private static let journalPatience: Duration = .milliseconds(250)

    static let command = Command(
        CommandSyntax(
            name,
            summary: "Capture the committed offsets of all or some groups into a new snapshot",
            discussion: [
                "Prints the id of the snapshot. A group that cannot be read is named in the snapshot and here, and "
                    + "makes the exit code 3; the snapshot is kept.",
                "Kafka leaves out what the user may not see, without an error. So this checks whether "
                    + "everything can be seen; if not, the exit code is 3 as well, unless --accept-limited-view says "
                    + "that it is intended.",
                "With --job, the cluster, the selection, tags, deadline and limits of that job hold, unless an option says "
                    + "otherwise. Where the configuration file has no jobs, its name is a label.",
            ],
            options: [
                SelectionOptions.all, OptionGroup("Snapshot", tag, note, job, suspiciousBelow, acceptsLimitedView),
                ClusterOptions.looking, StoreOptions.writing, OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark snapshot --bootstrap-server kafka-1:9092", "captures everything"),
                CommandExample("tidemark snapshot --group 'billing-*' --tag before-deploy", "some groups, labelled"),
                CommandExample("tidemark snapshot --job nightly", "as the configuration file describes it"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.partial, "kept, but something could not be read or the snapshot looks wrong"),
                CommandExits.exit(.notFound, "no group matches the selection"),
                CommandExits.exit(.cannotCreate, "the store cannot be created"),
                CommandExits.clusterChanged,
            ]
        ),
        supervision: { arguments in
            SupervisedWork(
                activity: "taking a snapshot",
                timeout: try arguments[ClusterOptions.lookingTimeout] + (try arguments[StoreOptions.wait] ?? .zero),
                writes: false
            )
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let context = context.about(.job, try arguments[job])
        let chosen = try ClusterOptions.chosen(arguments, context, for: .looking)
        let request = CaptureRequest(
            clusterName: chosen.name,
            bootstrapServers: chosen.configuration.bootstrapServers,
            selection: try SelectionOptions.selection(arguments),
            acceptsLimitedView: arguments[acceptsLimitedView],
            job: try arguments[job],
            tags: try arguments[tag],
            note: try arguments[note]
        )
        // Before the store is opened and perhaps created: a mistake changes nothing.
        _ = try SelectionRules(request.selection)
        let key = try SnapshotKeys.signingKey(context)
        let cluster = try context.connect(chosen.configuration)
        // First of all, so that nothing is written, not even an empty store, where no broker answers.
        let id = try await Inspection(cluster).connect(before: .after(try arguments[ClusterOptions.lookingTimeout]))
        let names = try ClusterNameCheck(chosen, arguments, context)
        try names?.refuse(otherThanKnown: id)
        let store = try await StoreOptions.openForWriting(arguments, context)
        try names?.settle(on: id, context)
        let noticed = await store.notices.count
        // Those that are saved during the capture may have begun later, with every clock right.
        let before = await store.list()
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        // Read once: its groups are asked for, and what it was about is compared with.
        let previous = Mutex<PreviousSnapshot?>(nil)
        let journal = try StoreOptions.journal(of: store, patience: journalPatience, arguments)
        let capture = Capture(
            cluster,
            remembered: { clusterID in
                let found = await store.previous(clusterID: clusterID, job: request.job)
                previous.withLock { $0 = found }
                return found?.expected ?? []
            },
            isOver: { await isOver($0, in: journal) },
            progress: progress.show
        )
        var captured = try await capture.run(request, before: deadline)
        if let names = previous.withLock({ $0?.names }) {
            captured = try await capture.compare(captured, with: names, before: deadline)
        }
        let (snapshot, stored) = try await store.append(
            captured,
            suspiciousBelow: try arguments[suspiciousBelow],
            signedBy: key
        )
        progress.finish()
        let earlier = before.filter { !$0.isImported && $0.cluster.id == stored.cluster.id }
        if let ahead = earlier.max(by: { $0.startedAt < $1.startedAt }), stored.startedAt < ahead.startedAt {
            await warn(of: ahead, stored, store, context)
        }
        for notice in await store.notices.dropFirst(noticed) { context.warn(notice) }
        tell(stored, snapshot, context)
        context.show(TakenSnapshot(stored: stored, coverage: snapshot.coverage))
        return snapshot.state == .complete ? .done : .partial
    }

    /// Says that a clock was set back: by their times, the new snapshot is not the newest one.
    private static func warn(
        of ahead: StoredSnapshot,
        _ stored: StoredSnapshot,
        _ store: SnapshotStore,
        _ context: CommandContext
    ) async {
        let latest = await store.list().last { !$0.isImported && $0.cluster.id == stored.cluster.id }
        let meaning =
            latest == stored
            ? "'latest' means the new one, which follows it"
            : "'latest' means \(latest?.id.text ?? ahead.id.text), which is of another job; name the new one by its id"
        context.warn(
            "the clock of this machine was set back, or was ahead before: snapshot \(ahead.id) is dated later than the new "
                + "one, \(stored.id); \(meaning)",
            about: [.snapshot: stored.id.text]
        )
    }

    /// Whether the journal of the store has brought a run to its end.
    private static func isOver(_ run: String, in journal: Journal) async -> Bool {
        let id = RunID(text: run)
        return (try? await journal.states(of: [id]))?[id]?.isTerminal ?? false
    }

    /// Says what the snapshot lacks, why it looks wrong, and what it amounts to.
    private static func tell(_ stored: StoredSnapshot, _ snapshot: Snapshot, _ context: CommandContext) {
        context.warn(of: snapshot.coverage)
        let view = snapshot.coverage.visibility
        if view.state == .limited, !view.isAccepted {
            context.note(
                "the README has the rights that are needed; where the user is not meant to see everything, add "
                    + "--accept-limited-view"
            )
        }
        if let suspicion = snapshot.origin.suspicion {
            context.warn("the snapshot is suspicious: \(suspicion)", about: [.snapshot: stored.id.text])
        }
        let kind = stored.selection.isOfEverything ? "group" : "selected group"
        context.note(
            "captured \(stored.groups) of \(Counted.text(snapshot.coverage.selected, kind)), "
                + "\(Counted.text(stored.offsets, "offset")), \(Cell.bytes(stored.bytes)): \(stored.file)",
            about: [.snapshot: stored.id.text, .file: stored.file]
        )
    }
}

/// The snapshot that was taken; the table is its id, for scripts.
private struct TakenSnapshot: CommandResult {
    let stored: StoredSnapshot
    let coverage: Coverage

    func writeTable(to sink: OutputSink) {
        sink.writeLine(stored.id.text)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("snapshot", SnapshotPayload(stored))
        json.member("coverage", CoveragePayload(coverage))
    }
}
