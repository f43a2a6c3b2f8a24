import Offsets
import Store

/// Snapshots as people read them: a row for each.
enum SnapshotTable {
    private static let table = Table(
        .text("SNAPSHOT"),
        .text("STARTED"),
        .text("CLUSTER"),
        .text("JOB"),
        .number("GROUPS"),
        .number("OFFSETS"),
        .number("SIZE"),
        .text("STATE"),
        .text("HELD"),
        .text("TAGS"),
        .text("NOTE")
    )

    static func write(_ snapshots: [StoredSnapshot], to sink: OutputSink) {
        table.write(
            snapshots.lazy.map { snapshot in
                [
                    snapshot.id.text, Cell.time(snapshot.startedAt),
                    Cell.text(snapshot.cluster.name ?? snapshot.cluster.id), Cell.text(snapshot.job),
                    groups(snapshot), Cell.number(snapshot.offsets), Cell.bytes(snapshot.bytes),
                    snapshot.state.rawValue, snapshot.held ? "held" : Cell.none,
                    snapshot.tags.isEmpty ? Cell.none : snapshot.tags.map(Escaping.forTerminal).joined(separator: ","),
                    Cell.text(snapshot.note),
                ]
            },
            to: sink
        )
    }

    private static func groups(_ snapshot: StoredSnapshot) -> String {
        snapshot.selection.isOfEverything ? Cell.number(snapshot.groups) : "\(snapshot.groups) selected"
    }
}
