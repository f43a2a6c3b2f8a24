import Offsets
import Store

/// The audit log as people read it: a row for each record.
enum AuditTable {
    /// So many digits of a plan's digest tell two plans apart; JSON has all of them.
    private static let digestDigits = 12

    private static let table = Table(
        .number("NUMBER"),
        .text("TIME"),
        .text("WHO"),
        .text("ACTION"),
        .text("SUBJECT"),
        .text("RESULT"),
        .number("OFFSETS BEFORE"),
        .number("OFFSETS AFTER"),
        .text("CLUSTER"),
        .text("PLAN"),
        .text("DETAIL")
    )

    static func write(_ records: [AuditRecord], to sink: OutputSink) {
        table.write(
            records.lazy.map { record in
                let entry = record.entry
                return [
                    Cell.number(record.number), Cell.time(entry.at), Cell.who(entry.who), Cell.text(entry.action),
                    Cell.text(entry.subject), Cell.text(entry.result), Cell.number(entry.offsetsBefore),
                    Cell.number(entry.offsetsAfter), Cell.text(entry.cluster.map { $0.name ?? $0.id }),
                    entry.planDigest.map { String($0.description.prefix(digestDigits)) } ?? Cell.none,
                    entry.detail.map(Escaping.message) ?? Cell.none,
                ]
            },
            to: sink
        )
    }
}
