import FoundationEssentials
import Glibc
import KafkaTestSupport
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

/// The catalog is a cache: who finds it missing, damaged or of an older version makes it anew, and goes on.
struct HealingTests {
    /// What can have happened to a catalog.
    enum Loss: CaseIterable {
        case missing, empty, garbage, cut, older, foreign

        /// How the message about it goes on behind the name of the file.
        var words: String {
            switch self {
            case .missing: "was missing"
            case .empty, .older: "was of an older version"
            case .garbage, .cut, .foreign: "was damaged"
            }
        }

        func happen(to scratch: borrowing ScratchDirectory) throws {
            let (name, path) = ("store/catalog.sqlite", scratch.file("store/catalog.sqlite"))
            func execute(_ sql: String) throws {
                try Database(path: path, access: .write, busyTimeout: .zero).execute(sql)
            }
            switch self {
            case .missing: try FileManager.default.removeItem(atPath: path)
            case .empty: try scratch.write(Data(), to: name)
            case .garbage: try scratch.write(Data(repeating: 0x5a, count: 20_000), to: name)
            case .cut: try scratch.write(try scratch.bytes(name).prefix(5_000), to: name)
            case .older: try execute("PRAGMA user_version = 2")
            case .foreign: try execute("PRAGMA application_id = 1")
            }
        }
    }

    private static func fill(_ scratch: borrowing ScratchDirectory) async throws -> [StoredSnapshot] {
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        for second in 0..<5 { _ = try await writer.append(.sample(second: second)) }
        return await writer.list()
    }

    @Test(arguments: Loss.allCases, [StoreAccess.marking, .choosing, .writing(wait: .zero)])
    func `a command rebuilds the catalog, says so once, and goes on`(loss: Loss, access: StoreAccess) async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch)
        try loss.happen(to: scratch)
        let store = try await SnapshotStore.open(scratch.store, for: access)
        #expect(await store.list() == all)
        let notices = await store.notices
        let start = "\(scratch.store)/catalog.sqlite \(loss.words)"
        #expect(notices.count == 1 && notices[0].hasPrefix(start), "\(notices)")
        #expect(notices.first?.hasSuffix("it is rebuilt from the files") == true)
        let content = try Catalog(layout: StoreLayout(scratch.store)).read(.read)
        #expect(Succession.ordered(content.rows.map(\.snapshot)) == all && content.unfit.isEmpty)
        #expect(content.overview == CatalogOverview(of: all))
        let next = try await SnapshotStore.open(scratch.store, for: .choosing)
        #expect(await next.notices.isEmpty)
        #expect(await next.outlook != nil)
    }

    @Test(arguments: Loss.allCases)
    func `while another process writes, the files answer and the catalog is left to it`(loss: Loss) async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch)
        try loss.happen(to: scratch)
        let before = try? scratch.bytes("store/catalog.sqlite")
        let lock = try await FileLock.acquire(
            "\(scratch.store)/lock",
            of: "the store",
            wait: .zero,
            for: "tidemark prune"
        )
        let store = try await SnapshotStore.open(scratch.store, for: .marking)
        #expect(await store.list() == all)
        #expect((try? scratch.bytes("store/catalog.sqlite")) == before)
        #expect(await store.notices.isEmpty)
        lock.release()
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"), arguments: [StoreAccess.marking, .choosing])
    func `where it cannot be written, one message says so, and the files answer`(access: StoreAccess) async throws {
        let mount = try ScratchMount(kibibytes: 4_096)
        let writer = try await SnapshotStore.open(mount.path, for: .writing(wait: .zero))
        for second in 0..<3 { _ = try await writer.append(.sample(second: second)) }
        let all = await writer.list()
        try FileManager.default.removeItem(atPath: "\(mount.path)/catalog.sqlite")
        try mount.freeze()
        let store = try await SnapshotStore.open(mount.path, for: access)
        #expect(await store.list() == all)
        let notices = await store.notices
        #expect(notices.count == 1, "\(notices)")
        #expect(notices.first?.hasPrefix("\(mount.path)/catalog.sqlite was missing, and this command") == true)
        #expect(notices.first?.contains("Read-only file system") == true)
    }

    @Test func `a writer looks at every page only where something is not as it should be`() async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch)
        // A page of an index that no command reads: nothing that is believed is wrong.
        let path = scratch.file("store/catalog.sqlite")
        try Database(path: path, access: .write, busyTimeout: .zero)
            .execute("CREATE INDEX extra ON snapshot (note); DELETE FROM snapshot WHERE id = '\(all[4].id)'")
        let root = try Database(path: path, access: .read, busyTimeout: .zero)
            .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'extra'")
            .first { (row: borrowing Row) throws(SQLiteError) in Int(try row.integer(0)) }
        let (page, size) = (try #require(root), 4_096)
        var bytes = try scratch.bytes("store/catalog.sqlite")
        bytes.replaceSubrange((page - 1) * size..<(page - 1) * size + 100, with: repeatElement(0xff, count: 100))
        try scratch.write(bytes, to: "store/catalog.sqlite")
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await store.list() == all)
        #expect(await store.notices.contains { $0.contains("it is rebuilt from the files") })
        let again = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await again.notices.isEmpty)
        #expect(await again.list() == all)
    }

    @Test func `reindex reads files that the catalog vouches for, and finds what it could not know`() async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch)
        let whole = try await SnapshotStore.reindex(scratch.store, wait: .zero, command: "tidemark reindex").outcome
        #expect(whole == ReindexOutcome(snapshots: 5, bytes: all.reduce(0) { $0 + $1.bytes }))
        try CatalogDamageTests.rot(all[1].file)
        try FileManager.default.removeItem(atPath: all[2].file)
        #expect(try await SnapshotStore.open(scratch.store, for: .reading).list().count == 4)
        let (store, outcome) = try await SnapshotStore.reindex(scratch.store, wait: .zero, command: "tidemark reindex")
        #expect(outcome.snapshots == 3 && outcome.added == 0 && outcome.removed == 1)
        #expect(await store.damagedFiles.map(\.known) == [all[1]])
        let next = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await next.list() == [all[0], all[3], all[4]])
        #expect(await next.damagedFiles.map(\.known) == [all[1]])
    }

    @Test func `reindex keeps in mind that the newest is gone`() async throws {
        let scratch = try ScratchDirectory()
        let all = try await Self.fill(scratch)
        try FileManager.default.removeItem(atPath: all[4].file)
        _ = try await SnapshotStore.reindex(scratch.store, wait: .zero, command: "tidemark reindex")
        #expect(try await SnapshotStore.open(scratch.store, for: .reading).missing == [all[4]])
    }

    @Test func `reindex makes no store where there is none, and waits for nobody unasked`() async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let none = await #expect(throws: TidemarkError.self) {
            _ = try await SnapshotStore.reindex(path, wait: .zero, command: "tidemark reindex")
        }
        #expect(none?.code == .noStore && !FileManager.default.fileExists(atPath: path))
        _ = try await Self.fill(scratch)
        let lock = try await FileLock.acquire("\(path)/lock", of: "the store", wait: .zero, for: "tidemark prune")
        let busy = await #expect(throws: TidemarkError.self) {
            _ = try await SnapshotStore.reindex(path, wait: .zero, command: "tidemark reindex")
        }
        #expect(busy?.exitCode == .busy)
        lock.release()
    }
}
