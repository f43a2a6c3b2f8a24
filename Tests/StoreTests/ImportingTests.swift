import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Store

/// Snapshots that were imported stand beside those that were taken here, and never in their place.
struct ImportingTests {
    private static func source(_ byte: UInt8) throws -> String {
        let digest = try #require(ContentDigest(bytes: [UInt8](repeating: byte, count: 32)))
        return ImportSource(name: "offsets.csv", kind: "kafka-csv", digest: digest).text
    }

    /// A snapshot that says that it was imported.
    private static func imported(_ byte: UInt8 = 1, second: Int = 0, partitions: Int32 = 4) throws -> Snapshot {
        var snapshot = Snapshot.sample(second: second, job: nil, partitions: partitions)
        snapshot.origin.importedFrom = try source(byte)
        return snapshot
    }

    @Test func `an imported snapshot says where it is from, from the catalog and from its file`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        do {
            let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
            let (stored, isNew) = try await store.importing(try Self.imported(), isDated: false)
            #expect(isNew && stored.isImported)
        }
        let source = try Self.source(1)
        #expect(try await SnapshotStore.open(path, for: .reading).list().map(\.importedFrom) == [source])
        try FileManager.default.removeItem(atPath: scratch.file("store/catalog.sqlite"))
        #expect(try await SnapshotStore.open(path, for: .reading).list().map(\.importedFrom) == [source])
    }

    @Test func `the same file is not stored twice, and another one is`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let (first, _) = try await store.importing(try Self.imported(second: 5), isDated: false)
        let again = try await store.importing(try Self.imported(second: 9), isDated: false)
        #expect(!again.isNew && again.stored == first)
        let dated = try await store.importing(try Self.imported(second: 9), isDated: true)
        #expect(dated.isNew)
        let sameTime = try await store.importing(try Self.imported(second: 9), isDated: true)
        #expect(!sameTime.isNew && sameTime.stored == dated.stored)
        let otherSource = try await store.importing(try Self.imported(2, second: 5), isDated: false)
        let otherOffsets = try await store.importing(try Self.imported(second: 5, partitions: 3), isDated: false)
        #expect(otherSource.isNew && otherOffsets.isNew)
        #expect(await store.list().count == 4)
    }

    @Test func `nothing that was taken follows an imported snapshot or is compared with one`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let taken = try await store.append(.sample(second: 0, job: nil)).stored
        _ = try await store.importing(try Self.imported(second: 60, partitions: 400), isDated: true)
        #expect(await store.newest(clusterID: "c-1", job: nil) == taken)
        let next = try await store.append(.sample(second: 120, job: nil, partitions: 3))
        #expect(next.stored.previousDigest == taken.digest)
        #expect(next.snapshot.origin.suspicion == nil)
        #expect(try await store.missingSnapshots { [] } == [])
    }

    @Test func `an imported snapshot is never meant by age`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let taken = try await store.save(.sample(second: 0))
        let (imported, _) = try await store.importing(try Self.imported(second: 60), isDated: true)
        for text in ["latest", "@2026-11-21T03:02Z"] {
            #expect(try await store.resolve(try SnapshotReference(typed: text)) == taken, "\(text)")
        }
        #expect(try await store.resolve(.id(prefix: imported.id.text)) == imported)
        await #expect(throws: TidemarkError.self) { try await store.resolve(.latest(back: 1)) }
    }

    @Test func `where what was taken last is gone, an imported snapshot hides that not`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        var taken: [StoredSnapshot] = []
        do {
            let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
            for second in [0, 60] { taken.append(try await store.append(.sample(second: second)).stored) }
            _ = try await store.importing(try Self.imported(second: 120), isDated: true)
        }
        try FileManager.default.removeItem(atPath: taken[1].file)
        #expect(try await SnapshotStore.open(path, for: .reading).missing.map(\.id) == [taken[1].id])
    }

    @Test(arguments: CommitStep.allCases, [ENOSPC, EDQUOT, EROFS, EIO])
    func `an import that fails at any step leaves what was there, nothing half, and can be tried again`(
        step: CommitStep,
        failure: Int32
    ) async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let taken: StoredSnapshot
        do {
            let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
            taken = try await store.save(.sample())
        }
        let snapshot = try Self.imported(second: 60)
        do {
            let store = try await SnapshotStore.open(path, for: .writing(wait: .zero)) { $0 == step ? failure : nil }
            do {
                _ = try await store.importing(snapshot, isDated: true)
                #expect(step == .catalog)
                #expect(await store.notices.contains { $0.contains("catalog.sqlite") })
            } catch {
                #expect(step != .catalog && error.message.contains(path), "\(error)")
            }
        }
        for name in try scratch.names(in: "store/snapshots") { #expect(name.hasSuffix(".tidemark"), "\(name)") }
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        #expect(try await store.load(taken) == .sample())
        let again = try await store.importing(snapshot, isDated: true)
        #expect(try await store.load(again.stored) == snapshot)
        #expect(await store.list() == [taken, again.stored])
    }

    @Test func `retention counts imported snapshots apart`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let taken = try await store.save(.sample(job: nil))
        let (imported, _) = try await store.importing(try Self.imported(), isDated: false)
        #expect(taken.retentionGroup != imported.retentionGroup)
        #expect(imported.retentionGroup == RetentionGroup(clusterID: "c-1", job: nil, isImported: true))
    }

    @Test func `the bytes of a snapshot's file are given as they are, and a damaged one is refused`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let stored = try await store.save(.sample())
        let bytes = try await store.bytes(of: stored)
        #expect(bytes == Array(try Data(contentsOf: URL(filePath: stored.file))))
        let read = try UnstoredSnapshot(bytes, named: "x")
        #expect(read.stored.id == stored.id && read.stored.digest == stored.digest && read.stored.file == "x")
        var damaged = bytes
        damaged[damaged.count / 2] ^= 1
        let error = #expect(throws: TidemarkError.self) { try UnstoredSnapshot(damaged, named: "some.tidemark") }
        #expect(error?.code == .damagedSnapshot && error?.message.contains("some.tidemark") == true)
    }
}
