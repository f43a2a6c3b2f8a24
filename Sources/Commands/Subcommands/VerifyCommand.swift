import Offsets
import Store
import Syntax

/// `tidemark verify`: whether the snapshots are what was written.
enum VerifyCommand {
    /// More than a day is no check that somebody waits for.
    private static let longest = Duration.seconds(24 * 60 * 60)

    static let snapshots = Argument<[String]>(
        repeated: .nonEmptyText("SNAPSHOT", SnapshotArgument.kind),
        isRequired: false,
        help:
            "ids, or the beginnings of some (default: all; with --against \(Other.live.rawValue): latest, and one alone)"
    )
    /// Compares with the cluster as it is.
    static let against = Option<Other?>(
        "against",
        .choice,
        help: "verify one snapshot, then say what the groups hold otherwise now, as `tidemark diff` does"
    )
    static let sample = Option<Int?>(
        "sample",
        .percentage,
        defaultText: "100%",
        help: "only this part of them, at least one: those never verified first, then those verified longest ago"
    )
    static let maxDuration = Option<Duration?>(
        "max-duration",
        .duration(upTo: longest),
        help: "start with no further snapshot after DURATION"
    )
    static let forgetsMissing = Flag(
        "forget-missing",
        help: "record that missing snapshots are gone for good, so that they are not reported again"
    )

    /// What a snapshot is compared with.
    enum Other: String, CaseIterable, Sendable {
        /// The cluster as it is.
        case live
    }

