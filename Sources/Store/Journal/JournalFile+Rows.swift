import Offsets
import SQLite

/// How values become rows; every call is part of a transaction of its caller.
extension JournalFile {
    func insert(_ record: RunRecord) throws(SQLiteError) -> Int64 {
        let sql = """
            INSERT INTO run (id, kind, mode, commit_protocol, cluster_id, cluster_name, snapshot, undo_of, plan_digest,
                transactional_id, sentinel_group, sentinel_topic, sentinel_partition, state, started_at, deadline,
                user_name, uid, login_uid)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.prepare(sql).run([
            .text(record.id.text), .text(record.kind.rawValue), .text(record.mode.rawValue),
            .text(record.commitProtocol.rawValue),
            .text(record.cluster.id), .text(record.cluster.name), .text(record.snapshot?.text),
            .text(record.undoOf?.text), .blob(record.planDigest.bytes), .text(record.transactionalID),
            .text(record.sentinelGroup.name), .text(record.sentinelPartition?.topic),
            .integer(record.sentinelPartition?.partition), .text(record.state.rawValue),
            .integer(record.startedAt.nanoseconds), .integer(record.deadline.nanoseconds),
            .text(record.who.userName), .integer(Int64(record.who.uid)), .integer(record.who.loginUID),
        ])
        return database.lastInsertedRow
    }

    func insert(_ groups: [RunGroup], run: Int64) throws(SQLiteError) -> [GroupID: Int64] {
        let columns = ["run", "number", "name", "existed", "state", "type"]
        var numbers: [GroupID: Int64] = [:]
        try database.insert(into: "run_group", columns, groups.enumerated()) { number, group in
            numbers[group.group] = Int64(number)
            return [
                .integer(run), .integer(Int64(number)), .text(group.group.name), .integer(group.existed ? 1 : 0),
                .text(group.state?.rawValue), .text(group.type.rawValue),
            ]
        }
        return numbers
    }

    func insert(
        topicsOf items: [RunItem],
        ids: [String: TopicID],
        run: Int64
    ) throws(SQLiteError) -> [String: Int64] {
        let topics = Set(items.lazy.map(\.topicPartition.topic)).sorted().enumerated()
        var numbers: [String: Int64] = [:]
        try database.insert(into: "run_topic", ["run", "number", "name", "id"], topics) { number, topic in
            numbers[topic] = Int64(number)
            return [.integer(run), .integer(Int64(number)), .text(topic), ids[topic].map { .blob($0.bytes) } ?? .null]
        }
        return numbers
    }

    func insert(
        _ items: [RunItem],
        run: Int64,
        groupNumbers: [GroupID: Int64],
        topicNumbers: [String: Int64]
    ) throws(SQLiteError) {
        let columns = [
            "run", "group_number", "topic_number", "partition", "action", "planned_offset", "planned_leader_epoch",
            "planned_metadata",
        ]
        try database.insert(into: "run_item", columns, items) { (item: RunItem) throws(SQLiteError) in
            guard let group = groupNumbers[item.group], let topic = topicNumbers[item.topicPartition.topic] else {
                throw SQLiteError(.constraint, "group \(item.group) of an item is no group of the run")
            }
            guard item.preImage == .notRead, item.planned.map({ $0.topicPartition == item.topicPartition }) ?? true
            else {
                throw SQLiteError(.constraint, "the item of \(item.group) for \(item.topicPartition) is inconsistent")
            }
            return [
                .integer(run), .integer(group), .integer(topic), .integer(Int64(item.topicPartition.partition)),
                .text(item.action.rawValue), .integer(item.planned?.offset), .integer(item.planned?.leaderEpoch),
                .text(item.planned?.metadata.text),
            ]
        }
    }

    func insertPreImages(of items: [RunItem], run: Int64) throws(SQLiteError) {
        let expected = try database.prepare("SELECT count(*) FROM run_item WHERE run = ?")
            .first([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) }
        // Each row refers to an item and no two rows to the same, so equal counts mean that every item has one.
        guard Int64(items.count) == expected else {
            throw SQLiteError(.constraint, "\(items.count) pre-images for \(expected ?? 0) items")
        }
        let groups = try numbers(ofNamesIn: "run_group", run: run)
        let topics = try numbers(ofNamesIn: "run_topic", run: run)
        let columns = ["run", "group_number", "topic_number", "partition", "offset", "leader_epoch", "metadata"]
        try database.insert(into: "pre_image", columns, items) { (item: RunItem) throws(SQLiteError) in
            let found: CommittedOffset?
            switch item.preImage {
            case .notRead:
                throw SQLiteError(.constraint, "\(item.group) for \(item.topicPartition) was not read")
            case .absent: found = nil
            case .committed(let offset): found = offset
            }
            guard let group = groups[GroupID(item.group.name)], let topic = topics[GroupID(item.topicPartition.topic)],
                found.map({ $0.topicPartition == item.topicPartition }) ?? true
            else {
                throw SQLiteError(.constraint, "\(item.group) for \(item.topicPartition) is no item of the run")
            }
            return [
                .integer(run), .integer(group), .integer(topic), .integer(Int64(item.topicPartition.partition)),
                .integer(found?.offset), .integer(found?.leaderEpoch), .text(found?.metadata.text),
            ]
        }
    }

    func insert(_ event: RunEvent, run: Int64) throws(SQLiteError) {
        var group: Int64?
        if let name = event.group {
            let sql = "SELECT number FROM run_group WHERE run = ? AND name = ?"
            group = try database.prepare(sql)
                .first([.integer(run), .text(name.name)]) { (row: borrowing Row) throws(SQLiteError) in
                    try row.integer(0)
                }
            guard group != nil else { throw SQLiteError(.constraint, "\(name) is no group of the run") }
        }
        let values: [Value] = [
            .integer(run), .integer(event.at.nanoseconds), .text(event.state.rawValue), .integer(group),
            .text(event.step?.rawValue), .text(event.detail), .integer(event.producer?.id),
            .integer((event.producer?.epoch).map(Int64.init)),
        ]
        var bytes: [UInt8] = []
        let count = Int(event.producer == nil ? EventChain.hashedCount : EventChain.columnCount)
        for value in values.prefix(count) { value.append(to: &bytes) }
        let hash = try ChainedHash.hash(bytes, after: try lastEventHash(of: run))
        let sql = "INSERT INTO event (\(EventChain.columns), hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        try database.prepare(sql).run(values + [.blob(hash.bytes)])
    }

    private func lastEventHash(of run: Int64) throws(SQLiteError) -> [UInt8]? {
        try database.prepare("SELECT hash FROM event WHERE run = ? ORDER BY number DESC LIMIT 1")
            .first([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in try row.optionalBlob(0) } ?? nil
    }

    func insert(_ unread: [UnreadGroup], run: Int64) throws(SQLiteError) {
        let columns = ["run", "number", "group_name", "reason"]
        try database.insert(into: "unread", columns, unread.enumerated()) { number, group in
            [.integer(run), .integer(Int64(number)), .text(group.group.name), .text(group.reason)]
        }
    }

    func insert(_ mismatches: [Mismatch], run: Int64) throws(SQLiteError) {
        let columns = [
            "run", "group_name", "topic", "partition", "expected_offset", "expected_leader_epoch", "expected_metadata",
            "found_offset", "found_leader_epoch", "found_metadata",
        ]
        try database.insert(into: "mismatch", columns, mismatches) { mismatch in
            [
                .integer(run), .text(mismatch.group.name), .text(mismatch.topicPartition.topic),
                .integer(Int64(mismatch.topicPartition.partition)), .integer(mismatch.expected?.offset),
                .integer(mismatch.expected?.leaderEpoch), .text(mismatch.expected?.metadata.text),
                .integer(mismatch.found?.offset), .integer(mismatch.found?.leaderEpoch),
                .text(mismatch.found?.metadata.text),
            ]
        }
    }

    /// The numbers of a run's groups or topics by name.
    private func numbers(ofNamesIn table: String, run: Int64) throws(SQLiteError) -> [GroupID: Int64] {
        var numbers: [GroupID: Int64] = [:]
        try database.prepare("SELECT name, number FROM \(table) WHERE run = ?")
            .rows([.integer(run)]) { (row: borrowing Row) throws(SQLiteError) in
                numbers[GroupID(try row.text(0))] = try row.integer(1)
            }
        return numbers
    }
}
