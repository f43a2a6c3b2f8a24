import Offsets
import Store
import Syntax

/// `tidemark log`: who did what.
enum LogCommand {
    private static let verify = Flag("verify", help: "check that no record and no run was changed, removed or inserted")

    static let command = Command(
        CommandSyntax(
            "log",
            summary: "Show the audit log: who did what to which cluster, and with what result; newest last",
            discussion: [
                "A run has a record when it begins, one when what its groups hold was read (its pre-image), and one when it "
                    + "ends, by whoever ended it; a plan that was to be carried out and was refused has one. OFFSETS "
                    + "BEFORE and AFTER count those of the targets.",
                "Each record holds a hash over itself and the record before it, and those of runs a digest of the plan, the "
                    + "pre-image and the outcome. --verify follows them, compares every run with its digests, and prints "
                    + "the last hash: store it elsewhere to detect a log that was rewritten from scratch.",
            ],
            options: [OptionGroup("Log", verify), StoreOptions.reading, OutputOptions.plain],
            examples: [CommandExample("tidemark log --verify", "whether the log is as it was written")],
            exits: [CommandExits.done, CommandExits.exit(.damagedData, "the log was tampered with, or is damaged")]
        ),
        run: run
    )

    private static func run(_ arguments: ParsedArguments, _ context: CommandContext) async throws -> ExitCode {
        let journal = try await Journal.open(try await StoreOptions.openForChoosing(arguments, context))
        let log = try await journal.auditLog()
        guard arguments[verify] else {
            context.show(AuditLog(records: log))
            return .done
        }
        let records = try await journal.check()
        context.show(IntactLog(records: records, lastHash: log.last?.hash.description))
        return .done
    }
}

/// The audit log.
private struct AuditLog: CommandResult {
    let records: [AuditRecord]

    func writeTable(to sink: OutputSink) {
        AuditTable.write(records, to: sink)
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
