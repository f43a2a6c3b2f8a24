import Engine
import Kafka
import Offsets
import Store
import Syntax

/// `tidemark snapshot`: capture a cluster's committed offsets.
enum SnapshotCommand {
    private static let tag = Option<[String]>(repeated: "tag", .nonEmptyText("TEXT"), help: "a label")
    private static let note = Option<String?>("note", .nonEmptyText("TEXT"), help: "a free text, kept in the snapshot")
    private static let job = Option<String?>(
        "job",
        .nonEmptyText("NAME"),
        help: "the job that orders the capture; snapshots of one job form a chain"
    )

    static let command = Command(
        CommandSyntax(
            "snapshot",
            summary: "Capture the committed offsets of all or some groups into a new snapshot",
            discussion: [
                "Prints the id of the snapshot. A group that cannot be read is named in the snapshot and here, and "
                    + "makes the exit code 3; the snapshot is kept."
            ],
            options: [
                SelectionOptions.all, OptionGroup("Snapshot", tag, note, job), ClusterOptions.looking,
                StoreOptions.writing, OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark snapshot --bootstrap-server kafka-1:9092", "captures everything"),
                CommandExample("tidemark snapshot --group 'billing-*' --tag before-deploy", "some groups, labelled"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.partial, "kept, but something could not be read or the snapshot looks wrong"),
                CommandExits.exit(.notFound, "no group fits the selection"),
                CommandExits.exit(.cannotCreate, "the store cannot be created"),
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
        let configuration = try ClusterOptions.configuration(arguments)
        let request = CaptureRequest(
            bootstrapServers: configuration.bootstrapServers,
            selection: try SelectionOptions.selection(arguments),
            job: try arguments[job],
            tags: try arguments[tag],
            note: try arguments[note]
        )
        // Before the store is opened and perhaps created: a mistake changes nothing.
        _ = try SelectionRules(request.selection)
        let cluster = try context.connect(configuration)
        // First of all, so that nothing is written, not even an empty store, where no broker answers.
        try await Inspection(cluster).connect(before: .after(try arguments[ClusterOptions.lookingTimeout]))
        let store = try await StoreOptions.openForWriting(arguments, context)
        let noticed = await store.notices.count
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        let capture = Capture(cluster, progress: progress.show) { await isOver($0, in: store) }
        let captured = try await capture.run(request, before: deadline)
        let snapshot = try await Predecessors(store).link(captured)
        let stored = try await store.save(snapshot)
        progress.finish()
        for notice in await store.notices.dropFirst(noticed) { context.warn(notice) }
        report(stored, snapshot, arguments, context)
        return snapshot.state == .complete ? .done : .partial
    }

    /// Whether the journal of the store has brought a run to its end.
    private static func isOver(_ run: String, in store: SnapshotStore) async -> Bool {
        guard let journal = try? await Journal.open(store) else { return false }
        return (try? await journal.run(RunID(text: run)))?.record.state.isTerminal ?? false
    }

    private static func report(
        _ stored: StoredSnapshot,
        _ snapshot: Snapshot,
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) {
        context.warn(of: snapshot.coverage)
        if let suspicion = snapshot.origin.suspicion { context.warn("the snapshot is suspicious: \(suspicion)") }
        if !arguments[OutputOptions.quiet] {
            context.note(
                "captured \(stored.groups) of \(Counted.text(snapshot.coverage.selected, "group")), "
                    + "\(Counted.text(stored.offsets, "offset")), \(Cell.bytes(stored.bytes)): \(stored.file)"
            )
        }
        if arguments[OutputOptions.json] {
            JSONWriter.document(to: context.output) { json in
                json.member("snapshot", SnapshotPayload(stored))
                json.member("coverage", CoveragePayload(snapshot.coverage))
            }
        } else {
            context.output.writeLine(stored.id.text)
        }
    }
}
