import FoundationEssentials
import Glibc
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

struct JobRecordsTests {
    private static func moment(_ seconds: Int) -> Timestamp { Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000) }

    private static func success(_ seconds: Int) -> JobSuccess {
        JobSuccess(
            startedAt: moment(seconds),
            finishedAt: moment(seconds + 2),
            snapshot: SnapshotID(text: "20261127T030000Z-1"),
            isPartial: false
        )
    }

    @Test func `there are none before there is a file, and looking makes none`() async throws {
        let directory = try ScratchDirectory()
        let records = JobRecords(directory: directory.store)
        #expect(try await records.all().isEmpty)
        #expect(records.stamp() == nil)
        #expect(!FileManager.default.fileExists(atPath: directory.store))
    }

    @Test func `what happened last is there after everything was closed`() async throws {
        let directory = try ScratchDirectory()
        let records = JobRecords(directory: directory.store)
        try await records.know("nightly", since: Self.moment(10))
        try await records.know("nightly", since: Self.moment(99))
        try await records.noteBeginning(of: "nightly", at: Self.moment(20))
        let failure = JobFailure(at: Self.moment(25), code: "unreachable", message: "no broker", hint: "Start one.")
        try await records.note(failure, of: "nightly", handledUntil: nil)
        try await records.note(failure, of: "nightly", handledUntil: Self.moment(20))
        let failed = try #require(try await JobRecords(directory: directory.store).all()["nightly"])
        #expect(failed.knownSince == Self.moment(10) && failed.handledUntil == Self.moment(20))
        #expect(
            failed.lastAttempt == Self.moment(20) && failed.lastFailure == failure && failed.consecutiveFailures == 2
        )
        try await records.note(Self.success(30), of: "nightly", handledUntil: Self.moment(30))
        try await records.passOver("nightly", at: Self.moment(50), handledUntil: Self.moment(40), skipped: 3)
        let after = try #require(try await JobRecords(directory: directory.store).all()["nightly"])
        #expect(after.lastSuccess == Self.success(30) && after.lastFailure == failure && after.consecutiveFailures == 0)
        #expect(after.skipped == 3 && after.handledUntil == Self.moment(40))
        #expect(directory.mode("store/jobs.sqlite") == 0o640)
    }

    @Test func `a pause has a beginning that stays and an end that changes`() async throws {
        let directory = try ScratchDirectory()
        let records = JobRecords(directory: directory.store)
        try await records.pause("nightly", since: Self.moment(10), until: nil)
        let stamp = records.stamp()
        try await records.pause("nightly", since: Self.moment(20), until: Self.moment(100))
        #expect(records.stamp() != stamp)
        let paused = try #require(try await records.all()["nightly"])
        #expect(paused.pausedSince == Self.moment(10) && paused.pausedUntil == Self.moment(100))
        #expect(paused.isPaused(at: Self.moment(99)) && !paused.isPaused(at: Self.moment(100)))
        try await records.resume("nightly", at: Self.moment(60))
        let resumed = try #require(try await records.all()["nightly"])
        #expect(resumed.pausedSince == nil && resumed.pausedUntil == nil && resumed.handledUntil == Self.moment(60))
    }

    @Test func `the end of a pause deals with nothing that a run under way is for`() async throws {
        let directory = try ScratchDirectory()
        let records = JobRecords(directory: directory.store)
        try await records.know("nightly", since: Self.moment(10))
        for end in [50, 80] {
            try await records.noteBeginning(of: "nightly", at: Self.moment(end - 10))
            try await records.pause("nightly", since: Self.moment(end - 5), until: nil)
            let before = try #require(try await records.all()["nightly"]).handledUntil
            try await records.resume("nightly", at: Self.moment(end))
            #expect(try await records.all()["nightly"]?.handledUntil == before)
            // It comes to its end, and the next pause finds nothing under way.
            try await records.note(Self.success(end - 10), of: "nightly", handledUntil: Self.moment(end - 10))
            try await records.pause("nightly", since: Self.moment(end + 15), until: nil)
            try await records.resume("nightly", at: Self.moment(end + 18))
            #expect(try await records.all()["nightly"]?.handledUntil == Self.moment(end + 18))
        }
    }

    @Test func `a damaged file is an error, and is moved aside where it is to be used`() async throws {
        let directory = try ScratchDirectory()
        let records = JobRecords(directory: directory.store)
        try await records.know("nightly", since: Self.moment(10))
        try directory.write(Data("no database at all".utf8), to: "store/jobs.sqlite")
        let error = await #expect(throws: TidemarkError.self) { try await records.all() }
        #expect(error?.code == .damagedDatabase)
        await #expect(throws: TidemarkError.self) {
            try await records.pause("nightly", since: Self.moment(1), until: nil)
        }
        #expect(try await records.prepare()?.code == .damagedDatabase)
        #expect(try await records.all().isEmpty)
        #expect(try directory.names(in: "store").contains("jobs.sqlite.damaged"))
        #expect(try await records.prepare() == nil)
    }

    @Test func `a file of a newer Tidemark is refused and stays`() async throws {
        let directory = try ScratchDirectory()
        let newer = Schema(
            applicationID: JobRecordSchema.schema.applicationID,
            migrations: JobRecordSchema.schema.migrations + ["CREATE TABLE more (x INTEGER) STRICT"]
        )
        try await JobRecords(directory: directory.store, schema: newer).know("nightly", since: Self.moment(1))
        let records = JobRecords(directory: directory.store)
        let error = await #expect(throws: TidemarkError.self) { try await records.prepare() }
        #expect(error?.code == .newerSchema && error?.exitCode == .configuration)
        await #expect(throws: TidemarkError.self) { try await records.all() }
        #expect(try directory.names(in: "store") == ["jobs.sqlite"])
    }

    @Test func `a message of any length is kept as far as one reads it`() {
        let failure = JobFailure(at: Self.moment(1), code: "x", message: String(repeating: "ä", count: 100_000))
        #expect(failure.message.utf8.count <= JobFailure.longestText + 3)
        #expect(failure.message.hasPrefix("ää") && failure.message.hasSuffix("…"))
    }

    @Test func `one daemon has a store, and one run a job`() async throws {
        let directory = try ScratchDirectory()
        let store = directory.store
        try await JobRecords(directory: store).know("nightly", since: Self.moment(1))
        #expect(StoreGuard.daemonHolder(of: store) == nil)
        let held = try StoreGuard.daemon(of: store)
        let error = #expect(throws: TidemarkError.self) { try StoreGuard.daemon(of: store) }
        #expect(
            error?.exitCode == .busy && error?.message.contains("process \(getpid()) (`tidemark daemon` by") == true
        )
        #expect(StoreGuard.daemonHolder(of: store)?.contains("process \(getpid())") == true)
        let run = try StoreGuard.job("nightly", of: store, for: "tidemark job run")
        let other = try StoreGuard.job("other", of: store, for: "tidemark job run")
        #expect(throws: TidemarkError.self) {
            try StoreGuard.job("nightly", of: store, for: "tidemark daemon")
        }
        withExtendedLifetime((held, run, other)) {}
    }
}
