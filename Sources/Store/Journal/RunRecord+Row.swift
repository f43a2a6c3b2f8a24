import Offsets
import SQLite

extension JournalFile {
    /// The columns that ``RunRecord/init(_:)`` reads, in its order; host, reason and source are those of the record of
    /// its beginning in the audit log, whose hash covers them.
    static let columns = """
        run.id, kind, mode, commit_protocol, run.cluster_id, run.cluster_name, snapshot, undo_of, run.plan_digest,
        transactional_id, sentinel_group, sentinel_topic, sentinel_partition, state, started_at, finished_at, deadline,
        run.user_name, run.uid, run.login_uid, error_code, error_message, error_hint,
        \(beginning("host")), \(beginning("reason")), \(beginning("detail"))
        """
    /// How many there are: the number of the first column after them.
    static let columnCount: Int32 = 26

    private static func beginning(_ column: String) -> String {
        "(SELECT audit.\(column) FROM audit WHERE audit.subject = run.id AND audit.result = '\(begun)' LIMIT 1)"
    }
}

extension RunRecord {
    init(_ row: borrowing Row) throws(SQLiteError) {
        self.init(
            id: RunID(text: try row.text(0)),
            kind: try row.decoded(1),
            mode: try row.decoded(2),
            commitProtocol: try row.decoded(3),
            cluster: ClusterName(id: try row.text(4), name: try row.optionalText(5)),
            snapshot: try row.optionalText(6).map { SnapshotID(text: $0) },
            undoOf: try row.optionalText(7).map { RunID(text: $0) },
            // Of a snapshot or a run the record of the beginning says no more than the columns do.
            source: row.isNull(6) && row.isNull(7) ? try row.optionalText(25) : nil,
            planDigest: try row.digest(8),
            transactionalID: try row.text(9),
            sentinelGroup: GroupID(try row.text(10)),
            sentinelPartition: row.isNull(11)
                ? nil : TopicPartition(topic: try row.text(11), partition: try row.number(12)),
            state: try row.decoded(13),
            startedAt: Timestamp(nanoseconds: try row.integer(14)),
            finishedAt: try row.optionalInteger(15).map { Timestamp(nanoseconds: $0) },
            deadline: Timestamp(nanoseconds: try row.integer(16)),
            who: Operator(
                userName: try row.optionalText(17),
                uid: try row.number(18),
                loginUID: row.isNull(19) ? nil : try row.number(19),
                host: try row.optionalText(23)
            ),
            error: row.isNull(20)
                ? nil
                : RunFailure(code: try row.text(20), message: try row.text(21), hint: try row.optionalText(22)),
            reason: try row.optionalText(24)
        )
    }
}
