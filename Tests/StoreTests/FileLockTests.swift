import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Store

/// Who holds a lock, how long others wait, and what they are told.
struct FileLockTests {
    private static func acquire(_ scratch: borrowing ScratchDirectory) async throws -> FileLock {
        try await FileLock.acquire(scratch.file("lock"), of: "the store", wait: .zero, for: "tidemark snapshot")
    }

    /// What somebody is told who finds the lock taken.
    private static func refusal(_ path: String) async -> TidemarkError? {
        await #expect(throws: TidemarkError.self) {
            let lock = try await FileLock.acquire(path, of: "the store", wait: .zero, for: "tidemark list")
            lock.release()
        }
    }

    @Test func `who finds a lock taken is told who holds it, since when, doing what`() async throws {
        let scratch = try ScratchDirectory()
        let before = Timestamp.now()
        let lock = try await Self.acquire(scratch)
        let error = try #require(await Self.refusal(scratch.file("lock")))
        #expect(error.exitCode == .busy)
        let user = Operator.current().userName ?? "uid \(getuid())"
        let start = "the store is in use: process \(getpid()) (`tidemark snapshot` by \(user) on "
        #expect(error.message.hasPrefix(start), "\(error)")
        #expect(error.message.hasSuffix(") holds \(scratch.file("lock"))"), "\(error)")
        let words = error.message.split(separator: " ")
        let since = try #require(words.firstIndex(of: "since").map { words[$0 + 1].dropLast() })
        let moment = try #require(Timestamp(rfc3339: String(since)))
        #expect(moment >= before.advanced(by: .seconds(-1)) && moment <= .now())
        lock.release()
    }

    @Test func `who gives a lock up leaves no name in it`() async throws {
        let scratch = try ScratchDirectory()
        try await Self.acquire(scratch).release()
        #expect(try scratch.bytes("lock").isEmpty)
        try await Self.acquire(scratch).release()
    }

    @Test(arguments: [
        "", "\n", "4711\n", "process=1", "process=x began=1 user=a host=b since=c command=d\n", "\u{0}\u{1}\n",
        String(repeating: "x", count: 5_000),
    ])
    func `a line that is not whole is never taken for a holder`(content: String) async throws {
        let scratch = try ScratchDirectory()
        let lock = try await Self.acquire(scratch)
        try scratch.write(Data(content.utf8), to: "lock")
        let error = await Self.refusal(scratch.file("lock"))
        #expect(error?.message == "the store is in use: another process holds \(scratch.file("lock"))")
        lock.release()
    }

    @Test func `a line of a process that is gone, or whose number another one has, is not believed`() async throws {
        let scratch = try ScratchDirectory()
        let lock = try await Self.acquire(scratch)
        let own = LockHolder.present(for: "tidemark restore")
        let began = try #require(own.began)
        let lines = [
            own.line.replacing("process=\(own.process) ", with: "process=\(Int32.max) "),
            own.line.replacing("began=\(began) ", with: "began=\(began + 1) "),
            own.line.replacing("began=\(began) ", with: "began=? "),
        ]
        for line in lines {
            try scratch.write(Data(line.utf8), to: "lock")
            let error = await Self.refusal(scratch.file("lock"))
            #expect(error?.message.contains("another process holds") == true, "\(line): \(String(describing: error))")
        }
        // Of another machine nobody here can tell.
        try scratch.write(Data(own.line.replacing("host=\(own.host) ", with: "host=elsewhere ").utf8), to: "lock")
        let error = await Self.refusal(scratch.file("lock"))
        #expect(error?.message.contains("on elsewhere, since ") == true, "\(String(describing: error))")
        lock.release()
    }

    @Test func `a line is read as it was written, whatever the names are`() throws {
        let holder = LockHolder(
            process: 4_711,
            began: nil,
            user: "ann of accounts",
            host: "db-1",
            since: try #require(Timestamp(rfc3339: "2026-11-21T03:00:00Z")),
            command: "tidemark schedule\ncheck"
        )
        #expect(
            holder.line == "process=4711 began=? user=ann_of_accounts host=db-1 since=2026-11-21T03:00:00.000Z "
                + "command=tidemark schedule check\n"
        )
        let read = try #require(LockHolder(line: holder.line))
        #expect(read.process == 4_711 && read.began == nil && read.host == "db-1" && read.since == holder.since)
        let who = "process 4711 (`tidemark schedule check` by ann_of_accounts on db-1, since 2026-11-21T03:00:00Z)"
        #expect(read.words == who)
    }

    @Test func `a lock of a process that is gone is free, whatever it left`() async throws {
        let scratch = try ScratchDirectory()
        let line = LockHolder.present(for: "tidemark restore").line
        try scratch.write(Data(line.utf8), to: "lock")
        let lock = try await Self.acquire(scratch)
        #expect(String(decoding: try scratch.bytes("lock"), as: UTF8.self).hasSuffix(" command=tidemark snapshot\n"))
        lock.release()
    }

    @Test func `a lock ends with the process that holds it, however it ends`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("lock")
        let child = try await LockingProcess(holding: path)
        let error = await Self.refusal(path)
        #expect(error?.message.contains("another process holds") == true, "\(String(describing: error))")
        child.kill()
        let lock = try await FileLock.acquire(path, of: "the store", wait: .seconds(60), for: "tidemark snapshot")
        lock.release()
    }

    @Test func `a wait ends at its deadline, and with the task`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("lock")
        let lock = try await Self.acquire(scratch)
        let began = ContinuousClock.now
        let late = await #expect(throws: TidemarkError.self) {
            try await FileLock.acquire(path, of: "the store", wait: .milliseconds(150), for: "tidemark").release()
        }
        #expect(late?.exitCode == .busy)
        #expect(began.duration(to: .now) >= .milliseconds(150))
        let waiting = Task {
            try await FileLock.acquire(path, of: "the store", wait: .seconds(600), for: "tidemark").release()
        }
        waiting.cancel()
        let cancelled = await #expect(throws: TidemarkError.self) { try await waiting.value }
        #expect(cancelled?.exitCode == .interrupted)
        lock.release()
    }

    @Test(arguments: [ENOLCK, ENOSYS, EOPNOTSUPP])
    func `a file system without locks is named, and what to do about it`(number: Int32) {
        let error = TidemarkError.system(number, .lock, "/mnt/store/lock")
        #expect(error.code == .noLocks)
        #expect(error.message.hasPrefix("the file system gives no locks"), "\(error)")
        #expect(error.message.contains("cannot lock /mnt/store/lock: "), "\(error)")
        #expect(error.hint?.contains("--store on a local disk") == true, "\(error)")
        // Whatever else fails so is no matter of locks, and a lock fails for other reasons, too.
        #expect(TidemarkError.system(number, .write, "/mnt/store/lock").code == .inputOutput)
        #expect(TidemarkError.system(EIO, .lock, "/mnt/store/lock").code == .inputOutput)
    }
}
