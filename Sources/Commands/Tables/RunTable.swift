import Offsets

/// Runs as people read them: a row for each.
enum RunTable {
    private static let table = Table(
        .text("RUN"),
        .text("KIND"),
        .text("STATE").problems(["aborted", "overwritten", "rolled-back", "undecided"]),
        .text("STARTED").asDetail,
        .text("FINISHED").asDetail,
        .number("GROUPS"),
        .number("PARTITIONS").asDetail,
        .number("DIFFERING"),
        .text("CLUSTER").asDetail,
        .text("SOURCE").asDetail,
        .text("WHO")
    )

    static func write(_ runs: [RunSummary], to sink: OutputSink) {
        table.write(
            runs.lazy.map { run in
                let record = run.record
                return [
                    record.id.text, record.kind.rawValue, Cell.state(record.state), Cell.time(record.startedAt),
                    Cell.time(record.finishedAt), Cell.number(run.groups), Cell.number(run.items),
                    Cell.count(run.mismatches.count), Cell.text(record.cluster.name ?? record.cluster.id),
                    source(of: record), Cell.who(record.who),
                ]
            },
            to: sink
        )
    }

    /// Where the offsets of a run come from.
    static func source(of record: RunRecord) -> String {
        record.snapshot.map { "snapshot \($0)" } ?? record.undoOf.map { "run \($0)" }
            ?? record.source.map(Escaping.message) ?? Cell.none
    }
}
