public import Offsets
import SQLite

/// A change of what a store keeps, for the audit log.
public struct StoreChange: Sendable {
    /// What was done to a snapshot.
    public enum Action: String, Hashable, Sendable {
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

    /// A change.
    public init(_ action: Action, _ snapshot: StoredSnapshot, result: String, detail: String? = nil) {
        self.action = action
        subject = snapshot.id.text
        cluster = snapshot.cluster
        digest = snapshot.digest
        self.result = result
        self.detail = detail
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
    public func prunedDigests() throws(TidemarkError) -> Set<ContentDigest> {
        let sql = "SELECT evidence FROM audit WHERE action = ? AND evidence IS NOT NULL"
        let found = try stored { () throws(SQLiteError) in
            try database.prepare(sql).map([.text(StoreChange.Action.prune.rawValue)]) {
                (row: borrowing Row) throws(SQLiteError) in try row.digest(0)
            }
        }
        return Set(found)
    }

    /// Enters changes of the store in the audit log, all of them or none, each with the digest of its snapshot.
    public func append(_ changes: [StoreChange]) throws(TidemarkError) {
        guard !changes.isEmpty else { return }
        try changing { () throws(SQLiteError) in
            for change in changes {
                let entry = AuditEntry(
                    at: now(),
                    who: who,
                    action: change.action.rawValue,
                    subject: change.subject,
                    cluster: change.cluster,
                    result: change.result,
                    detail: change.detail,
                    evidence: change.digest
                )
                try insert(entry)
            }
        }
    }
}
