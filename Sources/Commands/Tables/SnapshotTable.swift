import Offsets
import Store

/// Snapshots as people read them: a row for each.
struct SnapshotTable {
    private static let columns: [TableColumn] = [
        .text("SNAPSHOT"),
        .text("STARTED"),
        .number("AGE"),
        .text("CLUSTER"),
        .text("JOB"),
        .number("GROUPS"),
        .number("OFFSETS").asDetail,
        .number("SIZE").asDetail,
        .text("STATE").problems(["damaged", "newer format", "unreadable", SnapshotState.suspicious.rawValue]),
        .number("VERIFIED").asDetail,
        .text("HELD"),
        .freeText("TAGS").asDetail,
        .freeText("NOTE").asDetail,
    ]
    /// The column of the state.
    private static let state = 8

    /// Of how many groups each snapshot was to be taken, where that was read.
    let selected: [SnapshotID: Int]
    /// The short forms of the ids; `nil` to show everything whole.
    let ids: ShortIDs?
    var now = Timestamp.now()

    /// Writes a row for each snapshot, and one in its place for each file that cannot be read as one.
    func write(_ snapshots: [StoredSnapshot], damaged: [DamagedFile], to sink: OutputSink) {
        let isOfOne = Set(snapshots.map(\.cluster.id) + damaged.compactMap(\.known?.cluster.id)).count < 2
        var rows = snapshots.map { (id: $0.id, cells: cells($0, isOfOne)) }
        for file in damaged {
            guard let id = file.id else { continue }
            // An id begins with the time of its capture.
            let place = rows.firstIndex { id < $0.id } ?? rows.endIndex
            rows.insert((id: id, cells: cells(id, file, isOfOne)), at: place)
        }
        Table(ids == nil ? Self.columns.map(\.asWhole) : Self.columns).write(rows.map(\.cells), to: sink)
    }

    /// What it held, where that is known.
    private func cells(_ id: SnapshotID, _ file: DamagedFile, _ isOfOne: Bool) -> [String] {
        var row = file.known.map { cells($0, isOfOne) } ?? [String](repeating: Cell.none, count: Self.columns.count)
        row[0] = text(id)
        row[Self.state] = file.state
        return row
    }

    private func cells(_ snapshot: StoredSnapshot, _ isOfOne: Bool) -> [String] {
        let isWhole = ids == nil
        return [
            text(snapshot.id), isWhole ? Cell.time(snapshot.startedAt) : Cell.none,
            isWhole ? Cell.none : Age.short(snapshot.startedAt, now: now),
            !isWhole && isOfOne ? Cell.none : Cell.text(snapshot.cluster.name ?? snapshot.cluster.id),
            Cell.text(snapshot.job), groups(snapshot), Cell.number(snapshot.offsets), Cell.bytes(snapshot.bytes),
            snapshot.state.rawValue, snapshot.verifiedAt.map { Age.short($0, now: now) } ?? Cell.none,
            Cell.hold(of: snapshot),
            snapshot.tags.isEmpty ? Cell.none : snapshot.tags.map(Escaping.forTerminal).joined(separator: ","),
            Cell.text(snapshot.note),
        ]
    }

    private func text(_ id: SnapshotID) -> String { ids?.text(id) ?? Escaping.forTerminal(id.text) }

    /// How many groups it holds of those that it should: a complete one all of them.
    private func groups(_ snapshot: StoredSnapshot) -> String {
        guard snapshot.selection.isOfEverything else { return "\(snapshot.groups) selected" }
        let selected = self.selected[snapshot.id] ?? (snapshot.state == .complete ? snapshot.groups : nil)
        return "\(snapshot.groups) of \(selected.map { "\($0)" } ?? "?")"
    }
}
