import Offsets
import Store
import Syntax

/// `tidemark list`: the snapshots of a store.
enum ListCommand {
    /// So many snapshots that lack something are read to say how much they hold of what they should.
    private static let readAtMost = 100

    private static let group = Option<[String]>(
        repeated: "group",
        .nonEmptyText("PATTERN", .name(.groupPattern)),
        help: "only snapshots that hold a group whose whole name matches: a glob, or a regular expression after re:"
    )
    private static let verbose = Flag(
        .long("verbose", short: "v"),
        help: "whole ids, times and names of clusters, and nothing left out"
    )

    static let command = Command(
        CommandSyntax(
            "list",
            summary: "List the snapshots of a store, oldest first",
            discussion: [
                "SNAPSHOT is as much of each id as is unique, and names the snapshot for every command. GROUPS says of how many "
                    + "groups the snapshot was to be taken, or that some were selected.",
                "A file that has changed since it was last read is read again, and listed as damaged where it is; `tidemark "
                    + "show` reads all of a snapshot. With --group each snapshot is read, and one that cannot tell whether "
                    + "the group was there is named.",
            ],
            options: [
                OptionGroup(
                    "Snapshots",
                    group,
                    SnapshotFilter.cluster,
                    SnapshotFilter.job,
                    SnapshotFilter.tag,
                    TimeOptions.since,
                    TimeOptions.until
                ),
                StoreOptions.reading,
                OutputOptions.detailed(by: verbose),
            ],
            examples: [
                CommandExample("tidemark list --json", "the same for scripts, with digests and file names"),
                CommandExample(
                    "tidemark list --group billing --since 7d",
                    "which snapshots of the last week hold a group"
                ),
                CommandExample("tidemark list --job nightly --tag before-migration", "those of a job with a label"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.partial, "with --group: some snapshots cannot tell whether they should have it"),
                CommandExits.exit(.damagedData, "with --group: a snapshot that may hold it is damaged or gone"),
                CommandExits.exit(.notFound, "there is no store yet, or no snapshot holds the group"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let rules = try SelectionRules(Selection(groups: try arguments[group]))
        let filter = try SnapshotFilter(arguments, context)
        let store = try await StoreOptions.openForReading(arguments, context)
        var found = try await filter.snapshots(in: store, inSuccession: false)
        var reading = Reading()
        let take: @Sendable (inout Reading, StoredSnapshot, Result<SnapshotExcerpt, TidemarkError>) -> Void = {
            $0.take($1, $2, rules)
        }
        if rules.asksForGroups {
            reading = await store.reduced(found.snapshots, into: reading, of: .none, by: take)
            found.snapshots.removeAll { !reading.holding.contains($0.id) }
        } else {
            let lacking = found.snapshots.filter { $0.state != .complete && $0.selection.isOfEverything }
            reading = await store.reduced(
                Array(lacking.suffix(readAtMost)),
                into: reading,
                of: .none,
                by: take
            )
            let failed = Set(reading.failed.map(\.file))
            found.snapshots.removeAll { failed.contains($0.file) }
        }
        let failures = await filter.failures(found, reading.failed, in: store, context)
        if rules.asksForGroups, found.snapshots.isEmpty {
            throw notFound(try arguments[group], reading, failures)
        }
        context.show(
            StoredSnapshots(
                snapshots: found.snapshots,
                damaged: failures.files.filter { $0.code != .snapshotMissing },
                untold: reading.untold,
                selected: reading.selected,
                ids: await ShortIDs(store),
                isStoreEmpty: await store.list().isEmpty,
                isVerbose: arguments[verbose]
            )
        )
        guard rules.asksForGroups else { return .done }
        return failures.exitCode ?? (reading.untold.isEmpty ? .done : .partial)
    }

    private static func notFound(
        _ patterns: [String],
        _ reading: Reading,
        _ failures: SnapshotFilter.Failures
    ) -> TidemarkError {
        let untold = reading.untold.isEmpty ? "" : "; \(reading.untold.count) of them cannot tell"
        let what =
            "none of \(Counted.text(reading.looked, "snapshot")) holds a group that matches "
            + "\(patterns.joined(separator: " or "))\(untold)"
        guard let code = failures.code else {
            return TidemarkError(
                .noSuchGroup,
                what,
                hint: "`tidemark show latest` lists the groups of a snapshot."
            )
        }
        return TidemarkError(
            code,
            "\(what), and \(Counted.text(failures.files.count, "file")) that may hold one cannot be read",
            hint: "`tidemark verify` says what is wrong with them."
        )
    }

    /// What was read of the snapshots.
    private struct Reading: Sendable {
        /// How many were read.
        var looked = 0
        /// Those that hold a group that is asked for.
        var holding: Set<SnapshotID> = []
        /// Those that cannot tell, and why.
        var untold: [UntoldSnapshot] = []
        /// Of how many groups each was to be taken.
        var selected: [SnapshotID: Int] = [:]
        var failed: [DamagedFile] = []

        mutating func take(
            _ stored: StoredSnapshot,
            _ excerpt: Result<SnapshotExcerpt, TidemarkError>,
            _ rules: SelectionRules
        ) {
            do throws(TidemarkError) {
                let excerpt = try excerpt.get()
                looked += 1
                selected[stored.id] = excerpt.coverage.selected
                guard rules.asksForGroups else { return }
                if !rules.wantedGroups.places(in: excerpt.names).isEmpty {
                    holding.insert(stored.id)
                } else if case .failed(let reason) = try SnapshotReach(excerpt.origin, excerpt.coverage)
                    .silence(aboutAllOf: rules)
                {
                    untold.append(UntoldSnapshot(id: stored.id, reason: reason))
                }
            } catch {
                failed.append(DamagedFile(file: stored.file, reason: error.message, code: error.code, known: stored))
            }
        }
    }
}

/// A snapshot that cannot tell whether a group was there: the object `{"id", "reason"}`.
private struct UntoldSnapshot: JSONPayload {
    let id: SnapshotID
    let reason: String

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id.text)
            json.member("reason", reason)
        }
    }
}

