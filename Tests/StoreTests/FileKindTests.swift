import FoundationEssentials
import Glibc
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// Nothing but regular files is opened, whatever has the name: no command hangs, and none fails for a name it does not need.
@Suite(.timeLimit(.minutes(1)))
struct FileKindTests {
    /// What can have a name.
    enum Thing: String, CaseIterable {
        case pipe, directory, socket, device, link, danglingLink

        func make(_ path: String) throws {
            switch self {
            case .pipe: try Self.expect(unsafe mkfifo(path, 0o600))
            case .directory: try Self.expect(unsafe mkdir(path, 0o700))
            case .socket: try Self.expect(unsafe mknod(path, S_IFSOCK | 0o600, 0))
            // Where this is not permitted, a named pipe does as well.
            case .device: if unsafe mknod(path, S_IFCHR | 0o600, 0x0103) != 0 { try Thing.pipe.make(path) }
            case .link: try Self.expect(unsafe symlink("/dev/zero", path))
            case .danglingLink: try Self.expect(unsafe symlink("/nonexistent/nothing", path))
            }
        }

        private static func expect(_ result: Int32) throws {
            try #require(result == 0)
        }
    }

    private static let catalogNames = ["catalog.sqlite", "catalog.sqlite-journal", "catalog.sqlite-wal"]

    @Test(arguments: catalogNames, Thing.allCases)
    func `a catalog that is no file is put aside, and the files answer`(name: String, thing: Thing) async throws {
        let scratch = try ScratchDirectory()
        let stored = try await Self.save(in: scratch.store)
        try? FileManager.default.removeItem(atPath: scratch.file("store/\(name)"))
        try thing.make(scratch.file("store/\(name)"))
        // Even where an older one that was put aside cannot be replaced.
        if thing == .pipe { try Thing.directory.make(scratch.file("store/\(name).damaged")) }
        let reader = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await reader.list() == [stored])
        do {
            let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            #expect(await writer.list() == [stored])
            #expect(await writer.notices.count == 1)
            _ = try await writer.save(.sample(second: 9))
        }
        let again = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await again.list().count == 2)
        #expect(await again.notices == [])
    }

    @Test(arguments: ["journal.sqlite", "journal.sqlite-journal"], Thing.allCases)
    func `a journal that is no file is refused and named, never taken for an empty one`(
        name: String,
        thing: Thing
    ) async throws {
        let scratch = try ScratchDirectory()
        do {
            let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
            _ = try await Journal.forWriting(store).installation()
        }
        try? FileManager.default.removeItem(atPath: scratch.file("store/\(name)"))
        try thing.make(scratch.file("store/\(name)"))
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let store = try await SnapshotStore.open(scratch.store, for: access)
            let error = await #expect(throws: TidemarkError.self) { try await Journal.opened(store, for: access) }
            #expect(error?.code == .notADatabase, "\(String(describing: error))")
            #expect(error?.message.contains(name) == true)
        }
    }

    @Test(arguments: Thing.allCases)
    func `a lock that is no file is refused and named`(thing: Thing) async throws {
        let scratch = try ScratchDirectory()
        let stored = try await Self.save(in: scratch.store)
        try FileManager.default.removeItem(atPath: scratch.file("store/lock"))
        try thing.make(scratch.file("store/lock"))
        let path = scratch.store
        let error = await #expect(throws: TidemarkError.self) {
            try await SnapshotStore.open(path, for: .writing(wait: .zero))
        }
        #expect(error?.code == .notAFile)
        #expect(error?.message.contains("store/lock is a") == true)
        #expect(await (try SnapshotStore.open(path, for: .reading)).list() == [stored])
    }

    @Test(arguments: Thing.allCases)
    func `a snapshot that is no file is damaged, and stops nothing`(thing: Thing) async throws {
        let scratch = try ScratchDirectory()
        let stored = try await Self.save(in: scratch.store)
        let other = scratch.file("store/snapshots/20200101T000000Z-00000000.tidemark")
        try thing.make(other)
        for access in [StoreAccess.reading, .writing(wait: .zero)] {
            let store = try await SnapshotStore.open(scratch.store, for: access)
            #expect(await store.list() == [stored])
            #expect(await store.damagedFiles.map(\.file) == [other])
        }
    }

    @Test(arguments: Thing.allCases)
    func `what only has the name of an unfinished snapshot is left alone and fails no snapshot`(
        thing: Thing
    ) async throws {
        let scratch = try ScratchDirectory()
        let stored = try await Self.save(in: scratch.store)
        let name = "store/snapshots/.x.tidemark.tmp1"
        try thing.make(scratch.file(name))
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await writer.list() == [stored])
        #expect(await writer.notices.first?.contains("left \(scratch.file(name)) alone") == true)
        _ = try await writer.save(.sample(second: 9))
        #expect(FileKind.of(scratch.file(name)) != nil)
    }

    @Test(arguments: Thing.allCases)
    func `an operator's file that is no file is a usage error`(thing: Thing) throws {
        let scratch = try ScratchDirectory()
        let path = scratch.file("plan")
        try thing.make(path)
        let error = #expect(throws: TidemarkError.self) { try OperatorFile.read(path, upTo: 100) }
        #expect(error?.exitCode == (thing == .danglingLink ? .notFound : .usage), "\(String(describing: error))")
        #expect(error?.message.contains(path) == true)
    }

    private static func save(in path: String) async throws -> StoredSnapshot {
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        return try await store.save(.sample())
    }
}
