import Foundation
import KafkaTestSupport
import Offsets
import Store
import Synchronization
import TestSupport
import Testing

@testable import Daemon

/// When the store is read for the metrics, and what is said of it.
@Suite(.timeLimit(.minutes(2)))
struct StoreReadingTests {
    /// A reader that a test lets come to its end.
    private final class Reader: Sendable {
        let begun = Mutex(0)
        private let (ends, end) = AsyncStream.makeStream(of: StoreFindings.self)

        var read: StoreReading.Reading {
            { _, _ in
                self.begun.withLock { $0 += 1 }
                for await found in self.ends { return found }
                return StoreFindings()
            }
        }

        func finish(snapshots: Int) {
            var found = StoreFindings()
            found.store = StoreMetrics()
            found.store?.snapshots = snapshots
            end.yield(found)
        }
    }

    private static func reading(_ directory: String, _ reader: Reader, _ log: EventLog) -> StoreReading {
        StoreReading(directory: directory, reading: reader.read, now: log.now, tell: log.tell) {}
    }

    @Test func `it is read at the start and when that is wanted, and never twice at a time`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-reading")
        let (reader, log) = (Reader(), EventLog())
        let reading = Self.reading(scratch.path, reader, log)
        var count = 0
        func isRead() async throws {
            count += 1
            let number = count
            reading.look(StoreWishes())
            try await Waiting.until("reading \(number)") { reader.begun.withLock(\.self) == number }
            // Nothing is begun beside one that is at work.
            reading.want()
            reading.look(StoreWishes())
            reader.finish(snapshots: number)
            try await Waiting.until("its end") { reading.found.store?.snapshots == number }
            #expect(reader.begun.withLock(\.self) == number)
        }
        #expect(reading.found.store == nil)
        try await isRead()
        // What was wanted meanwhile.
        try await isRead()
        try await isRead()
    }

    @Test func `one that hangs is unknown and one line, and another line when it ends`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-reading")
        let (reader, log) = (Reader(), EventLog())
        let reading = Self.reading(scratch.path, reader, log)
        reading.look(StoreWishes())
        reader.finish(snapshots: 1)
        try await Waiting.until("the first") { reading.found.store?.snapshots == 1 }
        reading.want()
        reading.look(StoreWishes())
        try await Waiting.until("the second begins") { reader.begun.withLock(\.self) == 2 }
        log.pass(StoreReading.patience)
        reading.look(StoreWishes())
        #expect(reading.found.store?.snapshots == 1 && log.words.isEmpty)
        log.pass(.seconds(1))
        for _ in 0..<2 { reading.look(StoreWishes()) }
        #expect(reading.found.store == nil)
        #expect(log.count(of: "watchingFailed") == 1 && log.words.count == 1)
        reader.finish(snapshots: 2)
        try await Waiting.until("its end is told") { log.count(of: "watchingWorks") == 1 }
        #expect(reading.found.store?.snapshots == 2)
        // A hundredth of the time at most: it took a minute, so there is none for more than an hour.
        reading.want()
        log.pass(.seconds(60 * 60))
        reading.look(StoreWishes())
        #expect(reader.begun.withLock(\.self) == 2)
    }

    @Test func `nothing is read where nothing has changed, but once in a while`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-reading")
        let (reader, log) = (Reader(), EventLog())
        let reading = Self.reading(scratch.path, reader, log)
        reading.look(StoreWishes())
        reader.finish(snapshots: 1)
        try await Waiting.until("the first") { reading.found.store?.snapshots == 1 }
        var passed = Duration.zero
        while passed < StoreReading.longestRest - StoreReading.period {
            log.pass(StoreReading.period)
            passed += StoreReading.period
            reading.look(StoreWishes())
            try await Waiting.until("the free bytes are seen") { reading.isAtRest }
        }
        #expect(reader.begun.withLock(\.self) == 1)
        log.pass(StoreReading.period)
        reading.look(StoreWishes())
        try await Waiting.until("the second begins") { reader.begun.withLock(\.self) == 2 }
        reader.finish(snapshots: 2)
        try await Waiting.until("its end") { reading.found.store?.snapshots == 2 }
        // Somebody else takes a snapshot.
        try FileManager.default.createDirectory(
            atPath: scratch.file("snapshots"),
            withIntermediateDirectories: false
        )
        log.pass(StoreReading.period)
        reading.look(StoreWishes())
        try await Waiting.until("the third begins") { reader.begun.withLock(\.self) == 3 }
        reader.finish(snapshots: 3)
    }
}