/// The snapshots of a store, and the files that cannot be read as one.
private struct StoredSnapshots: CommandResult {
    let snapshots: [StoredSnapshot]
    let damaged: [DamagedFile]
    let untold: [UntoldSnapshot]
    /// Of how many groups each was to be taken, where that was read.
    let selected: [SnapshotID: Int]
    let ids: ShortIDs
    /// Whether there is none at all, whatever was asked for.
    let isStoreEmpty: Bool
    let isVerbose: Bool

    var remarks: [Message] {
        let told = untold.map { snapshot in
            Message(
                .warning,
                "snapshot \(snapshot.id) cannot tell: \(snapshot.reason)",
                about: [.snapshot: snapshot.id.text]
            )
        }
        return [Message(.note, summary)] + told
    }

    private var summary: String {
        guard !snapshots.isEmpty else {
            if !damaged.isEmpty { return "no snapshot that can be read" }
            return isStoreEmpty ? "no snapshots yet; `tidemark snapshot` takes one" : "no snapshot is as asked for"
        }
        let clusters = Set(snapshots.map(\.cluster))
        let count = Counted.text(snapshots.count, "snapshot")
        guard let cluster = clusters.first, clusters.count == 1 else { return "\(count) of several clusters" }
        return "\(count) of cluster \(Cell.cluster(cluster))"
    }

    func writeTable(to sink: OutputSink) {
        guard !snapshots.isEmpty || !damaged.isEmpty else { return }
        SnapshotTable(selected: selected, ids: isVerbose ? nil : ids).write(snapshots, damaged: damaged, to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("snapshots", array: snapshots.lazy.map(SnapshotPayload.init))
        json.member("damaged", array: damaged.lazy.map(DamagedFilePayload.init))
        json.member("cannotTell", array: untold)
    }
}
