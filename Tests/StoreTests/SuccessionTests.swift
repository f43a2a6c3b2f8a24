import FoundationEssentials
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// Which snapshot is the newest, where clocks go back and files go away.
struct SuccessionTests {
    /// Saves snapshots that follow one another though they began at these seconds.
    private static func chain(
        _ seconds: [Int],
        _ store: SnapshotStore,
        job: String? = "nightly"
    ) async throws -> [StoredSnapshot] {
        var saved: [StoredSnapshot] = []
        for second in seconds {
            var snapshot = Snapshot.sample(second: second, job: job)
            snapshot.origin.previousDigest = await store.newest(clusterID: "c-1", job: job)?.digest
            saved.append(try await store.save(snapshot))
        }
        return saved
    }

    @Test(arguments: [
        [0, 60, 120], [3_600, 0, 60], [60, 60_000, 0, 30, 120_000], [500, 400, 300, 200, 100], [9, 9_999, 10, 11],
    ])
    func `a snapshot comes after the one it follows, also where the clock was set back`(seconds: [Int]) async throws {
        let scratch = try ScratchDirectory()
        var saved: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            saved = try await Self.chain(seconds, store)
            #expect(await store.list() == saved)
            #expect(try await store.resolve(.latest(back: 0)) == saved.last)
        }
        let path = scratch.store
        // From the catalog, and from the files alone.
        #expect(try await SnapshotStore.open(path, for: .reading).list() == saved)
        try FileManager.default.removeItem(atPath: scratch.file("store/catalog.sqlite"))
        #expect(try await SnapshotStore.open(path, for: .reading).list() == saved)
    }

    @Test func `snapshots of other jobs are placed by their times`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let nightly = try await Self.chain([100, 50], store)
        let manual = try await Self.chain([75, 200], store, job: nil)
        #expect(await store.list() == [manual[0], nightly[0], nightly[1], manual[1]])
    }

    @Test func `the newest file that is gone is remembered until a newer one is there`() async throws {
        let scratch = try ScratchDirectory()
        var saved: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            saved = try await Self.chain([0, 60, 120], store)
        }
        for gone in [saved[0], saved[2]] { try FileManager.default.removeItem(atPath: gone.file) }
        for access in [StoreAccess.reading, .writing(wait: .zero), .writing(wait: .zero), .reading] {
            let store = try await SnapshotStore.open(scratch.store, for: access)
            #expect(await store.list() == [saved[1]])
            #expect(await store.missing == [saved[2]])
        }
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            saved += try await Self.chain([180], store)
        }
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await writer.missing == [])
        #expect(await writer.notices.contains { $0.contains(saved[2].id.text) })
        #expect(await writer.list() == [saved[1], saved[3]])
    }

    @Test func `the catalog keeps what a snapshot was taken of`() async throws {
        let scratch = try ScratchDirectory()
        let selection = Selection(
            groups: ["b*", "a", "x\ny", "c\\n", "d e", "\u{301}f\r", "\ng"],
            excludedGroups: ["bc"],
            topics: ["re:^x"],
            excludedTopics: ["y", "z"],
            partitions: [3, 1]
        )
        var saved: StoredSnapshot?
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            var snapshot = Snapshot.sample()
            snapshot.origin.selection = selection
            saved = try await store.save(snapshot)
        }
        let stored = try #require(saved)
        #expect(stored.selection == selection)
        #expect(try Catalog(layout: StoreLayout(scratch.store)).read(.read).rows.map(\.snapshot) == [stored])
    }
}
