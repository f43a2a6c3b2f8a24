import FoundationEssentials
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// What decides what is written, and what says how a run ended, is vouched for: one bit that has changed is found.
struct RunEvidenceTests {
    /// Every column of every row of a run, and of the audit log that vouches for it.
    private static let tables: [String] = [
        """
        run: number id kind mode commit_protocol cluster_id cluster_name snapshot undo_of plan_digest transactional_id \
        sentinel_group sentinel_topic sentinel_partition state started_at finished_at deadline user_name uid login_uid \
        error_code error_message error_hint
        """,
        "run_group: run number name existed state type",
        "run_topic: run number name id",
        """
        run_item: run group_number topic_number partition action planned_offset planned_leader_epoch planned_metadata
        """,
        "pre_image: run group_number topic_number partition offset leader_epoch metadata",
        // The number of an event only orders: one that changes the order is found by the hashes.
        "event: run at state group_number step detail hash",
        """
        mismatch: number run group_name topic partition expected_offset expected_leader_epoch expected_metadata \
        found_offset found_leader_epoch found_metadata
        """,
        "unread: run number group_name reason",
        """
        audit: number at user_name uid login_uid action subject cluster_id cluster_name plan_digest offsets_before \
        offsets_after result detail hash evidence host reason
        """,
    ]

    private static var columns: [String] {
        var columns: [String] = []
        for table in tables {
            let words = table.split { $0 == " " || $0 == ":" }
            for column in words.dropFirst() { columns.append("\(words[0]).\(column)") }
        }
        return columns
    }

