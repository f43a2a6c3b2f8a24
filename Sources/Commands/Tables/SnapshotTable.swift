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
        .text("VERIFIED"),
        .text("HELD"),
        .text("TAGS"),
        .text("NOTE")
    )

    /// The column of the state.
    private static let state = 7

    /// Writes a row for each snapshot, and one in its place for each file that cannot be read as one.
    static func write(_ snapshots: [StoredSnapshot], damaged: [DamagedFile], to sink: OutputSink) {
        var rows = snapshots.map { (id: $0.id, cells: cells($0)) }
        for file in damaged {
            guard let id = file.id else { continue }
            // An id begins with the time of its capture.
            let place = rows.firstIndex { id < $0.id } ?? rows.endIndex
            rows.insert((id: id, cells: cells(id, file)), at: place)
        }
        table.write(rows.map(\.cells), to: sink)
    }

    /// What it held, where that is known.
    private static func cells(_ id: SnapshotID, _ file: DamagedFile) -> [String] {
        var row = file.known.map { cells($0) } ?? [String](repeating: Cell.none, count: table.columns.count)
        row[0] = Escaping.forTerminal(id.text)
        row[state] = file.state
        return row
    }

    private static func cells(_ snapshot: StoredSnapshot) -> [String] {
        [
            snapshot.id.text, Cell.time(snapshot.startedAt),
            Cell.text(snapshot.cluster.name ?? snapshot.cluster.id), Cell.text(snapshot.job),
            groups(snapshot), Cell.number(snapshot.offsets), Cell.bytes(snapshot.bytes),
            snapshot.state.rawValue, snapshot.verifiedAt.map { Age.ago($0) } ?? Cell.none,
            Cell.hold(of: snapshot),
            snapshot.tags.isEmpty ? Cell.none : snapshot.tags.map(Escaping.forTerminal).joined(separator: ","),
            Cell.text(snapshot.note),
        ]
    }

    private static func groups(_ snapshot: StoredSnapshot) -> String {
        snapshot.selection.isOfEverything ? Cell.number(snapshot.groups) : "\(snapshot.groups) selected"
    }
}
