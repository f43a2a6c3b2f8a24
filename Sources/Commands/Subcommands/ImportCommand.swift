import Offsets
import Store
import Syntax

/// `tidemark import`: make a snapshot of a file from elsewhere.
enum ImportCommand {
    private static let file = Argument<String>(
        .nonEmptyText("FILE", .file),
        help: "a snapshot's file, a csv of `tidemark export`, or a csv of Kafka's own tool; - for standard input"
    )
    private static let format = Option<ImportForm?>(
        "format",
        .choice,
        defaultText: "what the file begins with",
        help: "snapshot: a snapshot's own file; csv: a table of tidemark export; kafka-csv: what kafka-consumer-groups "
            + "--reset-offsets --export writes, group,topic,partition,offset"
    )
    private static let cluster = Option<String?>(
        "cluster",
        .nonEmptyText("CLUSTER", .name(.capturedCluster)),
        help: "whose offsets they are: the id or name of a cluster that the store knows; needed for csv and kafka-csv"
    )
    private static let clusterID = Option<String?>(
        "cluster-id",
        .nonEmptyText("ID"),
        help: "the same by the id that Kafka has given it, for a cluster that the store does not know yet"
    )
    private static let group = Option<String?>(
        "group",
        .nonEmptyText("NAME", .name(.group)),
        help:
            "the group of a kafka-csv that was exported of one group alone and has no more than topic,partition,offset"
    )
    private static let at = Option<TimeExpression?>(
        "at",
        .time,
        defaultText: "now",
        help: "when the offsets of a csv were read, which the file does not say"
    )
    private static let note = Option<String?>("note", .nonEmptyText("TEXT"), help: "a comment stored in the snapshot")

