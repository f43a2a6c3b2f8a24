import FoundationEssentials
import KafkaTestSupport
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

struct SnapshotStoreTests {
    @Test func `a saved snapshot is listed and loaded as it was`() async throws {
        let scratch = try ScratchDirectory()
        let snapshot = Snapshot.sample(note: "before the deploy")
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            let stored = try await store.save(snapshot)
            #expect(try await store.load(stored) == snapshot)
            #expect(await store.notices == [])
        }
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        let listed = try #require(await reader.list().first)
        #expect(await reader.list().count == 1)
        #expect(listed.groups == 3)
        #expect(listed.offsets == 12)
        #expect(listed.tags == ["a", "b"])
        #expect(listed.note == "before the deploy")
        #expect(listed.file == "\(scratch.store)/snapshots/\(listed.id).tidemark")
        #expect(listed.bytes == (try scratch.bytes("store/snapshots/\(listed.id).tidemark")).count)
        #expect(try await reader.load(listed) == snapshot)
    }

    @Test func `directories are for the owner and the group, snapshots are read-only`() async throws {
        let scratch = try ScratchDirectory()
        let stored = try await save([.sample()], in: scratch.store)[0]
        #expect(scratch.mode("store") == 0o750)
        #expect(scratch.mode("store/snapshots") == 0o750)
        #expect(scratch.mode("store/snapshots/\(stored.id).tidemark") == 0o440)
        #expect(scratch.mode("store/catalog.sqlite") == 0o640)
        #expect(try scratch.names(in: "store/snapshots") == ["\(stored.id).tidemark"])
    }

    @Test func `a store that does not exist is not made by looking`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let error = await #expect(throws: TidemarkError.self) { try await SnapshotStore.open(path, for: .reading) }
        #expect(error?.exitCode == .notFound)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `a path longer than the system takes is an error that says so`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store + String(repeating: "/a", count: 60_000)
        let error = await #expect(throws: TidemarkError.self) {
            try await SnapshotStore.open(path, for: .writing(wait: .zero))
        }
        #expect(error?.message.hasSuffix("File name too long") == true)
        #expect(!FileManager.default.fileExists(atPath: scratch.store))
    }

    @Test func `the list is in the order of capture`() async throws {
        let scratch = try ScratchDirectory()
        let seconds = [30, 10, 20]
        _ = try await save(seconds.map { Snapshot.sample(second: $0) }, in: scratch.store)
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list().map(\.startedAt) == (await reader.list().map(\.startedAt).sorted()))
        #expect(await reader.list().count == 3)
    }

    @Test func `the same snapshot saved again is found in place`() async throws {
        let scratch = try ScratchDirectory()
        let stored = try await save([.sample(), .sample()], in: scratch.store)
        #expect(stored[0] == stored[1])
        #expect(try scratch.names(in: "store/snapshots").count == 1)
    }

    @Test func `what a killed writer left is removed by the next, and only that`() async throws {
        let scratch = try ScratchDirectory()
        let stored = try await save([.sample()], in: scratch.store)[0]
        try scratch.write(Data([1, 2, 3]), to: "store/snapshots/.\(stored.id).tidemark.tmp4711")
        try scratch.write(Data([1]), to: "store/snapshots/.keep")
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == [stored])
        #expect(await reader.damagedFiles == [])
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(try scratch.names(in: "store/snapshots") == [".keep", "\(stored.id).tidemark"])
        #expect(await writer.notices.count == 1)
        #expect(await writer.list() == [stored])
    }

    @Test func `the newest of a cluster and a job is the end of its chain`() async throws {
        let scratch = try ScratchDirectory()
        let other = ClusterName(id: "c-2", name: nil)
        let stored = try await save(
            [
                .sample(second: 1), .sample(second: 2), .sample(second: 3, job: nil),
                .sample(second: 4, cluster: other),
            ],
            in: scratch.store
        )
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.newest(clusterID: "c-1", job: "nightly") == stored[1])
        #expect(await reader.newest(clusterID: "c-1", job: nil) == stored[2])
        #expect(await reader.newest(clusterID: "c-2", job: "nightly") == stored[3])
        #expect(await reader.newest(clusterID: "c-3", job: nil) == nil)
    }

    @Test func `a damaged file stops neither the list nor the others`() async throws {
        let scratch = try ScratchDirectory()
        let stored = try await save([.sample(second: 1), .sample(second: 2)], in: scratch.store)
        var bytes = try scratch.bytes("store/snapshots/\(stored[0].id).tidemark")
        bytes[bytes.count / 2] ^= 1
        try scratch.write(bytes, to: "store/snapshots/\(stored[0].id).tidemark")
        // With its row in the catalog it is read again, because it was written to since.
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == [stored[1]])
        let error = await #expect(throws: TidemarkError.self) { try await reader.load(stored[0]) }
        #expect(error?.exitCode == .damagedData)
        #expect(error?.message.contains(stored[0].file) == true)
        // Without, nothing else is known of it.
        try FileManager.default.removeItem(atPath: scratch.file("store/catalog.sqlite"))
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let store = try await SnapshotStore.open(scratch.store, for: access)
            #expect(await store.list() == [stored[1]])
            #expect(await store.damagedFiles.map(\.file) == [stored[0].file])
            let prefix = SnapshotReference.id(prefix: stored[0].id.text)
            let named = await #expect(throws: TidemarkError.self) { try await store.resolve(prefix) }
            #expect(named?.exitCode == .damagedData)
        }
    }

    @Test func `a file under another snapshot's name is damaged`() async throws {
        let scratch = try ScratchDirectory()
        let stored = try await save([.sample()], in: scratch.store)[0]
        let other = "store/snapshots/20200101T000000Z-00000000.tidemark"
        try scratch.write(try scratch.bytes("store/snapshots/\(stored.id).tidemark"), to: other)
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await store.list() == [stored])
        #expect(await store.damagedFiles.map(\.file) == [scratch.file(other)])
    }

    @Test func `names that are no regular files are damaged and never block`() async throws {
        let scratch = try ScratchDirectory()
        let stored = try await save([.sample()], in: scratch.store)[0]
        let snapshots = scratch.file("store/snapshots")
        try FileManager.default.createDirectory(
            atPath: "\(snapshots)/20200101T000000Z-00000000.tidemark",
            withIntermediateDirectories: false
        )
        try FileManager.default.createSymbolicLink(
            atPath: "\(snapshots)/20200101T000001Z-00000000.tidemark",
            withDestinationPath: stored.file
        )
        let store = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await store.list() == [stored])
        #expect(await store.damagedFiles.count == 2)
    }

    @Test func `a file that is gone is dropped and said to be`() async throws {
        let scratch = try ScratchDirectory()
        let stored = try await save([.sample(second: 1), .sample(second: 2)], in: scratch.store)
        try FileManager.default.removeItem(atPath: stored[0].file)
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == [stored[1]])
        let error = await #expect(throws: TidemarkError.self) { try await reader.load(stored[0]) }
        #expect(error?.exitCode == .notFound)
        do {
            let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            #expect(await writer.notices.contains { $0.contains(stored[0].id.text) })
        }
        let again = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await again.notices == [])
    }

    @Test func `reading only never saves`() async throws {
        let scratch = try ScratchDirectory()
        _ = try await save([.sample()], in: scratch.store)
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        await #expect(throws: TidemarkError.self) { try await reader.save(.sample(second: 1)) }
        #expect(try scratch.names(in: "store/snapshots").count == 1)
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a store on a read-only file system can be read, with a catalog and without`() async throws {
        let mount = try ScratchMount(kibibytes: 4_096)
        let stored = try await save([.sample(second: 1), .sample(second: 2)], in: mount.path)
        try FileManager.default.removeItem(atPath: "\(mount.path)/catalog.sqlite")
        try mount.freeze()
        let reader = try await SnapshotStore.open(mount.path, for: .reading)
        #expect(await reader.list() == stored)
        _ = try await reader.load(stored[0])
        let path = mount.path
        let error = await #expect(throws: TidemarkError.self) {
            try await SnapshotStore.open(path, for: .writing(wait: .zero))
        }
        #expect(error?.exitCode == .cannotCreate)
    }

    private func save(_ snapshots: [Snapshot], in store: String) async throws -> [StoredSnapshot] {
        let writer = try await SnapshotStore.open(store, for: .writing(wait: .zero))
        var stored: [StoredSnapshot] = []
        for snapshot in snapshots { stored.append(try await writer.save(snapshot)) }
        return stored
    }
}
