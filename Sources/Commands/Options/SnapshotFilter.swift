import Offsets
import Store
import Syntax

/// Which snapshots of a store a command looks at: by cluster, job, labels and time.
struct SnapshotFilter: Sendable {
    static let cluster = Option<String?>(
        "cluster",
        .nonEmptyText("CLUSTER", .name(.capturedCluster)),
        help: "only snapshots of this cluster: its id or name"
    )
    static let job = Option<String?>("job", .nonEmptyText("JOB", .name(.job)), help: "only snapshots of this job")
    static let tag = Option<[String]>(
        repeated: "tag",
        .nonEmptyText("TAG"),
        help: "only snapshots with this label; with all of several"
    )

    /// What there is.
    struct Found: Sendable {
        /// The snapshots, oldest first.
        var snapshots: [StoredSnapshot]
        /// Files that may be one of these, and cannot be read or are gone.
        var unreadable: [DamagedFile]
    }

    /// What could not be read.
    struct Failures: Sendable {
        /// The files, each once.
        let files: [DamagedFile]

        /// The code of the worst: damage before anything else, since the rest may be read another time.
        var code: TidemarkError.Code? {
            files.first { $0.code.exitCode == .damagedData }?.code ?? files.first?.code
        }

        /// What a command ends with that could not read them; `nil` where it could read everything.
        ///
        /// A file that is gone counts as damage, as for `tidemark verify`.
        var exitCode: ExitCode? {
            guard let code else { return nil }
            return files.contains { $0.code == .snapshotMissing } ? .damagedData : code.exitCode
        }
    }

    private let wantedCluster: String?
    private let wantedJob: String?
    private let wantedTags: [String]
    private let moments: ClosedRange<Timestamp>

    /// What the options say.
    ///
    /// - Throws: exit 64 for a mistake, 78 when the file of a time zone cannot be read.
    init(_ arguments: ParsedArguments, _ context: CommandContext) throws {
        wantedCluster = try arguments[Self.cluster]
        wantedJob = try arguments[Self.job]
        wantedTags = try arguments[Self.tag]
        moments = try TimeOptions.moments(arguments, context)
    }

    /// The snapshots of a store that are meant.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - isSuccession: Whether only those make sense together that were taken one after another of one cluster; what was
    ///     imported was not.
    /// - Returns: The snapshots, and the files that may be one of them.
    /// - Throws: `ambiguous-cluster` (exit 64) where they are to be of one and are of several.
    func snapshots(in store: SnapshotStore, inSuccession isSuccession: Bool) async throws(TidemarkError) -> Found {
        func belongs(_ snapshot: StoredSnapshot) -> Bool { !isSuccession || !snapshot.isImported }
        let snapshots = await store.list().filter { isMeant($0) && belongs($0) }
        if isSuccession {
            let clusters = Dictionary(snapshots.map { ($0.cluster.id, $0.cluster) }) { $1.name == nil ? $0 : $1 }
            guard clusters.count < 2 else {
                let names = clusters.values.sorted { $0.id < $1.id }.map(Cell.cluster)
                throw TidemarkError(
                    .ambiguousCluster,
                    "the store has snapshots of \(clusters.count) clusters: \(names.joined(separator: ", "))",
                    hint: "Name one of them with --cluster."
                )
            }
        }
        let gone = await store.missing.map { gone in
            DamagedFile(
                file: gone.file,
                reason: "the file of snapshot \(gone.id) is gone: \(gone.file)",
                code: .snapshotMissing,
                known: gone
            )
        }
        let unreadable = await (store.damagedFiles + gone).filter { file in
            mayBeMeant(file) && (file.known.map(belongs) ?? true)
        }
        return Found(snapshots: snapshots, unreadable: unreadable)
    }

    /// What could not be read, those files included that were found damaged while they were read, which are told of here.
    ///
    /// - Parameters:
    ///   - found: What there was.
    ///   - failed: What could not be read since.
    ///   - store: The store: what was moved to its trash meanwhile is no failure.
    ///   - context: Where messages go.
    /// - Returns: Everything that could not be read.
    func failures(
        _ found: Found,
        _ failed: [DamagedFile],
        in store: SnapshotStore,
        _ context: CommandContext
    ) async -> Failures {
        let removed = Set(await store.trashed().map(\.id))
        let failed = failed.filter { file in
            file.code != .snapshotMissing || !(file.id.map(removed.contains) ?? false)
        }
        for file in failed { context.warn(file.reason, about: [.file: file.file]) }
        return Failures(files: found.unreadable + failed)
    }

    private func isMeant(_ snapshot: StoredSnapshot) -> Bool {
        moments.contains(snapshot.startedAt)
            && (wantedCluster.map { snapshot.cluster.isCalled($0) } ?? true)
            && (wantedJob.map { snapshot.job == $0 } ?? true) && wantedTags.allSatisfy(snapshot.tags.contains)
    }

    /// Whether a file that cannot be read may be a snapshot that is meant, as far as its name and the catalog tell.
    private func mayBeMeant(_ file: DamagedFile) -> Bool {
        if let known = file.known { return isMeant(known) }
        guard let time = file.id?.text.prefix(Self.timeDigits) else { return true }
        let (first, last) = (moments.lowerBound.compact, moments.upperBound.compact)
        return time >= first.prefix(Self.timeDigits) && time <= last.prefix(Self.timeDigits)
    }

    /// How many characters of an id tell its second.
    private static let timeDigits = 15
}
