import Offsets
import SQLite

/// What a file holds of runs.
extension JournalFile {
    /// Every run without its items, oldest first.
    func runs() throws(SQLiteError) -> [RunSummary] {
        try summaries("ORDER BY number")
    }

    /// A run without its items, `nil` when there is none with this id.
    func summary(of id: RunID) throws(SQLiteError) -> RunSummary? {
        try summaries("WHERE id = ?", [.text(id.text)]).first
    }

    private func summaries(_ clause: String, _ values: [Value] = []) throws(SQLiteError) -> [RunSummary] {
        let sql = """
            SELECT \(Self.columns), number, (SELECT count(*) FROM run_group WHERE run_group.run = run.number),
                (SELECT count(*) FROM run_item WHERE run_item.run = run.number)
            FROM run \(clause)
            """
        var runs = try database.prepare(sql).map(values) { (row: borrowing Row) throws(SQLiteError) in
            let summary = RunSummary(
                record: try RunRecord(row),
                groups: try row.number(Self.columnCount + 1),
                items: try row.number(Self.columnCount + 2),
                mismatches: [],
                unread: []
            )
            return (number: try row.integer(Self.columnCount), summary: summary)
        }
        for index in runs.indices {
            runs[index].summary.mismatches = try mismatches(of: runs[index].number)
            runs[index].summary.unread = try unread(of: runs[index].number)
        }
        return runs.map(\.summary)
    }

    /// Everything about one run, as it is stored; `nil` when there is none with this id.
    func run(_ id: RunID) throws(SQLiteError) -> RunDetail? {
        let sql = "SELECT \(Self.columns), number FROM run WHERE id = ?"
        let found = try database.prepare(sql).first([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
            (record: try RunRecord(row), number: try row.integer(Self.columnCount))
        }
        guard let (record, number) = found else { return nil }
        let groups = try groups(of: number)
        return RunDetail(
            record: record,
            groups: groups,
            items: try items(of: number, groups: groups),
            topicIDs: try topicIDs(of: number),
            events: try events(of: number, groups: groups),
            mismatches: try mismatches(of: number),
            unread: try unread(of: number)
        )
    }

    /// The number and the state of a run.
    func find(_ id: RunID) throws(SQLiteError) -> (run: Int64, state: RunState)? {
        try database.prepare("SELECT number, state FROM run WHERE id = ?")
            .first([.text(id.text)]) { (row: borrowing Row) throws(SQLiteError) in
                (run: try row.integer(0), state: try row.decoded(1))
            }
    }

    func unfinishedRun(cluster: String) throws(SQLiteError) -> RunID? {
        try database.prepare("SELECT id FROM run NOT INDEXED WHERE cluster_id = ? AND finished_at IS NULL")
            .first([.text(cluster)]) { (row: borrowing Row) throws(SQLiteError) in RunID(text: try row.text(0)) }
    }

    /// The ids that a statement selects.
    func ids(_ sql: String) throws(SQLiteError) -> [RunID] {
        try database.prepare(sql).map { (row: borrowing Row) throws(SQLiteError) in RunID(text: try row.text(0)) }
    }

    private func groups(of run: Int64) throws(SQLiteError) -> [RunGroup] {
        let sql = "SELECT name, existed, state, type FROM run_group WHERE run = ? ORDER BY number"
        return try database.prepare(sql).map([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
            RunGroup(
                group: GroupID(try row.text(0)),
                existed: try row.integer(1) == 1,
                state: try row.isNull(2) ? nil : row.decoded(2),
                type: try row.decoded(3)
            )
        }
    }

    private func items(of run: Int64, groups: [RunGroup]) throws(SQLiteError) -> [RunItem] {
        // Names are looked up by number, so that a million items share the texts of a few groups and topics.
        let topics = try database.prepare("SELECT name FROM run_topic WHERE run = ? ORDER BY number")
            .map([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        let sql = """
            SELECT i.group_number, i.topic_number, i.partition, i.action,
                i.planned_offset, i.planned_leader_epoch, i.planned_metadata,
                p.run, p.offset, p.leader_epoch, p.metadata
            FROM run_item AS i LEFT JOIN pre_image AS p USING (run, group_number, topic_number, partition)
            WHERE i.run = ? ORDER BY i.group_number, i.topic_number, i.partition
            """
        return try database.prepare(sql).map([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
            let (group, topic) = (Int(try row.integer(0)), Int(try row.integer(1)))
            guard groups.indices.contains(group), topics.indices.contains(topic) else {
                throw SQLiteError(.damaged, "an item of run \(run) refers to nothing")
            }
            let partition = TopicPartition(topic: topics[topic], partition: try row.number(2))
            let before = try row.offset(8, of: partition)
            let planned = try row.offset(4, of: partition)
            guard partition.partition >= 0, before?.offset ?? 0 >= 0, planned?.offset ?? 0 >= 0 else {
                throw SQLiteError(.damaged, "an item of run \(run) has a number below 0")
            }
            let preImage: PreImage = row.isNull(7) ? .notRead : before.map { .committed($0) } ?? .absent
            return RunItem(
                group: groups[group].group,
                topicPartition: partition,
                action: try row.decoded(3),
                preImage: preImage,
                planned: planned
            )
        }
    }

    private func topicIDs(of run: Int64) throws(SQLiteError) -> [String: TopicID] {
        var ids: [String: TopicID] = [:]
        try database.prepare("SELECT name, id FROM run_topic WHERE run = ? AND id IS NOT NULL")
            .rows([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
                guard let id = TopicID(bytes: try row.blob(1)) else {
                    throw SQLiteError(.damaged, "a topic of run \(run) has an id that is none")
                }
                ids[try row.text(0)] = id
            }
        return ids
    }

    private func unread(of run: Int64) throws(SQLiteError) -> [UnreadGroup] {
        try database.prepare("SELECT group_name, reason FROM unread WHERE run = ? ORDER BY number")
            .map([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
                UnreadGroup(group: GroupID(try row.text(0)), reason: try row.text(1))
            }
    }

    private func events(of run: Int64, groups: [RunGroup]) throws(SQLiteError) -> [RunEvent] {
        let sql = """
            SELECT at, state, group_number, step, detail, producer_id, producer_epoch
            FROM event NOT INDEXED WHERE run = ? ORDER BY number
            """
        return try database.prepare(sql).map([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
            let group = try row.optionalInteger(2).map { Int($0) }
            guard group.map(groups.indices.contains) ?? true else {
                throw SQLiteError(.damaged, "an event of run \(run) refers to nothing")
            }
            return RunEvent(
                at: Timestamp(nanoseconds: try row.integer(0)),
                state: try row.decoded(1),
                group: group.map { groups[$0].group },
                step: try row.isNull(3) ? nil : row.decoded(3),
                detail: try row.optionalText(4),
                producer: row.isNull(5) ? nil : ProducerIdentity(id: try row.integer(5), epoch: try row.number(6))
            )
        }
    }

    private func mismatches(of run: Int64) throws(SQLiteError) -> [Mismatch] {
        let sql = """
            SELECT group_name, topic, partition, expected_offset, expected_leader_epoch, expected_metadata,
                found_offset, found_leader_epoch, found_metadata
            FROM mismatch WHERE run = ? ORDER BY number
            """
        return try database.prepare(sql).map([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
            let partition = TopicPartition(topic: try row.text(1), partition: try row.number(2))
            return Mismatch(
                group: GroupID(try row.text(0)),
                topicPartition: partition,
                expected: try row.offset(3, of: partition),
                found: try row.offset(6, of: partition)
            )
        }
    }
}