    static let command = Command(
        CommandSyntax(
            "import",
            summary: "Make a snapshot from an exported file",
            discussion: [
                "Prints the id of the snapshot. Every line is checked before anything is stored: a wrong one is named, and "
                    + "nothing is imported. A file that was imported before is found, and not imported again.",
                "The snapshot says where it was imported from. It is never meant by latest or @TIME and follows no other one, so "
                    + "that it takes no place of what was captured: name it by its id. What the file does not say is unknown: "
                    + "a csv does not tell what it leaves out, so that its snapshot is partial, and one of Kafka's tool has "
                    + "no log bounds, metadata, states and leader epochs, either.",
            ],
            arguments: [file],
            options: [
                OptionGroup("Import", format, cluster, clusterID, group, at, SnapshotCommand.tag, note),
                ReasonOption.group, StoreOptions.changing, OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark import 20261121T030000Z-1a2b3c4d.tidemark", "a snapshot of another store"),
                CommandExample(
                    "tidemark import offsets.csv --cluster prod --at 2026-11-21T03:00:00Z",
                    "what Kafka's own tool has exported"
                ),
            ],
            exits: [
                CommandExits.exit(.done, "imported; or it was imported before, which is said"),
                CommandExits.exit(.damagedData, "the file is damaged, or a line of it is wrong; nothing was imported"),
                CommandExits.exit(.notFound, "there is no such file"),
                CommandExits.exit(.refused, "the snapshot is of another cluster than --cluster says"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        guard try arguments[cluster] == nil || arguments[clusterID] == nil else {
            throw TidemarkError(.contradiction, "--cluster and --cluster-id both say whose offsets they are")
        }
        // All of it, before a store is opened or created: a mistake changes nothing.
        let imported = try ImportedFile(
            try arguments[file],
            as: try arguments[format],
            ofGroup: try arguments[group]
        )
        try refuseUseless(arguments, for: imported.form)
        let snapshot = try imported.snapshot(try await labels(arguments, context))
        try ReasonOption.require(arguments, context)
        let key = try key(for: imported, context)
        let store = try await StoreOptions.openForWriting(arguments, context)
        let noticed = await store.notices.count
        if case .snapshot(let original) = imported.content,
            let same = await store.snapshot(withDigest: original.stored.digest)
        {
            return tell(same, isNew: false, snapshot, context)
        }
        let journal = try StoreOptions.journal(of: store, arguments)
        let isDated = imported.form == .snapshot || arguments.origin(of: at) != .absent
        let (stored, isNew) = try await journal.locked {
            let found = try await store.importing(snapshot, signedBy: key, isDated: isDated)
            if found.isNew {
                let change = StoreChange(.importing, found.stored, result: "done", detail: imported.source.text)
                do {
                    try await journal.append([change])
                } catch {
                    context.warn(
                        "snapshot \(found.stored.id) is imported, and the audit log could not take it down",
                        about: [.snapshot: found.stored.id.text]
                    )
                    throw error
                }
            }
            return found
        }
        for notice in await store.notices.dropFirst(noticed) { context.warn(notice) }
        return tell(stored, isNew: isNew, snapshot, context)
    }

    /// The key that vouches for what is imported: whoever imports a table stands for it with the key, and a snapshot that a known
    /// key has signed is signed again; one that nobody vouches for stays as it is.
    ///
    /// - Throws: `forged-snapshot` or `not-authentic` (exit 65), `bad-secret-file` (78).
    private static func key(for imported: ImportedFile, _ context: CommandContext) throws -> AuthenticationKey? {
        if case .snapshot(let original) = imported.content {
            let keys = SnapshotKeys(context)
            let authenticity = try original.authenticity(by: keys.keys)
            try keys.permitUse(of: original.stored, authenticity, context)
            guard case .authenticated = authenticity else { return nil }
        }
        return try SnapshotKeys.signingKey(context)
    }

    /// Refuses options that say what the file says already.
    private static func refuseUseless(_ arguments: ParsedArguments, for form: ImportForm) throws {
        func refuse(_ option: some OptionKey, _ isUseful: Bool, _ why: String) throws {
            guard !isUseful, arguments.origin(of: option) != .absent else { return }
            throw TidemarkError(
                .contradiction,
                "\(option.declaration.name) is of no use for a \(form.rawValue): \(why)"
            )
        }
        try refuse(group, form == .kafkaCSV, "it names its groups")
        try refuse(at, form != .snapshot, "it says when it was taken")
    }

    /// What the command line says of the file.
    ///
    /// - Throws: exit 64 for a cluster that the store does not know, and for a time that makes no sense.
    private static func labels(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async throws -> ImportedFile.Labels {
        ImportedFile.Labels(
            cluster: try await chosenCluster(arguments, context),
            moment: try arguments[at].map { try moment($0, context) },
            tags: try arguments[SnapshotCommand.tag],
            note: try arguments[note]
        )
    }

    /// The cluster that the options name; `nil` where they name none.
    ///
    /// - Throws: `invalid-value` (exit 64) for one that the store does not know.
    private static func chosenCluster(
        _ arguments: ParsedArguments,
        _ context: CommandContext
    ) async throws -> ClusterName? {
        guard [arguments.origin(of: cluster), arguments.origin(of: clusterID)].contains(where: { $0 != .absent }) else {
            return nil
        }
        let directory = try StoreOptions.directory(arguments, context)
        var known: [ClusterName] = []
        do throws(TidemarkError) {
            known = try await SnapshotStore.open(directory, for: .reading).list().reversed().map(\.cluster)
        } catch {
            guard error.code == .noStore else { throw error }
        }
        if let id = try arguments[clusterID] {
            return known.first { $0.id == id } ?? ClusterName(id: id, name: nil)
        }
        guard let name = try arguments[cluster] else { return nil }
        if let found = known.first(where: { $0.id == name }) ?? known.first(where: { $0.name == name }) { return found }
        if let tie = try ClusterNames(of: directory).tie(of: name) { return ClusterName(id: tie.id, name: name) }
        throw TidemarkError(
            .invalidValue,
            "the store knows no cluster '\(name)'",
            hint: "Give the id that Kafka has given the cluster with --cluster-id; `kafka-cluster cluster-id` shows it."
        )
    }

    /// When the offsets of a table were read.
    ///
    /// - Throws: exit 64 for a time that is still to come, and for none.
    private static func moment(_ time: TimeExpression, _ context: CommandContext) throws -> Timestamp {
        let moment = try context.moments(of: time).lowerBound
        guard moment <= Timestamp.now() else {
            throw TidemarkError(.invalidValue, "--at '\(time)' has not come yet")
        }
        return moment
    }

    private static func tell(
        _ stored: StoredSnapshot,
        isNew: Bool,
        _ snapshot: Snapshot,
        _ context: CommandContext
    ) -> ExitCode {
        let about = [Message.Field.snapshot: stored.id.text, .file: stored.file]
        let content = "\(Counted.text(stored.groups, "group")), \(Counted.text(stored.offsets, "offset"))"
        if isNew {
            context.note(
                "imported \(content) of cluster \(Cell.cluster(stored.cluster)), \(stored.state.rawValue): "
                    + "\(stored.file)",
                about: about
            )
            context.note("name it by its id: `latest` and @TIME mean what was captured", about: about)
        } else {
            let when = stored.isImported ? "was imported before" : "is in the store"
            context.say("nothing is imported: the same file \(when), as snapshot \(stored.id)", about: about)
        }
        context.show(ImportedSnapshot(stored: stored, coverage: snapshot.coverage, isNew: isNew))
        return .done
    }
}

/// The snapshot that was imported, or was there before; the table is its id, for scripts.
private struct ImportedSnapshot: CommandResult {
    let stored: StoredSnapshot
    let coverage: Coverage
    let isNew: Bool

    func writeTable(to sink: OutputSink) {
        sink.writeLine(stored.id.text)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("snapshot", SnapshotPayload(stored))
        json.member("coverage", CoveragePayload(coverage))
        json.member("imported", isNew)
    }
}
