import Offsets
import Store

/// A snapshot and what becomes of it.
struct JudgedSnapshot: Sendable {
    let stored: StoredSnapshot
    let verdict: RetentionVerdict
    /// Until when it can be had back, where it was removed.
    var until: Timestamp?
}

/// What `prune` has done, or would do.
struct PruneReport: CommandResult {
    private static let table = Table(
        .text("SNAPSHOT"),
        .text("STARTED").asDetail,
        .text("CLUSTER").asDetail,
        .text("JOB").asDetail,
        .text("STATE"),
        .text("ACTION"),
        .freeText("WHY")
    )

    let isDryRun: Bool
    /// Whether no snapshot was looked at.
    let isOfJournalAlone: Bool
    /// Every snapshot that was judged, in the order in which they were taken.
    var judged: [JudgedSnapshot] = []
    /// What was in the trash for long enough and is gone.
    var emptied: [TrashedSnapshot] = []
    /// Where old runs and records of the audit log went; `nil` where none did.
    var archive: JournalArchive?

    /// Takes what came of the removals.
    mutating func note(_ outcome: RemovalOutcome, _ removals: [Removal]) {
        let moved = Set(outcome.moved.map(\.id))
        let ends = Dictionary(removals.filter { moved.contains($0.id) }.map { ($0.id, $0.until) }) { first, _ in first }
        for index in judged.indices { judged[index].until = ends[judged[index].stored.id] }
    }

    /// Whether a snapshot was removed, or would be.
    private func isRemoved(_ judged: JudgedSnapshot) -> Bool {
        isDryRun ? !judged.verdict.isKept : judged.until != nil
    }

    /// How many were removed, or would be.
    private var removedCount: Int { judged.count(where: isRemoved) }

    var remarks: [Message] {
        let size = Cell.bytes(judged.reduce(0) { isRemoved($1) ? $0 + $1.stored.bytes : $0 })
        let count = "\(removedCount) of \(Counted.text(judged.count, "snapshot"))"
        var remarks: [Message] = []
        if !isOfJournalAlone {
            remarks.append(
                Message(.note, isDryRun ? "\(count) would be removed, \(size)" : "removed \(count), \(size)")
            )
        }
        if let last = judged.lazy.compactMap(\.until).min() {
            remarks.append(
                Message(.note, "`tidemark undelete SNAPSHOT` can bring them back until \(Cell.time(last)) or later")
            )
        }
        if !emptied.isEmpty {
            let size = Cell.bytes(emptied.reduce(0) { $0 + $1.bytes })
            let count = Counted.text(emptied.count, "snapshot")
            remarks.append(Message(.note, "removed \(count) for good that had been in the trash, \(size)"))
        }
        if let archive {
            let records = Counted.text(Int(archive.last - archive.first + 1), "record")
            remarks.append(
                Message(
                    .note,
                    "moved \(Counted.text(archive.runs, "run")) and \(records) of the audit log into \(archive.name)"
                )
            )
        }
        return remarks
    }

    func writeTable(to sink: OutputSink) {
        // What is kept is of interest to somebody who asks what would happen.
        let shown = isDryRun ? judged : judged.filter(isRemoved)
        guard !shown.isEmpty else { return }
        Self.table.write(
            shown.map { judged in
                let stored = judged.stored
                return [
                    stored.id.text, Cell.time(stored.startedAt), Cell.text(stored.cluster.name ?? stored.cluster.id),
                    Cell.text(stored.job), stored.state.rawValue, action(judged),
                    judged.verdict.reasons.map(\.text).joined(separator: "; "),
                ]
            },
            to: sink
        )
    }

    func writeDocument(to json: inout JSONWriter) {
        json.member("dryRun", isDryRun)
        json.key("snapshots")
        json.array(judged) { judged, json in
            json.object { json in
                json.member("id", judged.stored.id.text)
                json.member("cluster", ClusterPayload(judged.stored.cluster))
                json.member("job", judged.stored.job)
                json.member("startedAt", judged.stored.startedAt)
                json.member("state", judged.stored.state.rawValue)
                json.member("bytes", judged.stored.bytes)
                json.member("action", action(judged))
                json.member("reasons", array: judged.verdict.reasons.map(\.name))
                json.member("trashedUntil", judged.until)
            }
        }
        json.member("removed", removedCount)
        json.member("emptied", array: emptied.map(\.id.text))
        json.member("archive", archive?.name)
    }

    private func action(_ judged: JudgedSnapshot) -> String {
        guard !judged.verdict.isKept else { return "keep" }
        // Somebody was quicker, or something failed.
        return isDryRun || judged.until != nil ? "remove" : "keep"
    }
}
