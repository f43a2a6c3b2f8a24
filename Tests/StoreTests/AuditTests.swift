import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

struct AuditTests {
    @Test func `entries are read back in order and the chain holds`() async throws {
        let scratch = try ScratchDirectory()
        let entries = try (0..<4).map { try entry($0) }
        try await write(entries, in: scratch.store)
        let reader = try await Journal.open(try await SnapshotStore.open(scratch.store, for: .reading))
        let log = try await reader.auditLog()
        #expect(log.map(\.entry) == entries)
        #expect(log.map(\.number) == [1, 2, 3, 4])
        #expect(Set(log.map(\.hash)).count == 4)
        #expect(try await reader.verifyAudit() == .intact(records: 4))
    }

    @Test(arguments: [
        ("UPDATE audit SET result = 'aborted' WHERE number = 2", 2),
        ("UPDATE audit SET user_name = NULL WHERE number = 1", 1),
        ("UPDATE audit SET at = at + 1 WHERE number = 4", 4),
        ("UPDATE audit SET offsets_after = NULL, detail = offsets_after WHERE number = 3", 3),
        ("UPDATE audit SET hash = zeroblob(32) WHERE number = 3", 3),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 2; UPDATE audit SET number = number - 1 WHERE number > 2", 2),
        ("DELETE FROM audit WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 4", 4),
        ("DELETE FROM audit", 1),
    ])
    func `tampering is found where it happened`(sql: String, number: Int64) async throws {
        let scratch = try ScratchDirectory()
        try await write(try (0..<4).map { try entry($0) }, in: scratch.store)
        let path = scratch.file("store/journal.sqlite")
        try Database(path: path, access: .write, busyTimeout: .zero)
            .execute("DROP TRIGGER audit_stays; DROP TRIGGER audit_is_kept; \(sql)")
        let reader = try await Journal.open(try await SnapshotStore.open(scratch.store, for: .reading))
        let verdict = try await reader.verifyAudit()
        guard case .broken(number, _) = verdict else {
            Issue.record("\(verdict)")
            return
        }
    }

    @Test(arguments: ["UPDATE audit SET result = 'x'", "DELETE FROM audit"])
    func `an honest program cannot change the log`(sql: String) async throws {
        let scratch = try ScratchDirectory()
        try await write([try entry(1)], in: scratch.store)
        let database = try Database(path: scratch.file("store/journal.sqlite"), access: .write, busyTimeout: .zero)
        #expect(throws: SQLiteError.self) { try database.execute(sql) }
    }

    @Test func `the hash is the one that is documented`() throws {
        let entry = AuditEntry(
            at: Timestamp(nanoseconds: 1),
            who: Operator(userName: nil, uid: 2, loginUID: nil),
            action: "a",
            subject: "b",
            result: "c"
        )
        let hash = try AuditChain.hash(entry, number: 1, after: AuditChain.start)
        #expect(
            hash.description
                == "d3deeaa7629986432816a7020cbd6bdc031beba63a91fdb31c0d709541912cdf"
        )
    }

    @Test func `the operator of this process has a user id`() {
        #expect(Operator.current() == Operator.current())
    }

    private func entry(_ number: Int) throws -> AuditEntry {
        AuditEntry(
            at: Timestamp(nanoseconds: 1_795_230_000_000_000_000 + Int64(number)),
            who: Operator(userName: "ann", uid: 1_000, loginUID: number == 2 ? 1_001 : nil),
            action: "restore",
            subject: "run \(number)",
            cluster: number == 1 ? nil : ClusterName(id: "c-1", name: nil),
            planDigest: ContentDigest(bytes: [UInt8](repeating: UInt8(number), count: ContentDigest.length)),
            offsetsBefore: number,
            offsetsAfter: 12,
            result: "done"
        )
    }

    private func write(_ entries: [AuditEntry], in path: String) async throws {
        let journal = try await Journal.forWriting(
            try await SnapshotStore.open(path, for: .writing(wait: .zero))
        )
        for entry in entries { try await journal.appendAudit(entry) }
    }
}
