import Cluster
import Engine
import Offsets
import Store
import Syntax

/// `tidemark stats`: what groups a cluster has, and which of them need a look.
enum StatsCommand {
    private static let staleAfter = Option<Duration>(
        "stale-after",
        .duration(upTo: longestStandstill),
        default: Defaults.staleAfter,
        defaultText: DurationText.text(Defaults.staleAfter),
        help: "how long a group that is behind has to hold the same offsets to count as standing still"
    )
    private static let top = Option<Int>(
        "top",
        .count(upTo: Int(Int32.max)),
        default: Defaults.summaryRows,
        defaultText: "\(Defaults.summaryRows)",
        help: "at most this many rows of each table"
    )
    /// Brokers keep what nobody uses for days, and no snapshot is as old.
    private static let longestStandstill = Duration.seconds(10 * 366 * 24 * 60 * 60)

    static let command = Command(
        CommandSyntax(
            "stats",
            summary: "Summarize the groups of a cluster: states, kinds, lag, and which of them need attention",
            discussion: [
                "One look cannot tell whether a group stands still, or since when it has no members: the "
                    + "snapshots of the store tell, up to \(SnapshotSteps.longest) of the last month. Without them "
                    + "it is unknown.",
                "Brokers delete what a group without members holds after offsets.retention.minutes. EXPIRES says when at the "
                    + "latest, if nobody joins the group and nothing is committed until then.",
            ],
            options: [
                SelectionOptions.groupsAlone, OptionGroup("View", staleAfter, top), ClusterOptions.looking,
                StoreOptions.names, OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark stats", "the whole cluster"),
                CommandExample("tidemark stats --group 'billing-*' --stale-after 1h", "some groups, by the hour"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(
                    .partial,
                    "not every group could be listed or read, or not every log; what is missing is named"
                ),
                CommandExits.exit(.notFound, "no group matches the selection"),
                CommandExits.clusterChanged,
            ]
        ),
        supervision: { arguments in
            SupervisedWork(
                activity: "summing up the groups",
                timeout: try arguments[ClusterOptions.lookingTimeout],
                writes: false
            )
        },
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let deadline = Deadline.after(try arguments[ClusterOptions.lookingTimeout])
        let selection = Selection(
            groups: try arguments[SelectionOptions.group],
            excludedGroups: try arguments[SelectionOptions.excludedGroup]
        )
        let cluster = try LiveCluster(arguments, context)
        defer { cluster.progress.finish() }
        let id = try await cluster.connect(before: deadline)
        let listed = try await cluster.inspection.groups(selection, described: false, before: deadline)
        let offsets = try await cluster.inspection.offsets(of: listed.groups, before: deadline)
        let retention = await cluster.inspection.settings(before: deadline)?.offsetsRetention
        let now = Timestamp.now()
        cluster.progress.finish()
        var steps = SnapshotSteps(StandingGroups(offsets.groups))
        if let store = try await store(arguments, context) {
            await steps.read(
                store,
                of: id,
                before: now,
                and: try arguments[staleAfter],
                until: deadline,
                context
            )
        }
        let stats = GroupStats(
            cluster: id,
            at: now,
            listed: listed,
            offsets: offsets,
            past: steps,
            staleAfter: try arguments[staleAfter],
            retention: retention
        )
        for warning in listed.warnings + offsets.warnings { context.tell(warning) }
        context.show(StatsReport(stats: stats, rows: try arguments[top]))
        return listed.isWhole && offsets.isWhole ? .done : .partial
    }

    /// The store; `nil` where there is none, and, with a warning, where it may not be read.
    private static func store(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> SnapshotStore? {
        do {
            return try await StoreOptions.openForReading(arguments, context)
        } catch let error as TidemarkError where [.noStore, .noStoreDirectory].contains(error.code) {
            return nil
        } catch let error as TidemarkError where error.code == .denied {
            context.warn("the snapshots cannot be read, and tell nothing of the past: \(error.message)")
            return nil
        }
    }
}

/// What chosen snapshots tell of the past of groups.
struct SnapshotSteps: Sendable {
    /// The ages at which a snapshot is looked for, in hours: dense where it matters, and a month in all.
    private static let ages: [Int64] = [0, 1, 3, 6, 12, 24, 2 * 24, 3 * 24, 5 * 24, 7 * 24, 10 * 24, 14 * 24, 30 * 24]
    private static let secondsPerHour: Int64 = 60 * 60
    /// So many snapshots are read at most: one for each age, and one for the age from which a group stands still.
    static let longest = ages.count + 1

    /// What they tell.
    private(set) var standing: StandingGroups
    /// Those that were read, newest first.
    private(set) var read: [StoredSnapshot] = []

    /// Groups of which no snapshot has told anything yet.
    init(_ standing: StandingGroups) { self.standing = standing }

    /// Reads snapshots, newest first, until no earlier one can tell more.
    ///
    /// One at a time: each may be as large as what was read of the cluster. One that cannot be read is left out, with a
    /// warning.
    ///
    /// - Parameters:
    ///   - store: Where they are.
    ///   - cluster: The id of the cluster.
    ///   - now: From when their age counts.
    ///   - age: An age at which one is wanted besides.
    ///   - deadline: When to stop.
    ///   - context: Where messages go.
    mutating func read(
        _ store: SnapshotStore,
        of cluster: String,
        before now: Timestamp,
        and age: Duration,
        until deadline: Deadline,
        _ context: CommandContext
    ) async {
        let all = await store.list().filter { !$0.isImported && $0.cluster.id == cluster && $0.finishedAt <= now }
        for snapshot in Self.chosen(from: all, before: now, and: age) {
            let open = standing.open
            guard !open.isEmpty else { return }
            guard !deadline.hasPassed else {
                context.warn("the time is over: earlier snapshots than \(read.last?.id.text ?? "now") were not read")
                return
            }
            let excerpt = await store.reduced(
                [snapshot],
                into: nil as Result<SnapshotExcerpt, TidemarkError>?,
                of: .named(Array(open)),
                by: { $0 = $2 }
            )
            do throws(TidemarkError) {
                guard let excerpt = try excerpt?.get() else { continue }
                try standing.take(excerpt)
                read.append(snapshot)
            } catch {
                context.warn(error.message, about: [.snapshot: snapshot.id.text])
            }
        }
    }

    /// For each age the newest snapshot that is at least as old, each once, newest first.
    static func chosen(
        from snapshots: [StoredSnapshot],
        before now: Timestamp,
        and age: Duration
    ) -> [StoredSnapshot] {
        let newest = snapshots.sorted { $0.finishedAt > $1.finishedAt }
        let wanted = ages.map { Duration.seconds($0 * secondsPerHour) } + [age]
        var chosen: [StoredSnapshot] = []
        for age in wanted.sorted() {
            let limit = now.advanced(by: .zero - age)
            guard let found = newest.first(where: { $0.finishedAt <= limit }) else { break }
            if chosen.last?.id != found.id { chosen.append(found) }
        }
        return chosen
    }
}
