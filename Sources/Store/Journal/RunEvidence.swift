import Offsets
import SQLite

/// What of a run the audit log vouches for: digests over its rows just as they are stored, one for each part.
///
/// Whatever decides what is written, and whatever says how a run ended, is in one of them: a bit that has changed on the
/// disk is found before anything is done by it.
enum RunEvidence: String, Hashable, Sendable, CaseIterable {
    /// What the run is, its groups, and what is to happen to each partition; journalled when it begins.
    case plan
    /// What the targets held before.
    case preImage = "pre-image"
    /// How it ended, and what differs.
    case outcome

    /// The rows, by the number of the run; what is hashed is every column of them in this order.
    var queries: [String] {
        switch self {
        case .plan:
            [
                """
                SELECT id, kind, mode, commit_protocol, cluster_id, cluster_name, snapshot, undo_of, plan_digest,
                    transactional_id, sentinel_group, sentinel_topic, sentinel_partition, started_at, deadline,
                    user_name, uid, login_uid FROM run WHERE number = ?
                """,
                "SELECT number, name, existed, state, type FROM run_group WHERE run = ? ORDER BY number",
                // An id is a row of its own: runs of an older version have none, and were vouched for without.
                """
                SELECT number, value FROM (
                    SELECT 0 AS part, number, name AS value FROM run_topic WHERE run = ?1
                    UNION ALL SELECT 1, number, id FROM run_topic WHERE run = ?1 AND id IS NOT NULL
                ) ORDER BY part, number
                """,
                """
                SELECT group_number, topic_number, partition, action, planned_offset, planned_leader_epoch,
                    planned_metadata FROM run_item WHERE run = ? ORDER BY group_number, topic_number, partition
                """,
            ]
        case .preImage:
            [
                """
                SELECT group_number, topic_number, partition, offset, leader_epoch, metadata FROM pre_image
                WHERE run = ? ORDER BY group_number, topic_number, partition
                """
            ]
        case .outcome:
            [
                "SELECT state, finished_at, error_code, error_message, error_hint FROM run WHERE number = ?",
                """
                SELECT number, group_name, topic, partition, expected_offset, expected_leader_epoch, expected_metadata,
                    found_offset, found_leader_epoch, found_metadata FROM mismatch WHERE run = ? ORDER BY number
                """,
                "SELECT number, group_name, reason FROM unread WHERE run = ? ORDER BY number",
            ]
        }
    }
}

extension JournalFile {
    /// So many bytes are gathered before they are hashed.
    private static let gathered = 1 << 16
    /// What stands before every row, and behind the last one of a query.
    private static let rowFollows: UInt8 = 1
    private static let rowsEnd: UInt8 = 0

    /// The digest of a part of a run as it is stored now.
    func digest(of part: RunEvidence, run: Int64) throws(SQLiteError) -> ContentDigest {
        try digest(of: part.queries, part.rawValue, [.integer(run)])
    }

    /// The digest of rows as they are stored now, every column of them, behind a word that says what they are.
    func digest(
        of queries: [String],
        _ word: String,
        _ values: [Value]
    ) throws(SQLiteError) -> ContentDigest {
        var previous: ContentDigest?
        var bytes = Array(word.utf8)
        for query in queries {
            try database.prepare(query).rows(values) { (row: borrowing Row) throws(SQLiteError) in
                bytes.append(Self.rowFollows)
                row.append(0..<row.columnCount, to: &bytes)
                guard bytes.count >= Self.gathered else { return }
                previous = try ChainedHash.hash(bytes, after: previous?.bytes)
                bytes.removeAll(keepingCapacity: true)
            }
            bytes.append(Self.rowsEnd)
        }
        return try ChainedHash.hash(bytes, after: previous?.bytes)
    }
}
