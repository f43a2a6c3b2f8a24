import FoundationEssentials
import KafkaTestSupport
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// The oldest part of the journal moves into archives: nothing is lost, nothing is there twice, and all of it is proven.
struct JournalArchiveTests {
    /// One run stays; a second one is enough to move the first.
    private static let retention = JournalRetention(runs: 1)

    @Test func `what has moved is found, proven and followed by the audit log`() async throws {
        let scratch = try ScratchDirectory()
        let records = try await Self.fill(scratch.store, runs: 3)
        let before = try await Self.everything(scratch.store)
        let archive = try #require(try await Self.archive(scratch.store))
        #expect(archive.name == "journal-000000001-000000006.sqlite")
        #expect(archive.runs == 2)
        #expect(scratch.mode("store/\(archive.name)") == 0o440)

        let journal = try await Self.reader(scratch.store)
        #expect(try await journal.runs().map(\.record.id) == [records[2].id])
        #expect(try await journal.runs(archived: true) == before.runs)
        #expect(try await journal.auditLog().map(\.number) == Array(7...10))
        #expect(try await Array(journal.auditLog(archived: true).dropLast()) == before.log)
        #expect(try await journal.auditLog().last?.entry.subject == archive.name)
        #expect(try await journal.verifyAudit() == .intact(records: 10))
        #expect(try await journal.check() == 10)
        for (index, record) in records.enumerated() {
            #expect(try await journal.provenRun(record.id) == before.details[index])
            #expect(try await journal.resolve(record.id.text) == record.id)
            #expect(try await journal.summary(of: record.id) == before.runs[index])
        }
        #expect(try await journal.resolve(Journal.latest) == records[2].id)
        #expect(try await journal.states(of: Set(records.map(\.id))).count == 3)
        #expect(try await journal.endedRuns() == [.done: 3])
        #expect(try await journal.hasRuns(cluster: "c-1"))
        #expect(try await journal.prunedDigests() == before.pruned)
    }

