import Offsets
import Store
import Syntax

/// `tidemark history`: what a group held in every snapshot.
enum HistoryCommand {
    private static let group = Argument<String>(.nonEmptyText("GROUP", .name(.group)), help: "the group's whole name")

    static let command = Command(
        CommandSyntax(
            "history",
            summary: "Show what a group held in every snapshot, its lag and its movements",
            discussion: [
                "A line a snapshot, oldest first; -v has a line for every partition. FORWARD and BACK are the records by which "
                    + "the group has moved since the snapshot before, over all partitions; NEW and LOST are offsets. On a "
                    + "terminal lag over time is drawn below.",
                "Where the group went back, came to the end of a log faster than that grew while it had no members, or is gone, "
                    + "the command is shown that puts back what it held before. Talks to no cluster.",
                "Snapshots of other groups are counted and left out; a snapshot that could not read the group "
                    + "has a line that says why. Imported snapshots are left out.",
            ],
            arguments: [group],
            options: [
                SelectionOptions.topicsAlone,
                OptionGroup("Snapshots", TimeOptions.since, TimeOptions.until, SnapshotFilter.cluster),
                StoreOptions.reading, OutputOptions.withRows,
            ],
            examples: [
                CommandExample("tidemark history billing --since 7d", "the last week"),
                CommandExample(
                    "tidemark history billing --topic orders --csv",
                    "every offset of one topic, for a spreadsheet"
                ),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.partial, "some snapshots could not read the group; they are named"),
                CommandExits.exit(.damagedData, "a snapshot that may hold the group is damaged or gone; it is named"),
                CommandExits.exit(.notFound, "no snapshot holds the group, or there is no such store"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let name = GroupID(try arguments[group])
        let rules = try SelectionRules(try SelectionOptions.topicSelection(arguments))
        let filter = try SnapshotFilter(arguments, context)
        let store = try await StoreOptions.openForReading(arguments, context)
        let found = try await filter.snapshots(in: store, inSuccession: true)
        let reading = await store.reduced(
            found.snapshots,
            into: Reading(GroupHistory(of: name, selectedBy: rules, keepsOffsets: keepsOffsets(arguments, context))),
            of: .named([name]),
            by: { reading, stored, excerpt in reading.take(stored, excerpt) }
        )
        let failures = await filter.failures(found, reading.failed, in: store, context)
        let history = reading.history
        guard !history.isTooLong else { throw tooLong(name) }
        guard !history.isEmpty, let cluster = found.snapshots.last?.cluster else {
            throw notFound(name, history, found, failures)
        }
        let putBack = history.lastIncident.map { incident in
            let selection = arguments.words(of: [SelectionOptions.topicsAlone, StoreOptions.reading])
            let words = ["restore", incident.before.text, "--group", Pattern.text(matchingOnly: name.name)]
            return ShellWord.line(["tidemark"] + words + selection)
        }
        context.show(
            HistoryReport(
                history,
                of: cluster,
                ids: await ShortIDs(store),
                unreadable: failures.files,
                putBack: putBack,
                plotWidth: context.terminal.showsOutput ? context.terminal.width : nil,
                isVerbose: arguments[OutputOptions.verbose]
            )
        )
        if let putBack, let incident = history.lastIncident {
            context.note(words(for: incident, of: name, putBack), about: Message.fields(name, nil))
        }
        let isUntold = history.points.contains {
            if case .untold(.failed) = $0.standing { true } else { false }
        }
        return failures.exitCode ?? (isUntold ? .partial : .done)
    }

    /// Whether every offset is put out, and not sums alone.
    private static func keepsOffsets(_ arguments: ParsedArguments, _ context: CommandContext) -> Bool {
        context.isForPrograms || arguments[OutputOptions.verbose]
    }

    /// What has been read so far.
    private struct Reading: Sendable {
        var history: GroupHistory
        var failed: [DamagedFile] = []

        init(_ history: GroupHistory) { self.history = history }

        mutating func take(_ stored: StoredSnapshot, _ excerpt: Result<SnapshotExcerpt, TidemarkError>) {
            do throws(TidemarkError) {
                try history.append(try excerpt.get())
            } catch {
                failed.append(DamagedFile(file: stored.file, reason: error.message, code: error.code, known: stored))
            }
        }
    }

    private static func words(for incident: GroupHistory.Incident, of group: GroupID, _ putBack: String) -> String {
        let what =
            switch incident.damage {
            case .rewound: "went back"
            case .jumped: "jumped to the end of a log"
            case .gone: "disappeared"
            }
        return
            "group \(group.name) \(what) between snapshots \(incident.before) and \(incident.after); if that was a mistake, "
            + "put back what it held before: \(putBack)"
    }

    private static func tooLong(_ group: GroupID) -> TidemarkError {
        TidemarkError(
            .historyTooLong,
            "the history of group \(group.name) has more than \(GroupHistory.offsetsAtMost) offsets",
            hint:
                "Ask for less with --since, --until, --topic or --partition; without --json, --csv and -v it is shown all "
                + "the same."
        )
    }

    private static func notFound(
        _ group: GroupID,
        _ history: GroupHistory,
        _ found: SnapshotFilter.Found,
        _ failures: SnapshotFilter.Failures
    ) -> TidemarkError {
        let others = history.points.count { if case .untold = $0.standing { true } else { false } }
        let untold = others > 0 ? "; \(others) of them cannot tell" : ""
        let what = "none of \(Counted.text(history.points.count, "snapshot")) holds group \(group.name)\(untold)"
        if let code = failures.code {
            return TidemarkError(
                code,
                "\(what), and \(Counted.text(failures.files.count, "file")) that may hold it cannot be read",
                hint: "`tidemark verify` says what is wrong with them."
            )
        }
        let nearest = Spelling.nearest(to: group.name, among: history.names.map(\.name))
        return TidemarkError(
            .noSuchGroup,
            found.snapshots.isEmpty ? "there is no snapshot to look into for group \(group.name)" : what,
            hint: nearest.map { "Did you mean '\($0)'?" } ?? "`tidemark show latest` lists the groups of a snapshot."
        )
    }
}
