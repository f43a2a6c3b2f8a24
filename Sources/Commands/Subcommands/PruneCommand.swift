import Offsets
import Store
import Syntax

/// `tidemark prune`: remove the snapshots that no rule keeps.
enum PruneCommand {
    static let job = Option<String?>("job", .nonEmptyText("NAME", .name(.job)), help: "only the snapshots of this job")
    static let cluster = Option<String?>(
        "cluster",
        .nonEmptyText("CLUSTER", .name(.capturedCluster)),
        help: "only the snapshots of this cluster, by its id or name"
    )
    private static let dryRun = Flag("dry-run", help: "only say of every snapshot whether it is kept, and why")
    private static let yes = Flag(
        "yes",
        help: "remove also more than half of a job's snapshots, or go on without a rule"
    )

    private static let journalOnly = Flag(
        "journal-only",
        help: "only tidy up the journal: enter new snapshots in the audit log, move what is old into archives"
    )

    static let command = Command(
        CommandSyntax(
            "prune",
            summary: "Remove snapshots that no retention rule keeps",
            discussion: [
                "The rules are those of [job.NAME.retention] in the configuration file, or those that are given here, which then "
                    + "hold for all snapshots. The snapshots of each cluster and job are judged by themselves, and so are "
                    + "those that were imported; a snapshot stays that one rule keeps. Only hours, days, weeks, months and years (in UTC) that have a snapshot count.",
                "Complete, partial and suspicious snapshots are counted apart, so that none displaces a better one. Never removed "
                    + "are held ones, the last of each job, those that a wrong clock has dated in the future, and files that "
                    + "cannot be read.",
                "What is removed goes to the trash, from which `tidemark undelete` can bring it back for a "
                    + "time; then it is removed for good.",
                "The journal is tidied up, too: snapshots are entered in the audit log, and what is old moves into archives beside "
                    + "it, as [store] of the configuration file says. `tidemark runs --archived` shows old runs, "
                    + "and they can be undone as before.",
            ],
            options: [
                RetentionOptions.all, OptionGroup("Prune", job, cluster, dryRun, yes, journalOnly),
                ReasonOption.group,
                StoreOptions.changing,
                OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark prune --dry-run", "what the configuration would keep and remove, and why"),
                CommandExample("tidemark prune --job nightly --keep-daily 30 --keep-monthly 12", "other rules, once"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(
                    .refused,
                    "nothing says what to keep, or more than half of a job's snapshots would go; nothing was removed"
                ),
                CommandExits.exit(.damagedData, "what is old in the journal is damaged; it stays where it is"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let isDry = arguments[dryRun]
        guard !isDry || !arguments[yes] else {
            throw TidemarkError(
                .contradiction,
                "--yes cannot be combined with --dry-run",
                hint: "Use one of them: --dry-run only shows what would go."
            )
        }
        guard !arguments[journalOnly] || !isDry && !arguments[yes] else {
            throw TidemarkError(
                .contradiction,
                "--journal-only removes no snapshot, and --dry-run and --yes are about that",
                hint: "Use one of them."
            )
        }
        let retention = try RetentionOptions.retention(arguments, context)
        // What the configuration says needs no other reason.
        if !isDry, retention.everywhere != nil { try ReasonOption.require(arguments, context) }
        let store =
            try await isDry
            ? StoreOptions.openForReading(arguments, context) : StoreOptions.openForChanging(arguments, context)
        let noticed = await store.notices.count
        let now = Timestamp.now()
        var report = PruneReport(isDryRun: isDry, isOfJournalAlone: arguments[journalOnly])
        var exitCode = ExitCode.done
        if !isDry, !arguments[journalOnly] {
            // First of all: on a full disk, this is what makes room.
            report.emptied = try await store.emptyTrash(at: now)
        }
        if !isDry {
            let journal = try StoreOptions.journal(of: store, arguments)
            (report.archive, exitCode) = try await JournalUpkeep.run(
                journal,
                of: store,
                keeping: retention.journal,
                context
            )
        }
        guard !arguments[journalOnly] else {
            context.show(report)
            return exitCode
        }
        let snapshots = try await selected(from: store, arguments)
        let verdicts = Retention.judge(
            snapshots.map { $0.retentionCandidate(at: now) },
            at: now,
            policy: retention.policy
        )
        report.judged = zip(snapshots, verdicts).map { JudgedSnapshot(stored: $0, verdict: $1) }
        try warnOfNoRule(verdicts, refuses: !isDry && !arguments[yes], try arguments[job], context)
        if let mass = MassRemoval.find(in: verdicts), !arguments[yes] { try refuse(mass, isDry, context) }
        guard !isDry else {
            context.show(report)
            return .done
        }
        let removals = report.judged.filter { !$0.verdict.isKept }.map { judged in
            Removal(judged.stored.id, until: now.advanced(by: retention.grace(of: judged.stored.job)))
        }
        if !removals.isEmpty {
            let outcome = try await remove(removals, report.judged, at: now, store, arguments)
            report.note(outcome, removals)
            for notice in await store.notices.dropFirst(noticed) { context.warn(notice) }
            for (id, reason) in outcome.left {
                context.note("left \(id) where it is: \(reason)", about: [.snapshot: id.text])
            }
            if let failure = outcome.failure {
                context.note("\(Counted.text(outcome.moved.count, "snapshot")) went to the trash before that")
                throw failure
            }
        }
        context.show(report)
        return exitCode
    }

    /// The snapshots that the command is about.
    private static func selected(
        from store: SnapshotStore,
        _ arguments: ParsedArguments
    ) async throws -> [StoredSnapshot] {
        let (job, cluster) = (try arguments[job], try arguments[cluster])
        guard job != nil || cluster != nil else { return await store.list() }
        return await store.list().filter { isMeant($0, job, cluster) }
    }

    /// Whether a snapshot is of a job and a cluster, of any where none is named.
    static func isMeant(_ snapshot: StoredSnapshot, _ job: String?, _ cluster: String?) -> Bool {
        (job == nil || snapshot.job == job) && (cluster.map { snapshot.cluster.isCalled($0) } ?? true)
    }

    /// Says that no rule is there for any of the snapshots, or refuses.
    private static func warnOfNoRule(
        _ verdicts: [RetentionVerdict],
        refuses: Bool,
        _ job: String?,
        _ context: CommandContext
    ) throws {
        let isRuled = verdicts.contains { !$0.reasons.contains(.noPolicy) && !$0.reasons.contains(.emptyPolicy) }
        guard !isRuled, !verdicts.isEmpty else { return }
        let message =
            "nothing says which snapshots\(job.map { " of job \($0)" } ?? "") are to be kept, so that all of them are"
        guard refuses else { return context.warn(message) }
        throw TidemarkError(
            .emptyRetention,
            message,
            hint: "Give a rule, such as --keep-daily 30, or write [job.NAME.retention] into the configuration file."
        )
    }

    private static func refuse(_ mass: MassRemoval, _ isDry: Bool, _ context: CommandContext) throws {
        let group = mass.group
        let whose = group.isImported ? "that were imported" : group.job.map { "of job \($0)" } ?? "that no job took"
        let message =
            "\(mass.removed) of the \(mass.total) snapshots \(whose) on cluster \(group.clusterID) would be removed"
        guard !isDry else { return context.warn("\(message), which needs --yes") }
        throw TidemarkError(
            .massRemoval,
            message,
            hint: "`tidemark prune --dry-run` shows why for each; if that is right, add --yes."
        )
    }

    /// Enters the removals in the audit log, then makes them.
    private static func remove(
        _ removals: [Removal],
        _ judged: [JudgedSnapshot],
        at now: Timestamp,
        _ store: SnapshotStore,
        _ arguments: ParsedArguments
    ) async throws -> RemovalOutcome {
        let known = Dictionary(judged.map { ($0.stored.id, $0.stored) }) { first, _ in first }
        let journal = try StoreOptions.journal(of: store, arguments)
        return try await journal.locked {
            // Ahead of the first move, so that nothing is ever removed that the log does not know of.
            try await journal.append(
                removals.compactMap { removal in
                    known[removal.id].map {
                        StoreChange(
                            .prune,
                            $0,
                            result: "to trash",
                            detail: "no rule keeps it; in the trash until \(removal.until)"
                        )
                    }
                }
            )
            let outcome = try await store.moveToTrash(removals, at: now)
            let moved = Set(outcome.moved.map(\.id))
            let why = Dictionary(outcome.left.map { ($0.id, $0.reason) }) { first, _ in first }
            try await journal.append(
                removals.filter { !moved.contains($0.id) }.compactMap { removal in
                    known[removal.id].map { snapshot in
                        let detail = why[removal.id] ?? outcome.failure?.message
                        return StoreChange(.prune, snapshot, result: "not removed", detail: detail)
                    }
                }
            )
            return outcome
        }
    }
}

extension StoredSnapshot {
    /// What retention has to know of it.
    fileprivate func retentionCandidate(at now: Timestamp) -> RetentionCandidate {
        RetentionCandidate(
            id: id,
            group: retentionGroup,
            startedAt: startedAt,
            state: state,
            protection: protection(at: now)
        )
    }
}
