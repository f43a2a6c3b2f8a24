import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Store

/// Reading some groups of many snapshots at once.
struct ExcerptTests {
    @Test func `many snapshots are handed over in their order, with the groups that are asked for`() async throws {
        let scratch = try ScratchDirectory()
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        for second in 0..<100 { _ = try await writer.save(.sample(second: second)) }
        let store = try await SnapshotStore.open(scratch.store, for: .reading)
        let all = await store.list()
        let group = GroupID("group-100001")
        let read = await store.reduced(
            all,
            into: [SnapshotID: Int](),
            of: .named([group]),
            by: { read, stored, excerpt in
                let excerpt = try? excerpt.get()
                #expect(excerpt?.groups.map(\.group) == [group] && excerpt?.names.count == 3)
                read[stored.id] = read.count
            }
        )
        #expect(all.enumerated().allSatisfy { read[$0.element.id] == $0.offset } && read.count == 100)
    }

    @Test func `a file that is damaged or gone is told in its place, and remembered`() async throws {
        let scratch = try ScratchDirectory()
        let writer = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        for second in 0..<40 { _ = try await writer.save(.sample(second: second)) }
        let store = try await SnapshotStore.open(scratch.store, for: .reading)
        let all = await store.list()
        try FileManager.default.removeItem(atPath: all[20].file)
        try FileManager.default.removeItem(atPath: all[21].file)
        try Data("no snapshot".utf8).write(to: URL(filePath: all[21].file))
        let codes = await store.reduced(
            all,
            into: [TidemarkError.Code?](),
            of: .all,
            by: { codes, _, excerpt in
                if case .failure(let error) = excerpt { codes.append(error.code) } else { codes.append(nil) }
            }
        )
        var expected = [TidemarkError.Code?](repeating: nil, count: 40)
        (expected[20], expected[21]) = (.snapshotMissing, .damagedSnapshot)
        #expect(codes == expected)
        #expect(await store.damagedFiles.map(\.id) == [all[21].id])
    }
}
