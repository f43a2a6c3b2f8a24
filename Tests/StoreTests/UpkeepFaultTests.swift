import Glibc
import KafkaTestSupport
import Offsets
import Synchronization
import TestSupport
import Testing

@testable import Store

/// Every step of removing, having back and marking fails once: what was there is intact, and the next attempt works.
struct UpkeepFaultTests {
    private static let now = Timestamp(nanoseconds: 1_795_300_000_000_000_000)
    private static let numbers = [ENOSPC, EIO, EROFS, EACCES, EDQUOT]

    /// Opens a store with four snapshots, then a second view of it in which a step fails from the `after`-th time on.
    private static func failing(
        _ scratch: borrowing ScratchDirectory,
        at step: UpkeepStep,
        with number: Int32,
        after: Int = 0
    ) async throws -> (SnapshotStore, [StoredSnapshot]) {
        let (_, all) = try await TrashTests.store(scratch)
        let counter = Counter()
        let store = try await SnapshotStore.open(
            scratch.store,
            for: .writing(wait: .zero),
            fault: { _ in nil },
            upkeepFault: { $0 == step && counter.next() > after ? number : nil }
        )
        return (store, all)
    }

    /// Every snapshot is in one of the two places, whole.
    private static func expectWhole(_ path: String, _ all: [StoredSnapshot], _ comment: Comment) async throws {
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        #expect(await store.damagedFiles.isEmpty, comment)
        #expect(await store.missing.isEmpty, comment)
        #expect(await store.unreadableMarks.isEmpty, comment)
        let (listed, trashed) = (await store.list(), await store.trashed())
        #expect(Set(listed.map(\.id)).union(trashed.map(\.id)) == Set(all.map(\.id)), comment)
        #expect(listed.count + trashed.count == all.count, comment)
        for snapshot in listed { _ = try await store.load(snapshot) }
        for snapshot in trashed { _ = try await store.undelete(snapshot) }
        #expect(await store.list().map(\.id) == all.map(\.id), comment)
    }

    @Test(arguments: UpkeepStep.allCases, numbers)
    func `a removal that fails leaves each snapshot in one place, and says what it was about`(
        step: UpkeepStep,
        number: Int32
    ) async throws {
        for after in 0..<3 {
            let scratch = try ScratchDirectory()
            let comment: Comment = "\(step) fails with \(number) after \(after)"
            let path = scratch.store
            let (store, all) = try await Self.failing(scratch, at: step, with: number, after: after)
            _ = try? await store.mark(all[1].id) { marks, _ in marks.note = .text("x") }
            do throws(TidemarkError) {
                let removals = all[0...1].map { Removal($0.id, until: Self.now) }
                let outcome = try await store.moveToTrash(removals, at: Self.now)
                if let failure = outcome.failure {
                    #expect(failure.message.contains(path), comment)
                } else {
                    #expect(outcome.moved.count == 2, comment)
                }
            } catch {
                #expect(error.message.contains(path), comment)
                #expect([.inputOutput, .denied, .cannotCreate].contains(error.exitCode), comment)
                #expect(await store.list().count == 4, comment)
            }
            try await Self.expectWhole(path, all, comment)
            let again = try await SnapshotStore.open(path, for: .writing(wait: .zero))
            let outcome = try await again.moveToTrash([Removal(all[0].id, until: Self.now)], at: Self.now)
            #expect(outcome.failure == nil && outcome.moved.count == 1, comment)
            #expect(try await again.emptyTrash(at: Self.now).count == 1, comment)
        }
    }

    @Test(arguments: [UpkeepStep.move, .moveMarks, .synchronizeTrash, .synchronizeSnapshots, .catalog], numbers)
    func `having back fails whole`(step: UpkeepStep, number: Int32) async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let (working, all) = try await TrashTests.store(scratch)
        _ = try await working.mark(all[0].id) { marks, _ in marks.tags = ["x"] }
        _ = try await working.moveToTrash([Removal(all[0].id, until: Self.now)], at: Self.now)
        let store = try await SnapshotStore.open(
            path,
            for: .writing(wait: .zero),
            fault: { _ in nil },
            upkeepFault: { $0 == step ? number : nil }
        )
        let trashed = try #require(await store.trashed().first)
        do throws(TidemarkError) {
            _ = try await store.undelete(trashed)
            #expect(step == .catalog)
        } catch {
            #expect(error.message.contains(path))
        }
        try await Self.expectWhole(path, all, "\(step) fails with \(number)")
        let again = try await SnapshotStore.open(path, for: .reading)
        #expect(await again.list().first?.tags == ["x"])
    }

    @Test(
        arguments: [UpkeepStep.createMarks, .writeMarks, .synchronizeMarks, .publishMarks, .synchronizeMarksDirectory],
        numbers
    )
    func `a hold that fails is not half there`(step: UpkeepStep, number: Int32) async throws {
        let scratch = try ScratchDirectory()
        let path = scratch.store
        let (store, all) = try await Self.failing(scratch, at: step, with: number)
        let error = await #expect(throws: TidemarkError.self) {
            try await store.mark(all[0].id) { marks, _ in marks.hold = SnapshotHold(since: Self.now) }
        }
        #expect(error?.message.contains(path) == true)
        #expect(try scratch.names(in: "store/snapshots").allSatisfy { !$0.hasPrefix(".") })
        let again = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        #expect(await again.list().map(\.id) == all.map(\.id))
        #expect(await again.unreadableMarks.isEmpty)
        let held = try await again.mark(all[0].id) { marks, _ in marks.hold = SnapshotHold(since: Self.now) }
        #expect(held.protection(at: Self.now) == .held(until: nil))
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `on a full disk a hold fails whole, and the trash can be emptied`() async throws {
        let mount = try ScratchMount(kibibytes: 2_048)
        let store = try await SnapshotStore.open(mount.path, for: .writing(wait: .zero))
        for second in 0..<3 { _ = try await store.append(.sample(second: second)) }
        let all = await store.list()
        _ = try await store.moveToTrash([Removal(all[0].id, until: Self.now)], at: Self.now)
        try mount.fill()
        let error = await #expect(throws: TidemarkError.self) {
            try await store.mark(all[2].id) { marks, _ in marks.hold = SnapshotHold(since: Self.now) }
        }
        #expect(error?.code == .diskFull)
        let again = try await SnapshotStore.open(mount.path, for: .writing(wait: .zero))
        #expect(await again.list().map(\.id) == [all[1].id, all[2].id])
        #expect(await again.list()[1].marks.isEmpty)
        #expect(try await again.emptyTrash(at: Self.now).count == 1)
        try mount.empty()
        _ = try await again.mark(all[2].id) { marks, _ in marks.hold = SnapshotHold(since: Self.now) }
    }
}

/// Counts from 1.
private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
