import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Store

/// What `doctor` says of a store.
struct StoreExaminationTests {
    @Test func `growth needs two snapshots at different times`() throws {
        #expect(StoreGrowth([]) == nil)
        #expect(StoreGrowth([try Self.stored(at: 0, bytes: 10)]) == nil)
        #expect(StoreGrowth([try Self.stored(at: 0, bytes: 10), try Self.stored(at: 0, bytes: 10)]) == nil)
        let growth = StoreGrowth([try Self.stored(at: 0, bytes: 500), try Self.stored(at: 2 * 86_400, bytes: 2_000)])
        #expect(growth?.bytesPerDay == 1_000)
        #expect(growth?.daysUntilFull(free: 30_000) == 30)
    }

    /// The checks of a store, by their names.
    private static func checks(_ directory: String) async throws -> [String: HealthCheck] {
        let store = try await SnapshotStore.open(directory, for: .reading)
        let found = await StoreExamination(store).checks(try Journal(of: store))
        return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0) })
    }

    @Test func `a store that is as it should be passes every check`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(try await Self.checks(scratch.store)["store"]?.state == .warn)
        _ = try await store.save(.sample())
        let checks = try await Self.checks(scratch.store)
        #expect(checks.keys.sorted() == ["journal", "permissions", "space", "store"])
        #expect(checks.values.filter { $0.state != .ok } == [])
    }

    @Test func `a damaged and a lost file fail`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let first = try await store.save(.sample(second: 1))
        let second = try await store.save(.sample(second: 2))
        #expect(unsafe unlink(second.file) == 0)
        let lost = try #require(try await Self.checks(scratch.store)["store"])
        #expect(lost.state == .fail)
        #expect(lost.message.contains(second.file))
        #expect(unsafe chmod(first.file, 0o640) == 0)
        #expect(unsafe truncate(first.file, 40) == 0)
        let damaged = try #require(try await Self.checks(scratch.store)["store"])
        #expect(damaged.state == .fail)
        #expect(damaged.message.contains(first.file))
    }

    @Test func `a damaged journal fails`() async throws {
        let scratch = try ScratchDirectory()
        _ = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        try Data("no database at all, for as long as it takes".utf8).write(
            to: URL(filePath: "\(scratch.store)/journal.sqlite")
        )
        let check = try #require(try await Self.checks(scratch.store)["journal"])
        #expect(check.state == .fail)
        #expect(check.message.contains("journal.sqlite"))
    }

    @Test(arguments: ["", "/snapshots", "/catalog.sqlite"])
    func `what others may write or read is a warning that names it`(path: String) async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        _ = try await store.save(.sample())
        #expect(unsafe chmod(scratch.store + path, 0o777) == 0)
        let check = try #require(try await Self.checks(scratch.store)["permissions"])
        #expect(check.state == .warn)
        #expect(check.message.contains("\(scratch.store + path) (mode 777)"))
    }

    @Test(.enabled(if: geteuid() == 0))
    func `what root has left in the store of another user is a warning that says how to give it back`() async throws {
        let scratch = try ScratchDirectory()
        _ = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let somebody: uid_t = 65_534
        for name in ["", "/snapshots", "/lock"] { #expect(unsafe chown(scratch.store + name, somebody, somebody) == 0) }
        let check = try #require(try await Self.checks(scratch.store)["permissions"])
        #expect(check.state == .warn)
        #expect(check.message.hasSuffix("\(scratch.store)/catalog.sqlite (user 0)"), "\(check)")
        #expect(check.remedy == "chown -R --reference=\(scratch.store) \(scratch.store)")
    }

    private static func stored(at seconds: Int64, bytes: Int) throws -> StoredSnapshot {
        let moment = Timestamp(nanoseconds: seconds * 1_000_000_000)
        let digest = try #require(ContentDigest(bytes: [UInt8](repeating: 7, count: ContentDigest.length)))
        return StoredSnapshot(
            id: SnapshotID(text: "20261121T030000Z-1a2b3c4d"),
            file: "/s",
            cluster: ClusterName(id: "c", name: nil),
            job: nil,
            startedAt: moment,
            finishedAt: moment,
            groups: 1,
            offsets: 1,
            bytes: bytes,
            digest: digest,
            offsetsDigest: digest,
            state: .complete
        )
    }
}
