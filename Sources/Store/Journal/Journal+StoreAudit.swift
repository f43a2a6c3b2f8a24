public import Offsets
import SQLite

/// A change of what a store keeps, for the audit log.
public struct StoreChange: Sendable {
    /// What was done to a snapshot.
    public enum Action: String, Hashable, Sendable {
        case snapshot
        case prune
        case undelete
        case hold
        case release
        case tag
        case note
        case forget
        case importing = "import"
    }

    /// What was done.
    public var action: Action
    /// To which snapshot: its id, or its digest where that alone is known.
    public var subject: String
    /// Of which cluster, where that is known.
    public var cluster: ClusterName?
    /// The digest of the snapshot, where that is known.
    public var digest: ContentDigest?
    /// How it ended.
    public var result: String
    /// More in words.
    public var detail: String?
    /// Why, where that is another reason than that of who enters it.
    public var reason: String?

    /// A change.
    public init(_ action: Action, _ snapshot: StoredSnapshot, result: String, detail: String? = nil) {
        self.action = action
        subject = snapshot.id.text
        cluster = snapshot.cluster
        digest = snapshot.digest
        self.result = result
        self.detail = detail
    }

    /// That a snapshot was taken; what its comment says is why.
    public init(taking snapshot: StoredSnapshot) {
        self.init(.snapshot, snapshot, result: snapshot.state.rawValue)
        let job = snapshot.job.map { ", job \($0)" } ?? ""
        detail = "taken at \(snapshot.startedAt), \(snapshot.groups) groups, \(snapshot.offsets) offsets\(job)"
        reason = snapshot.note
    }

    /// That a snapshot which is gone is not missed any more.
    public init(forgetting gone: VerifiedSnapshot) {
        action = .forget
        subject = gone.id?.text ?? gone.digest?.description ?? ""
        digest = gone.digest
        result = "done"
        detail = gone.detail
    }
}

extension Journal {
    /// The digests of every snapshot that was ever removed by a prune.
    ///
    /// - Throws: 65 when the journal or an archive is damaged or gone.
    public func prunedDigests() throws(TidemarkError) -> Set<ContentDigest> {
        var digests = Set(try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.prunedDigests() })
        for archive in try archives() {
            digests.formUnion(
                try reading(archive) { (file: borrowing JournalFile) throws(SQLiteError) in try file.prunedDigests() }
            )
        }
        return digests
    }

    /// So much earlier than an archive was made a snapshot may have been begun, and saved after it: the longest deadline that
    /// a capture may have.
    private static let longestCapture = Duration.seconds(24 * 60 * 60)

    /// Those of a store's snapshots of which the audit log does not say that they were taken.
    ///
    /// A capture writes nothing here, so that it never waits for the journal, nor who restores for a capture. Whoever tidies
    /// up or notes something next enters it.
    ///
    /// - Parameter snapshots: All that are there.
    /// - Returns: Those to be entered, in the same order.
    /// - Throws: 65 when the journal or its last archive is damaged or gone.
    public func unaudited(_ snapshots: [StoredSnapshot]) throws(TidemarkError) -> [StoredSnapshot] {
        var known = Set(try stored { (file: borrowing JournalFile) throws(SQLiteError) in try file.auditedSnapshots() })
        guard let last = try archives().last else { return snapshots.filter { !known.contains($0.id.text) } }
        // Before something moves, everything is entered that is there.
        let oldest = last.madeAt.advanced(by: .zero - Self.longestCapture)
        let candidates = snapshots.filter { $0.startedAt > oldest && !known.contains($0.id.text) }
        guard candidates.contains(where: { $0.startedAt <= last.madeAt }) else { return candidates }
        known = Set(
            try reading(last) { (file: borrowing JournalFile) throws(SQLiteError) in try file.auditedSnapshots() }
        )
        return candidates.filter { !known.contains($0.id.text) }
    }

    /// Enters changes of the store in the audit log, all of them or none, each with the digest of its snapshot.
    public func append(_ changes: [StoreChange]) throws(TidemarkError) {
        guard !changes.isEmpty else { return }
        try changing { (file: borrowing JournalFile) throws(SQLiteError) in
            for change in changes {
                let entry = AuditEntry(
                    at: now(),
                    who: who,
                    action: change.action.rawValue,
                    subject: change.subject,
                    cluster: change.cluster,
                    result: change.result,
                    detail: change.detail,
                    evidence: change.digest,
                    // Who enters a snapshot did not take it.
                    reason: change.reason ?? (change.action == .snapshot ? nil : reason)
                )
                try file.insert(entry)
            }
        }
    }
}

extension JournalFile {
    /// The snapshots that the records of this file say were taken.
    fileprivate func auditedSnapshots() throws(SQLiteError) -> [String] {
        let actions = [StoreChange.Action.snapshot, .importing].map { Value.text($0.rawValue) }
        return try database.prepare("SELECT subject FROM audit WHERE action IN (?, ?)").map(actions) {
            (row: borrowing Row) throws(SQLiteError) in try row.text(0)
        }
    }

    /// The digests of the snapshots that the records of this file say were removed.
    fileprivate func prunedDigests() throws(SQLiteError) -> [ContentDigest] {
        let sql = "SELECT evidence FROM audit WHERE action = ? AND evidence IS NOT NULL"
        return try database.prepare(sql).map([.text(StoreChange.Action.prune.rawValue)]) {
            (row: borrowing Row) throws(SQLiteError) in try row.digest(0)
        }
    }
}