    static let command = Command(
        CommandSyntax(
            "verify",
            summary: "Check that snapshots are what was written, and that none is gone",
            discussion: [
                "Reads every byte and compares the digests. Each snapshot names the one before it of its cluster and job, so that "
                    + "one that was removed or replaced by other means than `tidemark prune` is found as well.",
                "Where the configuration has keys, it says which snapshots are authenticated: signed by one of them. The others are "
                    + "intact, and who could write the file could have written anything; `require-authentic` makes them a failure.",
                "What was found is remembered: `tidemark list` shows when a snapshot was last found intact. No "
                    + "lock is taken, and a read-only store can be verified, too.",
                "With --against live the cluster is asked as well: whether it has drifted from a snapshot, latest "
                    + "unless one is named, also by its file. Only what both can tell of is compared.",
            ],
            arguments: [snapshots],
            options: [
                OptionGroup("Verify", sample, maxDuration, PruneCommand.job, PruneCommand.cluster, forgetsMissing),
                ReasonOption.group,
                OptionGroup(
                    "Against the cluster",
                    against,
                    ClusterOptions.acceptsNewClusterID,
                    ClusterOptions.bootstrapServer,
                    ClusterOptions.property,
                    ClusterOptions.commandConfig,
                    ClusterOptions.lookingTimeout,
                    exits: CommandExits.cluster
                ),
                StoreOptions.changing,
                OutputOptions.all,
            ],
            examples: [
                CommandExample("tidemark verify", "all of them"),
                CommandExample(
                    "tidemark verify --sample 10% --max-duration 10m",
                    "each day, to have seen all after ten"
                ),
                CommandExample("tidemark verify --against live", "whether anything has moved since the newest one"),
            ],
            exits: [
                CommandExits.exit(.done, "what was looked at is intact, and nothing is gone"),
                CommandExits.exit(.failure, "intact, and the cluster has drifted from it; or another failure"),
                CommandExits.exit(.partial, "intact, and no drift, but not everything could be compared; it is named"),
                CommandExits.exit(
                    .damagedData,
                    "a snapshot is damaged or gone, or not authentic where that is required"
                ),
                CommandExits.exit(.notFound, "there is no store, or no such snapshot"),
                CommandExits.exit(.configuration, "a snapshot was written by a newer tidemark, or a setting is wrong"),
                CommandExits.clusterChanged,
            ]
        ),
        supervision: { arguments in
            guard try arguments[against] != nil else { return nil }
            return SupervisedWork(
                activity: "comparing groups with a snapshot",
                timeout: try arguments[ClusterOptions.lookingTimeout],
                writes: false
            )
        },
        run: { arguments, context in
            try await arguments[against] == nil ? run(arguments, context) : DriftCheck(arguments, context).run()
        }
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let names = try arguments[snapshots]
        guard names.isEmpty || arguments.origin(of: sample) == .absent else {
            throw TidemarkError(
                .contradiction,
                "--sample chooses the snapshots, and some are named",
                hint: "Use one of the two."
            )
        }
        let forgets = arguments[forgetsMissing]
        guard names.isEmpty || !forgets else {
            throw TidemarkError(
                .contradiction,
                "--forget-missing is about what is gone, and snapshots are named that are there",
                hint: "Use one of the two."
            )
        }
        if forgets { try ReasonOption.require(arguments, context) }
        let store =
            try await forgets
            ? StoreOptions.openForChanging(arguments, context) : StoreOptions.openForReading(arguments, context)
        let deadline = try arguments[maxDuration].map { Deadline.after($0) }
        let keys = SnapshotKeys(context)
        var report = VerificationReport()
        let chosen: [StoredSnapshot]
        if names.isEmpty {
            let (job, cluster) = (try arguments[PruneCommand.job], try arguments[PruneCommand.cluster])
            let wanted = await store.leastVerified { PruneCommand.isMeant($0, job, cluster) }
            let percentage = try arguments[sample] ?? 100
            chosen = Array(wanted.prefix(max(1, (wanted.count * percentage + 99) / 100)))
            report.notLookedAt = wanted.count - chosen.count
            report.found = await store.unreadableSnapshots()
        } else {
            (chosen, report.found) = try await named(names, in: store, context)
        }
        let progress = ProgressLine(context, arguments)
        defer { progress.finish() }
        for (number, snapshot) in chosen.enumerated() {
            if deadline?.hasPassed == true {
                report.notLookedAt += chosen.count - number
                break
            }
            progress.show("verifying", done: number, total: chosen.count)
            guard let found = await store.verify(snapshot, by: keys.keys, at: .now()) else { continue }
            report.found.append(found)
            guard let authenticity = found.authenticity else { continue }
            if let refusal = keys.refusal(of: snapshot, authenticity) { report.refused[snapshot.id] = refusal }
        }
        if names.isEmpty {
            let journal = try StoreOptions.journal(of: store, arguments)
            let missing = try await store.missingSnapshots { () throws(TidemarkError) in
                do throws(TidemarkError) {
                    return try await journal.prunedDigests()
                } catch {
                    context.warn("it cannot be told whether prune removed what is missing: \(error.message)")
                    return []
                }
            }
            if forgets, !missing.isEmpty {
                try await journal.locked {
                    try await journal.append(missing.map { StoreChange(forgetting: $0) })
                    try await store.forgetMissing(missing)
                }
                for gone in missing { context.note("not missed any more: \(gone.detail ?? "")") }
            } else {
                report.found += missing
            }
        }
        progress.finish()
        await remember(store, context)
        context.show(report)
        return report.exitCode
    }

    /// Writes down what was found, where that can be.
    static func remember(_ store: SnapshotStore, _ context: CommandContext) async {
        do throws(TidemarkError) {
            try await store.saveVerifications()
        } catch {
            context.warn("the result cannot be recorded: \(error.message)")
        }
    }

    /// The snapshots that are named, and what is known of files that cannot be read.
    private static func named(
        _ names: [String],
        in store: SnapshotStore,
        _ context: CommandContext
    ) async throws -> ([StoredSnapshot], [VerifiedSnapshot]) {
        var (chosen, unreadable): ([StoredSnapshot], [VerifiedSnapshot]) = ([], [])
        let damaged = await store.unreadableSnapshots()
        for name in names {
            let found = damaged.filter { $0.id?.text.hasPrefix(name) == true }
            unreadable += found
            do throws(TidemarkError) {
                chosen.append(try await store.resolve(try SnapshotArgument.reference(name, context)))
            } catch {
                // Named by the beginning of its id, a file that cannot be read is found all the same.
                guard !found.isEmpty, error.code != .ambiguousSnapshot else { throw error }
            }
        }
        return (chosen, unreadable)
    }
}