    @Test(arguments: columns)
    func `one changed bit of any row of a run is found`(name: String) async throws {
        let parts = name.split(separator: ".").map(String.init)
        let scratch = try ScratchDirectory()
        let record = try SampleRun.record()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            let journal = try await Journal.forWriting(store)
            try await SampleRun.carryOut(record, in: journal, end: .undecided)
            #expect(try await journal.flaw(in: record.id) == nil)
            #expect(try await journal.firstDamagedRun() == nil)
        }
        let path = scratch.file("store/journal.sqlite")
        for row in 0..<(try Self.count(parts[0], in: path)) {
            let copy = try ScratchDirectory()
            try copy.copy(scratch.store)
            try Self.flip(parts[1], of: parts[0], row: row, in: copy.file("store/journal.sqlite"))
            let store = try await SnapshotStore.open(copy.store, for: .reading)
            let comment: Comment = "\(name), row \(row)"
            do {
                let journal = try await Journal.open(store)
                let isIntact = try await journal.verifyAudit() == .intact(records: 3)
                let damaged = try await journal.firstDamagedRun()
                #expect(!isIntact || damaged != nil, comment)
                // Of a run that is still to be found by its id, nothing is believed.
                if try await !journal.states(of: [record.id]).isEmpty {
                    _ = try await journal.provenRun(record.id)
                    // A bit of the log that vouches for none of its rows.
                    #expect(!isIntact && damaged == nil, comment)
                }
            } catch {
                #expect(error.exitCode == .damagedData, comment)
                #expect(error.message.contains("journal.sqlite"), comment)
            }
        }
    }

    @Test(arguments: ["pre_image", "run_item", "run_group", "event", "mismatch", "audit"])
    func `a missing row is found`(table: String) async throws {
        let scratch = try ScratchDirectory()
        let record = try SampleRun.record()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            try await SampleRun.carryOut(record, in: try await Journal.forWriting(store), end: .undecided)
        }
        let path = scratch.file("store/journal.sqlite")
        let key =
            ["event", "mismatch", "audit"].contains(table) ? "number" : table == "run_group" ? "number" : "partition"
        try Database(path: path, access: .write, busyTimeout: .zero).execute(
            "PRAGMA foreign_keys = OFF; DROP TRIGGER IF EXISTS \(table)_is_kept; "
                + "DELETE FROM \(table) WHERE \(key) = (SELECT min(\(key)) FROM \(table))"
        )
        let journal = try await Journal.open(try await SnapshotStore.open(scratch.store, for: .reading))
        #expect(try await journal.firstDamagedRun()?.run == record.id)
    }

    @Test func `a run that is not over is checked before anything is done by it, wherever it was`() async throws {
        let scratch = try ScratchDirectory()
        let record = try SampleRun.record()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            let journal = try await Journal.forWriting(store)
            try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
            try await journal.checkUnfinishedRuns()
        }
        try Database(path: scratch.file("store/journal.sqlite"), access: .write, busyTimeout: .zero).execute(
            "DROP TRIGGER run_identity_stays; UPDATE run SET cluster_id = 'c-3'"
        )
        let journal = try await Journal.forWriting(
            try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        )
        #expect(try await journal.unfinishedRuns(cluster: record.cluster).isEmpty)
        let error = await #expect(throws: TidemarkError.self) { try await journal.checkUnfinishedRuns() }
        #expect(error?.code == .damagedJournal)
        #expect(error?.exitCode == .damagedData)
        // It can be given up, and is in nobody's way then.
        let failure = RunFailure(code: "accepted", message: "its plan is damaged", hint: nil)
        #expect(try await journal.accept(record.id, failure: failure, mismatches: []) == .undecided)
        try await journal.checkUnfinishedRuns()
    }

    @Test func `without ids of topics the evidence is that of the version before`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let journal = try await Journal.forWriting(store)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        let path = scratch.file("store/journal.sqlite")
        let file = JournalFile(database: try Database(path: path, access: .read, busyTimeout: .zero))
        var queries = RunEvidence.plan.queries
        queries[2] = "SELECT number, name FROM run_topic WHERE run = ? ORDER BY number"
        let before = try file.digest(of: queries, RunEvidence.plan.rawValue, [.integer(1)])
        #expect(try file.digest(of: .plan, run: 1) == before)
    }

    @Test func `runs of an older version are taken as they are`() async throws {
        let scratch = try ScratchDirectory()
        let record = try SampleRun.record()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            try await SampleRun.carryOut(record, in: try await Journal.forWriting(store))
        }
        // As an older version has left it: no evidence, and hashes of the log without any.
        let path = scratch.file("store/journal.sqlite")
        do {
            let database = try Database(path: path, access: .write, busyTimeout: .zero)
            try database.execute(
                "DROP TRIGGER audit_stays; DROP TRIGGER event_stays; DROP TRIGGER audit_is_kept; "
                    + "DELETE FROM audit WHERE result = 'pre-image'; UPDATE audit SET evidence = NULL; "
                    + "UPDATE event SET hash = NULL"
            )
        }
        let journal = try await Journal.open(try await SnapshotStore.open(scratch.store, for: .reading))
        for entry in try await journal.auditLog() where entry.number == 1 {
            let hash = try AuditChain.hash(entry.entry, number: 1, after: AuditChain.start)
            try Database(path: path, access: .write, busyTimeout: .zero)
                .prepare("UPDATE audit SET hash = ? WHERE number = 1").run([.blob(hash.bytes)])
        }
        #expect(try await journal.flaw(in: record.id) == nil)
        #expect(try await journal.provenRun(record.id).items == SampleRun.preImages)
    }

    @Test func `what is newly found of an undecided run is recorded, and what could not be read stays that`()
        async throws
    {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let journal = try await Journal.forWriting(store)
        let record = try SampleRun.record()
        try await SampleRun.carryOut(record, in: journal, end: .undecided)
        let before = try await journal.run(record.id)
        let failure = try #require(before.record.error)
        // Nothing new is no news.
        try await journal.renewDoubt(record.id, failure: failure, mismatches: nil)
        try await journal.renewDoubt(record.id, failure: failure, mismatches: before.mismatches)
        #expect(try await journal.run(record.id) == before)
        let other = Mismatch(
            group: SampleRun.groups[1].group,
            topicPartition: SampleRun.items[3].topicPartition,
            expected: SampleRun.items[3].planned,
            found: nil
        )
        try await journal.renewDoubt(record.id, failure: failure, mismatches: before.mismatches + [other])
        #expect(try await journal.run(record.id).mismatches == before.mismatches + [other])
        #expect(try await journal.flaw(in: record.id) == nil)

        // Now the first group cannot be read, and the second one holds what it should.
        let unread = UnreadGroup(group: SampleRun.groups[0].group, reason: "no answer in time")
        let accepted = RunFailure(code: "accepted", message: "nobody can tell", hint: nil)
        _ = try await journal.accept(record.id, failure: accepted, mismatches: [], unread: [unread])
        let ended = try await journal.run(record.id)
        #expect(ended.mismatches == before.mismatches)
        #expect(ended.unread == [unread])
        #expect(ended.record.finishedAt != nil)
        #expect(try await journal.runs().map(\.unread) == [[unread]])
        #expect(try await journal.flaw(in: record.id) == nil)
        #expect(try await journal.verifyAudit() == .intact(records: 5))
    }

    private static func count(_ table: String, in path: String) throws -> Int64 {
        let database = try Database(path: path, access: .read, busyTimeout: .zero)
        return try database.prepare("SELECT count(*) FROM \(table)")
            .first { (row: borrowing Row) throws(SQLiteError) in try row.integer(0) } ?? 0
    }

    /// Changes one bit of a value; one that is NULL gets a value.
    private static func flip(_ column: String, of table: String, row: Int64, in path: String) throws {
        let database = try Database(path: path, access: .write, busyTimeout: .zero)
        try database.execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        let triggers = try database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .map { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        for trigger in triggers { try database.execute("DROP TRIGGER \(trigger)") }
        let old = try database.prepare("SELECT \(column) FROM \(table) LIMIT 1 OFFSET ?")
            .first([.integer(row)]) { (row: borrowing Row) throws(SQLiteError) in Self.value(row) }
        let keys: [String: String] = [
            "run_group": "run, number", "run_topic": "run, number", "unread": "run, number",
            "run_item": "run, group_number, topic_number, partition",
            "pre_image": "run, group_number, topic_number, partition",
        ]
        let key = keys[table] ?? "rowid"
        let sql = """
            UPDATE \(table) SET \(column) = ?1
            WHERE (\(key)) = (SELECT \(key) FROM \(table) LIMIT 1 OFFSET ?2)
            """
        try database.prepare(sql).run([Self.flipped(try #require(old), column), .integer(row)])
    }

    private static func value(_ row: borrowing Row) -> Value {
        if let number = try? row.integer(0) { return .integer(number) }
        if let text = try? row.text(0) { return .text(text) }
        if let blob = try? row.blob(0) { return .blob(blob) }
        return .null
    }

    private static func flipped(_ value: Value, _ column: String) -> Value {
        switch value {
        // Far away, where no other row has the number.
        case .integer(let number): return .integer(number ^ (1 << 20))
        case .text(let text):
            var bytes = Array(text.utf8)
            if bytes.isEmpty { return .text("x") }
            bytes[bytes.count - 1] ^= 1
            return .text(String(decoding: bytes, as: UTF8.self))
        case .blob(var bytes):
            bytes[0] ^= 1
            return .blob(bytes)
        case .null:
            if ["hash", "evidence", "plan_digest"].contains(column) { return .blob([UInt8](repeating: 1, count: 32)) }
            if column == "id" { return .blob([UInt8](repeating: 1, count: TopicID.length)) }
            let texts = [
                "cluster_name", "snapshot", "undo_of", "user_name", "error_code", "error_message", "error_hint",
                "state",
                "planned_metadata", "metadata", "step", "detail", "expected_metadata", "found_metadata", "host",
                "reason",
            ]
            return texts.contains(column) ? .text("x") : .integer(1)
        }
    }
}

extension ScratchDirectory {
    /// A copy of a store, as this directory's.
    fileprivate func copy(_ store: String) throws {
        try FileManager.default.copyItem(atPath: store, toPath: self.store)
    }
}
