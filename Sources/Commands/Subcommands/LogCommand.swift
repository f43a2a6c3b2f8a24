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
        let journal = try await Journal.open(try await StoreOptions.openForReading(arguments, context))
        let log = try await journal.auditLog()
        guard arguments[verify] else {
            if arguments[OutputOptions.json] {
                JSONWriter.document(to: context.output) { $0.member("log", array: log.lazy.map(AuditPayload.init)) }
            } else {
                AuditTable.write(log, to: context.output)
            }
            return .done
        }
        switch try await journal.verifyAudit() {
        case .broken(let number, let reason):
            throw TidemarkError(
                .auditBroken,
                "record \(number) of the audit log: \(reason)",
                hint: "Records before it are as they were written; it and those after it prove nothing."
            )
        case .intact(let records):
            if let (run, flaw) = try await journal.firstDamagedRun() {
                throw TidemarkError(
                    .damagedJournal,
                    "run \(run) is not as it was journalled: \(flaw)",
                    hint: "Undo and recovery refuse it. Put back an intact copy of the journal where there is one."
                )
            }
            let last = log.last?.hash.description
            if arguments[OutputOptions.json] {
                JSONWriter.document(to: context.output) { json in
                    json.member("records", records)
                    json.member("hash", last)
                }
            } else {
                let end = last.map { "; the last one is \($0)" } ?? ""
                context.output.writeLine("intact: \(Counted.text(records, "record"))\(end)")
            }
            return .done
        }
    }
}
