import Offsets
import TestSupport
import Testing

@testable import Store

struct ResolveTests {
    @Test func `every way to name a snapshot finds the right one`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        var stored: [StoredSnapshot] = []
        for second in [0, 60, 120] { stored.append(try await store.save(.sample(second: second))) }
        let cases: [(String, Int)] = [
            ("latest", 2), ("latest~0", 2), ("latest~1", 1), ("latest~2", 0),
            ("@2026-11-21T03:00Z", 0), ("@2026-11-21T03:00:59Z", 0), ("@2026-11-21T03:01:00Z", 1),
            ("@2030-01-01T00:00Z", 2), (stored[1].id.text, 1), ("20261121T0301", 1),
        ]
        for (text, index) in cases {
            #expect(try await store.resolve(try SnapshotReference(typed: text)) == stored[index], "\(text)")
        }
    }

    @Test(arguments: [
        ("latest~3", ExitCode.notFound), ("@2026-11-21T02:59Z", .notFound), ("2027", .notFound), ("2026", .usage),
    ])
    func `what fits nothing or too much is refused, naming what there is`(text: String, code: ExitCode) async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        for second in [0, 60, 120] { _ = try await store.save(.sample(second: second)) }
        let reference = try SnapshotReference(typed: text)
        let error = await #expect(throws: TidemarkError.self) { try await store.resolve(reference) }
        #expect(error?.exitCode == code)
        let newest = try #require(await store.list().last)
        #expect(error?.message.contains(newest.id.text) == true)
    }

    @Test func `a cluster is meant by its name or its id`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let first = try await store.save(.sample(second: 1))
        let second = try await store.save(.sample(second: 2, cluster: ClusterName(id: "c-2", name: nil)))
        #expect(try await store.resolve(.latest(back: 0), cluster: "prod") == first)
        #expect(try await store.resolve(.latest(back: 0), cluster: "c-1") == first)
        #expect(try await store.resolve(.latest(back: 0), cluster: "c-2") == second)
        #expect(try await store.resolve(.latest(back: 0)) == second)
        let error = await #expect(throws: TidemarkError.self) {
            try await store.resolve(.latest(back: 0), cluster: "staging")
        }
        #expect(error?.exitCode == .notFound)
    }

    @Test func `an empty store has no latest`() async throws {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let error = await #expect(throws: TidemarkError.self) { try await store.resolve(.latest(back: 0)) }
        #expect(error?.exitCode == .notFound)
    }
}

extension SnapshotReference {
    /// A reference whose times are in UTC.
    init(typed text: String) throws(TidemarkError) {
        try self.init(text) { time throws(TidemarkError) in try TimeReader.utc(now: .now()).moments(of: time) }
    }
}
