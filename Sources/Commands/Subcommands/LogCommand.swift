import Offsets
import Store
import Syntax

/// `tidemark log`: who did what.
enum LogCommand {
    private static let verify = Flag("verify", help: "check that no record and no run was changed, removed or inserted")
    private static let archived = Flag("archived", help: "also what has moved into archives of the journal")
    private static let since = Option<TimeExpression?>(
        "since",
        .time,
        help: "only what was entered at or after TIME: a time, a day, or how long ago, such as 7d"
    )

    static let command = Command(
        CommandSyntax(
            "log",
            summary: "Show the audit log: who did what to which cluster, and with what result; newest last",
            discussion: [
                "A run has a record when it begins, one when what its groups hold was read (its pre-image), and one when it "
                    + "ends, by whoever ended it; a plan that was to be carried out and was refused has one. OFFSETS "
                    + "BEFORE and AFTER count those of the targets. Removals, holds, labels and comments have one each, with "
                    + "the --reason that was given.",
                "A snapshot appears here after the next command that tidies up or notes something, as the "
                    + "daemon does after each snapshot: so snapshots and restores never wait for each other.",
                "Each record holds a hash over itself and the record before it, and those of runs a digest of the plan, the "
                    + "pre-image and the outcome. --verify follows them through all archives, compares every run with its "
                    + "digests, and prints the last hash: store it elsewhere to detect a log that was rewritten from scratch.",
            ],
            options: [
                OptionGroup("Log", since, SelectionOptions.group, archived, OutputOptions.csv, verify),
                StoreOptions.reading, OutputOptions.plain,
            ],
            examples: [
                CommandExample("tidemark log --group billing", "what was done to a group"),
                CommandExample("tidemark log --since 90d --archived --csv", "a quarter, for an audit"),
                CommandExample("tidemark log --verify", "whether the log is as it was written"),
            ],
            exits: [
                CommandExits.done,
                CommandExits.exit(.damagedData, "the log was tampered with, or is damaged"),
                CommandExits.exit(.refused, "the journal is older than one of its archives"),
            ]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        try refuseContradictions(arguments)
        let rules = try SelectionRules(Selection(groups: try arguments[SelectionOptions.group]))
        let store = try await StoreOptions.openForReading(arguments, context)
        let journal = try await Journal.open(store)
        guard !arguments[verify] else {
            let records = try await journal.check()
            context.show(IntactLog(records: records, lastHash: try await journal.auditLog().last?.hash.description))
            return .done
        }
        let since = try arguments[since].map { try context.moments(of: $0).lowerBound }
        let archives = try await journal.archives()
        var log = try await journal.auditLog(archived: arguments[archived])
        if let since { log.removeAll { $0.entry.at < since } }
        if !(try arguments[SelectionOptions.group]).isEmpty {
            log.removeAll { record in !record.groups.contains { rules.selects(group: $0) } }
        }
        if !arguments[archived], let last = archives.last, since.map({ $0 <= last.madeAt }) ?? true {
            context.note("the records up to \(last.last) are in archives: add --archived")
        }
        let pending = try await journal.unaudited(await store.list()).count
        if pending > 0 {
            context.note("\(Counted.text(pending, "snapshot")) will be entered by the next command that tidies up")
        }
        context.show(AuditLog(records: log))
        return .done
    }

    private static func refuseContradictions(_ arguments: ParsedArguments) throws {
        let narrows = [arguments.origin(of: since), arguments.origin(of: SelectionOptions.group)].contains {
            $0 != .absent
        }
        guard !arguments[verify] || !(narrows || arguments[OutputOptions.csv]) else {
            throw TidemarkError(
                .contradiction,
                "--verify follows the whole log, and --since, --group and --csv show some of it",
                hint: "Use one of the two."
            )
        }
    }
}

/// The audit log.
private struct AuditLog: CommandResult {
    let records: [AuditRecord]

    var remarks: [Message] { records.isEmpty ? [Message(.note, "no records yet")] : [] }

    func writeTable(to sink: OutputSink) {
        AuditTable.write(records, to: sink)
    }

    func writeRows(to sink: OutputSink) {
        AuditTable.writeCommaSeparated(records, to: sink)
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("log", array: records.lazy.map(AuditPayload.init))
    }
}

/// An audit log in which every record is as it was written.
private struct IntactLog: CommandResult {
    /// How many there are.
    let records: Int
    /// The hash of the last one, `nil` where there is none.
    let lastHash: String?

    func writeTable(to sink: OutputSink) {
        let end = lastHash.map { "; the last one is \($0)" } ?? ""
        sink.writeLine("intact: \(Counted.text(records, "record"))\(end)")
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("records", records)
        json.member("hash", lastHash)
    }
}
