import Foundation
import Offsets
import Testing

/// The table as a page for developers, `faults.md` beside the tests.
enum FaultDocument {
    /// Set to write the page instead of comparing it.
    private static let writing = "TIDEMARK_WRITE_DOCS"

    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("faults.md")

    /// Compares the page with the table, or writes it where that is asked for.
    static func check(_ rows: [FaultRow]) throws {
        let wanted = text(rows)
        if ProcessInfo.processInfo.environment[writing] != nil {
            try Data(wanted.utf8).write(to: file)
        }
        let found = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        #expect(found == wanted, "write it again: \(writing)=1 swift test --filter FaultTests")
    }

    private static func text(_ rows: [FaultRow]) -> String {
        var lines = [
            "# What goes wrong, and what comes of it",
            "",
            "This page is for developers: it shows what is tested. Operators find what to do in "
                + "[Troubleshooting](../../docs/troubleshooting.md).",
            "",
            "One thing is wrong with a simulated cluster of three brokers; a command of Tidemark runs into it. Each row is a",
            "test (`swift test --filter FaultTests`), which also sees that the command ends in time, that every number it",
            "shows or stores is true, that no group of a restore holds a mixture of old and new, that the journal agrees with",
            "the cluster, and that the command succeeds once the fault is over. `new` is what the snapshot holds, `old` what",
            "the groups held before the restore.",
            "",
            "A fault without a call number lasts; `call 1` affects only the first such request. `Client` is who reads and",
            "writes: our own client, librdkafka, or both with the same outcome.",
        ]
        for command in TriedCommand.allCases {
            let own = rows.enumerated().filter { $0.element.command == command }
            guard !own.isEmpty else { continue }
            lines += [
                "", "## `tidemark \(command.rawValue)`", "", "| # | Fault | Client | Exit | Error | Names | Leaves |",
            ]
            lines.append("|---:|---|---|---:|---|---|---|")
            for (number, row) in own { lines += cells(of: row).map { "| \(number + 1) | \($0) |" } }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A line for each outcome of a row, without its number.
    private static func cells(of row: FaultRow) -> [String] {
        let readers = row.readers
        let (own, other) = (row.read(by: .direct), row.read(by: .librdkafka))
        guard readers.count > 1, row.own != nil || own.fault != other.fault || row.crashingLibrary != nil else {
            return [cells(of: own, readers.count > 1 ? "both" : "own", row.outcome)]
        }
        let (outcome, reason) = row.own ?? (row.outcome, "")
        return [
            cells(of: own, "own", outcome) + (reason.isEmpty ? "" : ": \(reason)"),
            cells(of: other, "librdkafka", row.outcome),
        ]
    }

    private static func cells(of row: FaultRow, _ reader: String, _ outcome: ExpectedOutcome) -> String {
        let before = row.situation.rawValue.isEmpty ? "" : "\(row.situation.rawValue); "
        var exit = "\(outcome.exitCode.rawValue)"
        var code = outcome.code.map { "`\($0)`" } ?? ""
        if row.client == .librdkafka, let library = row.crashingLibrary {
            let crash = ExpectedOutcome.crashed
            exit += ", from librdkafka \(library) on \(crash.exitCode.rawValue)"
            code += crash.code.map { "`\($0)`" } ?? ""
        }
        return [
            "\(before)\(row.fault)", reader, exit, code, outcome.names.joined(separator: ", "), outcome.left.rawValue,
        ].joined(separator: " | ")
    }
}