    @Test func `archives follow each other, and the journal goes on after the last`() async throws {
        let scratch = try ScratchDirectory()
        for round in 0..<4 {
            try await Self.fill(scratch.store, runs: 2, from: 2 * round)
            #expect(try await Self.archive(scratch.store) != nil)
        }
        let journal = try await Self.reader(scratch.store)
        #expect(try await journal.archives().count == 4)
        #expect(
            try await journal.runs(archived: true).map(\.record.id)
                == (0..<8).map { try SampleRun.record(second: $0).id }
        )
        let log = try await journal.auditLog(archived: true)
        #expect(log.map(\.number) == Array(1...Int64(log.count)))
        #expect(try await journal.check() == log.count)
    }

    @Test func `nothing moves that is not over, nor what comes after it`() async throws {
        let scratch = try ScratchDirectory()
        let open = try SampleRun.record(second: 0, cluster: "c-2")
        try await Self.locked(scratch.store) {
            try await $0.begin(open, groups: SampleRun.groups, items: SampleRun.items)
        }
        try await Self.fill(scratch.store, runs: 3, from: 1)
        #expect(try await Self.archive(scratch.store) == nil)
        #expect(try Self.archives(in: scratch.store).isEmpty)
        try await Self.locked(scratch.store) { try await $0.finish(open.id, state: .aborted) }
        // Its last record is behind those of the others now.
        #expect(try await Self.archive(scratch.store) == nil)
    }

    @Test(arguments: ArchiveStep.allCases)
    func `whoever is killed at any step has lost nothing and left nothing twice`(step: ArchiveStep) async throws {
        let scratch = try ScratchDirectory()
        try await Self.fill(scratch.store, runs: 3)
        let before = try await Self.everything(scratch.store)
        // What is thrown leaves everything as it is: there is nothing that a kill would leave out.
        await #expect(throws: TidemarkError.self) { try await Self.archive(scratch.store, until: step) }
        for _ in 0..<2 {
            let journal = try await Self.reader(scratch.store)
            #expect(try await journal.runs(archived: true) == before.runs)
            let log = try await journal.auditLog(archived: true)
            #expect(log.filter { $0.entry.action != JournalFile.archiving } == before.log)
            #expect(try await journal.check() == log.count)
            _ = try await Self.archive(scratch.store)
        }
        let journal = try await Self.reader(scratch.store)
        #expect(try await journal.archives().map(\.runs) == [2])
        #expect(try Self.archives(in: scratch.store) == (try await journal.archives().map(\.name)))
        let leftovers = try FileManager.default.contentsOfDirectory(atPath: scratch.store)
        #expect(!leftovers.contains { $0.contains(".tmp") }, "\(leftovers)")
    }

    @Test func `what another archiving has left is made anew with what has come since`() async throws {
        let scratch = try ScratchDirectory()
        try await Self.fill(scratch.store, runs: 3)
        await #expect(throws: TidemarkError.self) { try await Self.archive(scratch.store, until: .enter) }
        try await Self.fill(scratch.store, runs: 2, from: 3)
        let archive = try #require(try await Self.archive(scratch.store))
        #expect(archive.runs == 4)
        #expect(try Self.archives(in: scratch.store) == [archive.name])
    }

    @Test func `an old copy of the journal is told by the archives that it does not know`() async throws {
        let scratch = try ScratchDirectory()
        try await Self.fill(scratch.store, runs: 2)
        let old = try scratch.bytes("store/journal.sqlite")
        try await Self.fill(scratch.store, runs: 2, from: 2)
        let archive = try #require(try await Self.archive(scratch.store))
        try scratch.write(old, to: "store/journal.sqlite")
        let journal = try await Self.reader(scratch.store)
        let error = await #expect(throws: TidemarkError.self) { try await journal.check() }
        #expect(error?.code == .outdatedJournal)
        #expect(error?.message.contains(archive.name) == true)
        let refusal = await #expect(throws: TidemarkError.self) { try await Self.archive(scratch.store) }
        #expect(refusal?.code == .outdatedJournal)
        #expect(try Self.archives(in: scratch.store) == [archive.name])
    }

    @Test func `an archive that is gone is named, and what is in the journal goes on`() async throws {
        let scratch = try ScratchDirectory()
        let records = try await Self.fill(scratch.store, runs: 3)
        let archive = try #require(try await Self.archive(scratch.store))
        try FileManager.default.removeItem(atPath: scratch.file("store/\(archive.name)"))
        let journal = try await Self.reader(scratch.store)
        #expect(try await journal.provenRun(records[2].id).record.state == .done)
        #expect(try await journal.states(of: [records[0].id]) == [records[0].id: .done])
        let undo = await #expect(throws: TidemarkError.self) { try await journal.provenRun(records[0].id) }
        let check = await #expect(throws: TidemarkError.self) { try await journal.check() }
        for error in [undo, check] {
            #expect(error?.code == .archiveMissing)
            #expect(error?.exitCode == .damagedData)
            #expect(error?.message.contains(archive.name) == true)
        }
    }

    @Test(arguments: [
        "UPDATE pre_image SET offset = 99", "UPDATE run_item SET planned_offset = 1 WHERE action = 'set'",
        "UPDATE audit SET result = 'aborted' WHERE number = 3", "DELETE FROM audit WHERE number = 6",
        "UPDATE event SET detail = 'x'", "DELETE FROM audit WHERE number = 1", "UPDATE run SET state = 'raced'",
    ])
    func `damage in an archive is found and the file is named`(sql: String) async throws {
        let scratch = try ScratchDirectory()
        try await Self.fill(scratch.store, runs: 3)
        let archive = try #require(try await Self.archive(scratch.store))
        try Self.change(scratch.file("store/\(archive.name)"), sql)
        let journal = try await Self.reader(scratch.store)
        let error = await #expect(throws: TidemarkError.self) { try await journal.check() }
        #expect(error?.exitCode == .damagedData)
        #expect(error?.message.contains(archive.name) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        "UPDATE archived_run SET state = 'aborted' WHERE number = 1", "DELETE FROM archived_run WHERE number = 2",
        "UPDATE archived_run SET cluster_id = 'c-9'", "UPDATE archive SET last = last - 1",
        "UPDATE archive SET hash = zeroblob(32)", "UPDATE archive SET made_at = 5",
    ])
    func `what the journal says of its archives is vouched for`(sql: String) async throws {
        let scratch = try ScratchDirectory()
        try await Self.fill(scratch.store, runs: 3)
        _ = try await Self.archive(scratch.store)
        try Self.change(scratch.file("store/journal.sqlite"), sql)
        let journal = try await Self.reader(scratch.store)
        let error = await #expect(throws: TidemarkError.self) { try await journal.check() }
        #expect(error?.exitCode == .damagedData)
    }

    @Test func `what is damaged does not move`() async throws {
        let scratch = try ScratchDirectory()
        let records = try await Self.fill(scratch.store, runs: 3)
        try Self.change(
            scratch.file("store/journal.sqlite"),
            "UPDATE pre_image SET offset = 99 WHERE run = 1 AND offset IS NOT NULL"
        )
        let error = await #expect(throws: TidemarkError.self) { try await Self.archive(scratch.store) }
        #expect(error?.code == .damagedJournal)
        #expect(error?.message.contains(records[0].id.text) == true)
        #expect(try Self.archives(in: scratch.store).isEmpty)
        #expect(try await Self.reader(scratch.store).runs().count == 3)
    }

    @Test func `an archive of an older version is read by a newer program`() async throws {
        let scratch = try ScratchDirectory()
        let records = try await Self.fill(scratch.store, runs: 3)
        let before = try await Self.everything(scratch.store)
        _ = try await Self.archive(scratch.store)
        let next = Schema(
            applicationID: JournalSchema.schema.applicationID,
            migrations: JournalSchema.schema.migrations + ["ALTER TABLE run ADD COLUMN more TEXT"]
        )
        let journal = try Journal(StoreLayout(scratch.store), schema: next)
        try await journal.locked { () async throws in
            #expect(try await journal.provenRun(records[0].id) == before.details[0])
            #expect(try await journal.check() == 10)
        }
    }

    @Test func `one of a newer version is refused by its name`() async throws {
        let scratch = try ScratchDirectory()
        let records = try await Self.fill(scratch.store, runs: 3)
        let archive = try #require(try await Self.archive(scratch.store))
        try Self.change(scratch.file("store/\(archive.name)"), "PRAGMA user_version = 99")
        let journal = try await Self.reader(scratch.store)
        let error = await #expect(throws: TidemarkError.self) { try await journal.provenRun(records[0].id) }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains(archive.name) == true)
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `without room for an archive nothing changes`() async throws {
        let mount = try ScratchMount(kibibytes: 2_048)
        let store = try await SnapshotStore.open(mount.path, for: .writing(wait: .zero))
        let journal = try await Journal.forWriting(store)
        for second in 0..<3 { try await SampleRun.carryOut(try SampleRun.record(second: second), in: journal) }
        try mount.fill(leaving: 16)
        let error = await #expect(throws: TidemarkError.self) { try await journal.archive(by: Self.retention) }
        #expect(error?.code == .diskFull)
        try FileManager.default.removeItem(atPath: "\(mount.path)/filler")
        #expect(try await journal.runs().count == 3)
        #expect(try await journal.archive(by: Self.retention)?.runs == 2)
    }

    /// Everything that a journal has.
    private struct Everything {
        let runs: [RunSummary]
        let details: [RunDetail]
        let log: [AuditRecord]
        let pruned: Set<ContentDigest>
    }

    private static func everything(_ store: String) async throws -> Everything {
        let journal = try await reader(store)
        let runs = try await journal.runs()
        var details: [RunDetail] = []
        for run in runs { details.append(try await journal.provenRun(run.record.id)) }
        return Everything(
            runs: runs,
            details: details,
            log: try await journal.auditLog(),
            pruned: try await journal.prunedDigests()
        )
    }

    @discardableResult
    private static func fill(
        _ store: String,
        runs: Int,
        from first: Int = 0
    ) async throws -> [RunRecord] {
        let records = try (first..<first + runs).map { try SampleRun.record(second: $0) }
        try await locked(store) { journal in
            for record in records { try await SampleRun.carryOut(record, in: journal) }
        }
        return records
    }

    private static func locked<Result>(
        _ store: String,
        until step: ArchiveStep? = nil,
        _ body: (Journal) async throws -> Result
    ) async throws -> Result {
        _ = try await SnapshotStore.open(store, for: .writing(wait: .zero))
        let journal = try Journal(
            StoreLayout(store),
            archiveFault: { $0 == step ? TidemarkError(.terminated, "killed before \($0)") : nil }
        )
        return try await journal.locked { try await body(journal) }
    }

    @discardableResult
    private static func archive(
        _ store: String,
        until step: ArchiveStep? = nil
    ) async throws -> JournalArchive? {
        try await locked(store, until: step) { try await $0.archive(by: retention) }
    }

    private static func reader(_ store: String) async throws -> Journal {
        try await Journal.open(try await SnapshotStore.open(store, for: .reading))
    }

    /// The names of the archives that are there, known or not.
    private static func archives(in store: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store)
            .filter { JournalArchive.last(inName: $0) != nil }.sorted()
    }

    /// Changes a file as no honest program can.
    private static func change(_ path: String, _ sql: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let database = try Database(path: path, access: .write, busyTimeout: .zero)
        let triggers = try database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
            .map { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
        try database.execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
        for trigger in triggers { try database.execute("DROP TRIGGER \(trigger)") }
        try database.execute(sql)
    }
}