/// What is found of a store.
struct StoreFindingsTests {
    private static let moment = Timestamp(nanoseconds: 1_795_662_000_000_000_000)

    private static func snapshot(_ groups: [String], by job: String, later: Int = 0) -> Snapshot {
        var snapshot = MetricsSample.snapshot(groups: groups)
        snapshot.origin.job = job
        snapshot.origin.startedAt = moment.advanced(by: .seconds(later))
        snapshot.origin.finishedAt = snapshot.origin.startedAt
        return snapshot
    }

    private static func wishes(_ lines: String = "") throws -> StoreWishes {
        StoreWishes(try TestService.settings(of: "[daemon]\n\(lines)\n\(TestService.file("nightly", "often"))"))
    }

    @Test func `snapshots, their newest, bytes and damage, and no run where there is no journal`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-findings")
        let store = try await SnapshotStore.open(scratch.path, for: .writing(wait: .zero))
        var bytes = 0
        for number in 0..<3 {
            bytes += try await store.append(Self.snapshot(["a"], by: "nightly", later: number)).stored.bytes
        }
        let damaged = try await store.append(Self.snapshot(["b"], by: "often", later: 5)).stored
        try FileManager.default.removeItem(atPath: damaged.file)
        try Data("nothing".utf8).write(to: URL(fileURLWithPath: damaged.file))

        let found = await StoreFindings.read(scratch.path, try Self.wishes(), before: nil)
        let newest = await store.list().filter { $0.job == "nightly" }.last
        #expect(found.newest == ["nightly": try #require(newest)])
        #expect(found.store?.snapshots == 3 && found.store?.bytes == Int64(bytes) && found.store?.damagedFiles == 1)
        #expect(found.store?.freeBytes ?? 0 > 0)
        #expect(found.store?.runs == [:] && found.store?.unfinishedRuns == 0)
        #expect(found.trouble == nil && !found.lags.isWanted)
    }

    @Test func `what cannot be read is unknown, and the rest is not`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-findings")
        let store = try await SnapshotStore.open(scratch.path, for: .writing(wait: .zero))
        _ = try await store.append(Self.snapshot(["a"], by: "nightly"))
        try Data(repeating: 7, count: 5_000).write(to: URL(fileURLWithPath: scratch.file("journal.sqlite")))
        let found = await StoreFindings.read(scratch.path, try Self.wishes(), before: nil)
        #expect(found.store?.snapshots == 1 && found.store?.runs == nil && found.store?.unfinishedRuns == nil)
        #expect(found.trouble?.exitCode == .damagedData)
    }

    @Test func `lags are those of the newest snapshot of each job, and of none that is damaged`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-findings")
        let store = try await SnapshotStore.open(scratch.path, for: .writing(wait: .zero))
        let wishes = try Self.wishes("lag-groups = [\"*\"]\nlag-groups-limit = 2")
        _ = try await store.append(Self.snapshot(["gone"], by: "nightly"))
        _ = try await store.append(Self.snapshot(["a", "b"], by: "nightly", later: 1))
        _ = try await store.append(Self.snapshot(["c"], by: "often", later: 2))
        _ = try await store.append(Self.snapshot(["d"], by: "of nobody", later: 3))
        var found = await StoreFindings.read(scratch.path, wishes, before: nil)
        #expect(found.lags.samples.map(\.group.name) == ["a", "b"] && found.lags.leftOut == 1)

        let last = try await store.append(Self.snapshot(["e"], by: "nightly", later: 4)).stored
        found = await StoreFindings.read(scratch.path, wishes, before: found)
        #expect(found.lags.samples.map(\.group.name) == ["c", "e"] && found.lags.leftOut == 0)
        try FileManager.default.removeItem(atPath: last.file)
        try Data("nothing".utf8).write(to: URL(fileURLWithPath: last.file))
        found = await StoreFindings.read(scratch.path, wishes, before: found)
        // The one before it is the newest that can be read.
        #expect(found.lags.samples.map(\.group.name) == ["a", "b"] && found.lags.leftOut == 1)
    }
}
