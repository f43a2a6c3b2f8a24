import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// Numbers that no program of ours writes: whoever reads them refuses them, and nothing traps.
struct ExtremeNumberTests {
    private static let numbers: [Int64] = [.min, -1, .max]

    @Test(arguments: ["catalog.sqlite", "journal.sqlite"], [-1, Int64(Int32.min), Int64(Int32.max)])
    func `a version of the schema that cannot be is refused`(file: String, version: Int64) async throws {
        let scratch = try ScratchDirectory()
        try await Self.fill(scratch.store)
        try Self.raw(scratch.file("store/\(file)"), "PRAGMA user_version = \(version)")
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let error: TidemarkError?
            do throws(TidemarkError) {
                let store = try await SnapshotStore.open(scratch.store, for: access)
                _ = try await Journal.opened(store, for: access)
                error = nil
            } catch let failure {
                error = failure
            }
            // A damaged catalog is built anew, a newer one refused; of the journal either is refused.
            let below: ExitCode? = file == "catalog.sqlite" ? nil : .damagedData
            #expect(error?.exitCode == (version > 0 ? ExitCode.configuration : below), "\(access)")
        }
    }

    @Test(arguments: [
        ("run", "sentinel_partition"), ("run", "started_at"), ("run", "finished_at"), ("run", "deadline"),
        ("run", "uid"),
        ("run", "login_uid"), ("run", "number"), ("run_group", "number"), ("run_group", "existed"),
        ("run_topic", "number"),
        ("run_item", "group_number"), ("run_item", "topic_number"), ("run_item", "partition"),
        ("run_item", "planned_offset"),
        ("run_item", "planned_leader_epoch"), ("pre_image", "offset"), ("pre_image", "leader_epoch"),
        ("pre_image", "partition"), ("event", "number"), ("event", "at"), ("event", "group_number"),
        ("mismatch", "partition"),
        ("mismatch", "expected_offset"), ("mismatch", "found_offset"), ("audit", "at"), ("audit", "uid"),
        ("audit", "login_uid"), ("audit", "offsets_before"), ("audit", "number"), ("sqlite_sequence", "seq"),
    ])
    func `no number in the journal makes a reader trap`(table: String, column: String) async throws {
        for number in Self.numbers {
            let scratch = try ScratchDirectory()
            let run = try await Self.fill(scratch.store)
            try Self.raw(
                scratch.file("store/journal.sqlite"),
                "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; \(Self.withoutTriggers) "
                    + "UPDATE \(table) SET \(column) = \(number) WHERE rowid = (SELECT max(rowid) FROM \(table))",
                orElse:
                    "UPDATE \(table) SET \(column) = \(number) WHERE run = 1 AND \(column) = (SELECT max(\(column)) "
                    + "FROM \(table))"
            )
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            // Whatever comes of each: an answer or an error.
            guard let journal = try? await Journal.forWriting(store) else { continue }
            _ = try? await journal.runs()
            _ = try? await journal.run(run)
            _ = try? await journal.provenRun(run)
            _ = try? await journal.unfinishedRuns(cluster: nil)
            _ = try? await journal.verifyAudit()
            _ = try? await journal.firstDamagedRun()
            _ = try? await journal.resolve("latest")
            _ = try? await journal.note("a remark", in: run)
            try? await journal.begin(try SampleRun.record(second: 5), groups: [], items: [])
        }
    }

    @Test(arguments: numbers)
    func `a snapshot of any time is saved and listed`(nanoseconds: Int64) async throws {
        let scratch = try ScratchDirectory()
        var snapshot = Snapshot.sample()
        let origin = snapshot.origin
        let moment = Timestamp(nanoseconds: nanoseconds)
        snapshot.origin = SnapshotOrigin(
            cluster: origin.cluster,
            bootstrapServers: origin.bootstrapServers,
            startedAt: moment,
            finishedAt: Timestamp(nanoseconds: .max),
            tidemarkVersion: origin.tidemarkVersion,
            client: origin.client
        )
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let stored = try await writer.save(snapshot)
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == [stored])
        #expect(try await reader.resolve(.atOrBefore(moment)) == stored)
        #expect(try await reader.load(stored) == snapshot)
    }

    private static let withoutTriggers = [
        "run_stays", "run_identity_stays", "run_end_stays", "run_group_stays", "run_item_stays", "pre_image_stays",
        "event_stays", "audit_stays",
    ].map { "DROP TRIGGER \($0);" }.joined(separator: " ")

    /// A store with a snapshot, and a run that is over.
    @discardableResult
    private static func fill(_ path: String) async throws -> RunID {
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        _ = try await store.save(.sample())
        let journal = try await Journal.forWriting(store)
        let record = try SampleRun.record()
        try await SampleRun.carryOut(record, in: journal, end: .raced)
        return record.id
    }

    private static func raw(
        _ path: String,
        _ sql: String,
        orElse other: String? = nil
    ) throws {
        let database = try Database(path: path, access: .write, busyTimeout: .zero)
        do {
            try database.execute(sql)
        } catch {
            // A table without row ids, or a number that is taken.
            guard let other else { throw error }
            try? database.execute(other)
        }
    }
}
