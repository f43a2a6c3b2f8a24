import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Store

/// What is noted of a snapshot beside its file.
struct MarksTests {
    private static let now = Timestamp(nanoseconds: 1_795_300_000_000_000_000)
    private static let digest = ContentDigest(bytes: [UInt8](repeating: 7, count: 32))
    private static let examples = [
        SnapshotMarks(hold: SnapshotHold(since: now)),
        SnapshotMarks(
            hold: SnapshotHold(since: now, until: now.advanced(by: .seconds(1)), who: "ann", reason: "a\nb\\n c")
        ),
        SnapshotMarks(tags: []),
        SnapshotMarks(tags: ["a b", "\u{301}accent", "tag x", "\r\n", "digest 0"]),
        SnapshotMarks(note: .removed),
        SnapshotMarks(
            hold: SnapshotHold(since: now, reason: " x "),
            tags: ["t"],
            note: .text("n\n\n"),
            successor: .first
        ),
        SnapshotMarks(successor: digest.map { .of($0) }),
    ]

    @Test(arguments: examples)
    func `marks come back as they were written`(_ marks: SnapshotMarks) throws {
        #expect(try MarksFile.decode(try MarksFile.encode(marks), "f") == marks)
    }

    @Test(arguments: examples)
    func `every changed byte and every cut is found`(_ marks: SnapshotMarks) throws {
        let bytes = try MarksFile.encode(marks)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            for example in [changed, Array(bytes[..<index])] {
                let error = #expect(throws: TidemarkError.self) { try MarksFile.decode(example, "f") }
                #expect(error?.code == .damagedMarks || error?.code == .newerFormat)
            }
        }
    }

    @Test func `a hold, tags and a note stay when catalog and journal are lost, and are taken along by a copy`()
        async throws
    {
        let scratch = try ScratchDirectory()
        let (store, all) = try await TrashTests.store(scratch, count: 2)
        _ = try await store.mark(all[0].id) { marks, snapshot in
            marks.hold = SnapshotHold(since: Self.now, reason: "audit")
            marks.tags = snapshot.tags + ["mine"]
            marks.note = .text("look here")
        }
        #expect(scratch.mode("store/snapshots/\(all[0].id).marks") == 0o640)
        try FileManager.default.removeItem(atPath: scratch.file("store/catalog.sqlite"))
        try FileManager.default.createDirectory(atPath: scratch.file("copy"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: scratch.file("store/snapshots"),
            toPath: scratch.file("copy/snapshots")
        )
        for place in ["store", "copy"] {
            for access in [StoreAccess.reading, .writing(wait: .zero)] {
                let again = try await SnapshotStore.open(scratch.file(place), for: access)
                let stored = try #require(await again.list().first)
                #expect(stored.tags == ["a", "b", "mine"] && stored.note == "look here")
                #expect(stored.protection(at: Self.now) == .held(until: nil))
                #expect(await again.list()[1].marks.isEmpty)
            }
        }
    }

    @Test func `when nothing is noted any more there is no file`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await TrashTests.store(scratch, count: 1)
        _ = try await store.mark(all[0].id) { marks, _ in marks.hold = SnapshotHold(since: Self.now) }
        #expect(try scratch.names(in: "store/snapshots").count == 2)
        let released = try await store.mark(all[0].id) { marks, _ in marks.hold = nil }
        #expect(released == all[0])
        #expect(try scratch.names(in: "store/snapshots").count == 1)
    }

    @Test func `a hold ends by itself`() {
        let hold = SnapshotHold(since: Self.now, until: Self.now.advanced(by: .seconds(10)))
        #expect(hold.applies(at: Self.now) && !hold.applies(at: Self.now.advanced(by: .seconds(10))))
    }

    @Test(arguments: [Array("no marks at all\n".utf8), [], Array("tidemark marks 2\nheld-forever\n".utf8)])
    func `a snapshot whose marks cannot be read is taken for held, and they are not overwritten`(
        bytes: [UInt8]
    ) async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await TrashTests.store(scratch, count: 3)
        let name = "store/snapshots/\(all[0].id).marks"
        try scratch.write(bytes, to: name)
        let outcome = try await store.moveToTrash([Removal(all[0].id, until: Self.now)], at: Self.now)
        #expect(outcome.moved.isEmpty && outcome.left.map(\.id) == [all[0].id])
        let again = try await SnapshotStore.open(scratch.store, for: .reading)
        #expect(await again.list()[0].protection(at: Self.now) == .unknown)
        #expect(await again.unreadableMarks.count == 1)
        let error = await #expect(throws: TidemarkError.self) {
            try await store.mark(all[0].id) { marks, _ in marks.hold = nil }
        }
        #expect([.damagedMarks, .newerFormat].contains(error?.code))
        #expect(error?.message.contains(name.split(separator: "/").last ?? "?") == true)
        #expect(try scratch.bytes(name) == Data(bytes))
    }

    @Test func `marks of a snapshot that is gone are refused`() async throws {
        let scratch = try ScratchDirectory()
        let (store, all) = try await TrashTests.store(scratch, count: 2)
        _ = try await store.moveToTrash([Removal(all[0].id, until: Self.now)], at: Self.now)
        let error = await #expect(throws: TidemarkError.self) { try await store.mark(all[0].id) { _, _ in } }
        #expect(error?.code == .snapshotNotFound)
    }

    @Test func `what a killed writer of marks has left is removed`() async throws {
        let scratch = try ScratchDirectory()
        let (_, all) = try await TrashTests.store(scratch, count: 1)
        try scratch.write([1], to: "store/snapshots/.\(all[0].id).marks.tmp4711")
        let again = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        #expect(await again.notices.count == 1)
        #expect(try scratch.names(in: "store/snapshots").count == 1)
    }
}
