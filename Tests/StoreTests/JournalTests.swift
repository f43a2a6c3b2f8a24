import FoundationEssentials
import KafkaTestSupport
import Offsets
import SQLite
import TestSupport
import Testing

@testable import Store

struct JournalTests {
    private static let later = Timestamp(nanoseconds: 1_795_230_060_000_000_000)

    @Test func `a whole run is read back as it was entered`() async throws {
        let scratch = try ScratchDirectory()
        let record = try SampleRun.record()
        do {
            let journal = try await open(scratch.store)
            try await journal.begin(
                record,
                groups: SampleRun.groups,
                items: SampleRun.items,
                topicIDs: SampleRun.topicIDs
            )
            #expect(try await journal.run(record.id).items == SampleRun.items)
            try await journal.advance(record.id, to: .prechecked)
            try await journal.recordPreImage(record.id, items: SampleRun.preImages.reversed())
            try await journal.advance(record.id, to: .open)
            try await journal.advance(record.id, to: .committing)
            try await journal.advance(record.id, to: .committed, detail: "after 12 ms")
            try await journal.finish(record.id, state: .raced, mismatches: [mismatch])
        }
        let reader = try await Journal.open(try await SnapshotStore.open(scratch.store, for: .reading))
        let detail = try await reader.run(record.id)
        var expected = record
        expected.state = .raced
        expected.finishedAt = Self.later
        #expect(detail.record == expected)
        #expect(detail.groups == SampleRun.groups)
        #expect(detail.items == SampleRun.preImages)
        #expect(!SampleRun.topicIDs.isEmpty && detail.topicIDs == SampleRun.topicIDs)
        #expect(detail.mismatches == [mismatch])
        #expect(
            detail.events.map(\.state) == [.planned, .prechecked, .preImage, .open, .committing, .committed, .raced]
        )
        #expect(detail.events.allSatisfy { $0.at == Self.later })
        #expect(detail.events[5].detail == "after 12 ms")
        let summary = try #require(try await reader.runs().first)
        #expect(summary == RunSummary(record: expected, groups: 2, items: 4, mismatches: [mismatch], unread: []))
    }

    @Test func `a run that is decided after all keeps nothing of its doubt but the event`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        try await journal.advance(record.id, to: .prechecked)
        try await journal.recordPreImage(record.id, items: SampleRun.preImages)
        try await journal.advance(record.id, to: .open)
        try await journal.advance(record.id, to: .committing)
        let doubt = RunFailure(TidemarkError(.undecided, "nobody can tell"))
        try await journal.finish(record.id, state: .undecided, failure: doubt, mismatches: [mismatch])
        #expect(try await journal.run(record.id).record.error == doubt)
        #expect(try await journal.run(record.id).mismatches == [mismatch])

        for state in [RunState.committed, .verified] { try await journal.advance(record.id, to: state) }
        try await journal.finish(record.id, state: .done)
        let detail = try await journal.run(record.id)
        #expect(detail.record.error == nil)
        #expect(detail.mismatches.isEmpty)
        #expect(detail.events.first { $0.state == .undecided }?.detail == "nobody can tell")
    }

    @Test func `a run that is not over keeps others of its cluster out`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let first = try SampleRun.record(second: 1)
        let second = try SampleRun.record(second: 2)
        try await journal.begin(first, groups: [], items: [])
        let error = await #expect(throws: TidemarkError.self) {
            try await journal.begin(second, groups: [], items: [])
        }
        #expect(error?.exitCode == .busy)
        #expect(error?.message.contains(first.id.text) == true)
        try await journal.begin(try SampleRun.record(second: 3, cluster: "c-2"), groups: [], items: [])
        #expect(try await journal.unfinishedRuns(cluster: first.cluster).map(\.id) == [first.id])
        #expect(try await journal.unfinishedRuns(cluster: nil).count == 2)
        try await journal.finish(
            first.id,
            state: .aborted,
            failure: RunFailure(code: "group-active", message: "no", hint: nil)
        )
        try await journal.begin(second, groups: [], items: [])
        #expect(try await journal.run(first.id).record.error?.code == "group-active")
    }

    @Test func `a run can be read whose error this version does not know`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: [], items: [])
        let failure = RunFailure(code: "of-another-version", message: "no", hint: nil)
        try await journal.finish(record.id, state: .aborted, failure: failure)
        #expect(TidemarkError.Code(rawValue: failure.code) == nil)
        #expect(try await journal.run(record.id).record.error == failure)
    }

    @Test func `a plan that contradicts itself is not entered`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let record = try SampleRun.record()
        let item = SampleRun.items[0]
        var wrongPartition = item
        wrongPartition.topicPartition = TopicPartition(topic: "orders", partition: 1)
        var nothingPlanned = item
        nothingPlanned.planned = nil
        var readAlready = item
        readAlready.preImage = .absent
        for items in [[item, item], [wrongPartition], [nothingPlanned], [readAlready]] {
            await #expect(throws: TidemarkError.self) {
                try await journal.begin(record, groups: SampleRun.groups, items: items)
            }
        }
        await #expect(throws: TidemarkError.self) { try await journal.begin(record, groups: [], items: [item]) }
        #expect(try await journal.runs() == [])
        try await journal.begin(record, groups: SampleRun.groups, items: [item])
    }

    @Test func `a pre-image is whole or not there`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        await #expect(throws: TidemarkError.self) {
            try await journal.recordPreImage(record.id, items: SampleRun.preImages)
        }
        try await journal.advance(record.id, to: .prechecked)
        await #expect(throws: TidemarkError.self) { try await journal.advance(record.id, to: .preImage) }
        var unread = SampleRun.preImages
        unread[3].preImage = .notRead
        var foreign = SampleRun.preImages
        foreign[3].topicPartition = TopicPartition(topic: "orders", partition: 99)
        let twice = SampleRun.preImages.dropLast() + [SampleRun.preImages[0]]
        for items in [Array(SampleRun.preImages.dropLast()), unread, foreign, Array(twice), []] {
            await #expect(throws: TidemarkError.self) { try await journal.recordPreImage(record.id, items: items) }
            let detail = try await journal.run(record.id)
            #expect(detail.record.state == .prechecked)
            #expect(detail.items == SampleRun.items)
        }
        try await journal.recordPreImage(record.id, items: SampleRun.preImages)
        #expect(try await journal.run(record.id).items == SampleRun.preImages)
    }

    @Test(arguments: [
        "UPDATE run_item SET planned_offset = 1 WHERE action = 'set'", "DELETE FROM run_item",
        "INSERT INTO run_item VALUES (1, 0, 0, 77, 'delete', NULL, NULL, NULL)",
        "UPDATE pre_image SET offset = 1", "DELETE FROM pre_image", "UPDATE run_group SET existed = 1",
        "DELETE FROM run_group", "UPDATE event SET detail = 'x'", "DELETE FROM event",
        "DELETE FROM run", "UPDATE run SET plan_digest = zeroblob(32)", "UPDATE run SET state = 'open'",
    ])
    func `what was entered is never changed, whoever asks`(sql: String) async throws {
        let scratch = try ScratchDirectory()
        do {
            let journal = try await open(scratch.store)
            let record = try SampleRun.record()
            try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
            try await journal.advance(record.id, to: .prechecked)
            try await journal.recordPreImage(record.id, items: SampleRun.preImages)
            try await journal.finish(record.id, state: .aborted)
        }
        let database = try Database(path: scratch.file("store/journal.sqlite"), access: .write, busyTimeout: .zero)
        let error = #expect(throws: SQLiteError.self) { try database.execute(sql) }
        #expect(error?.code == .constraint)
    }

    @Test func `the steps of a best-effort run are kept with its groups`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: [])
        try await journal.record(.intent, of: SampleRun.groups[1].group, in: record.id, detail: "1 offset")
        await #expect(throws: TidemarkError.self) {
            try await journal.record(.intent, of: GroupID("other"), in: record.id)
        }
        let event = try #require(try await journal.run(record.id).events.last)
        #expect(event.group == SampleRun.groups[1].group)
        #expect(event.step == .intent)
        #expect(event.detail == "1 offset")
    }

    @Test func `a remark is kept with the state it was made in`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        try await journal.advance(record.id, to: .prechecked)
        try await journal.note("tried in vain", in: record.id)
        let events = try await journal.run(record.id).events
        #expect(events.map(\.state) == [.planned, .prechecked, .prechecked])
        #expect(events.last?.detail == "tried in vain")
        await #expect(throws: TidemarkError.self) { try await journal.note("?", in: RunID(text: "other")) }
    }

    @Test func `a run is named by its id, its beginning, or latest`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        await #expect(throws: TidemarkError.self) { try await journal.resolve("latest") }
        let runs = [try SampleRun.record(second: 1), try SampleRun.record(second: 2, cluster: "c-2")]
        for run in runs { try await journal.begin(run, groups: [], items: []) }
        #expect(try await journal.resolve("latest") == runs[1].id)
        #expect(try await journal.resolve(runs[0].id.text) == runs[0].id)
        #expect(try await journal.resolve("20261121T030001") == runs[0].id)
        for (text, code) in [("2026", ExitCode.usage), ("2027", .notFound), ("", .notFound)] {
            let error = await #expect(throws: TidemarkError.self) { try await journal.resolve(text) }
            #expect(error?.exitCode == code)
        }
        let unknown = RunID(text: "nothing")
        let error = await #expect(throws: TidemarkError.self) { try await journal.run(unknown) }
        #expect(error?.exitCode == .notFound)
    }

    @Test func `a journal that does not exist is empty and not made by looking`() async throws {
        let scratch = try ScratchDirectory()
        do { _ = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero)) }
        let reader = try await Journal.open(try await SnapshotStore.open(scratch.store, for: .reading))
        #expect(try await reader.runs() == [])
        #expect(try await reader.verifyAudit() == .intact(records: 0))
        let record = try SampleRun.record()
        await #expect(throws: TidemarkError.self) { try await reader.begin(record, groups: [], items: []) }
        #expect(!FileManager.default.fileExists(atPath: scratch.file("store/journal.sqlite")))
    }

    @Test func `a journal that was made and never written into is empty, and is filled by the next who writes`()
        async throws
    {
        let scratch = try ScratchDirectory()
        do { _ = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero)) }
        try scratch.write([], to: "store/journal.sqlite")
        let reader = try await Journal.open(try await SnapshotStore.open(scratch.store, for: .reading))
        #expect(try await reader.runs() == [])
        #expect(try await reader.verifyAudit() == .intact(records: 0))
        let record = try SampleRun.record()
        let journal = try await open(scratch.store)
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        #expect(try await reader.runs().count == 1)
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a journal that has no room enters nothing and says so`() async throws {
        let mount = try ScratchMount(kibibytes: 1_024)
        let journal = try await open(mount.path)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        try mount.fill(leaving: 0)
        let error = await #expect(throws: TidemarkError.self) {
            try await journal.advance(record.id, to: .prechecked)
        }
        #expect(error?.code == .diskFull)
        #expect(error?.exitCode == .inputOutput)
        try FileManager.default.removeItem(atPath: "\(mount.path)/filler")
        #expect(try await journal.run(record.id).record.state == .planned)
        try await journal.advance(record.id, to: .prechecked)
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a journal that became read-only enters nothing and can be read`() async throws {
        let mount = try ScratchMount(kibibytes: 1_024)
        let record = try SampleRun.record()
        do {
            let journal = try await open(mount.path)
            try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        }
        try mount.freeze()
        let reader = try await Journal.open(try await SnapshotStore.open(mount.path, for: .reading))
        #expect(try await reader.run(record.id).items == SampleRun.items)
    }

    @Test func `a large run is entered and read whole`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await open(scratch.store)
        let record = try SampleRun.record()
        let groups = (0..<100).map { number in
            RunGroup(group: GroupID("group-\(1_000 + number)"), existed: true, state: .empty)
        }
        var items: [RunItem] = []
        for group in groups {
            for partition in 0..<Int32(100) {
                let target = TopicPartition(topic: "orders", partition: partition)
                let planned = CommittedOffset(target, offset: Int64(partition))
                items.append(RunItem(group: group.group, topicPartition: target, action: .set, planned: planned))
            }
        }
        try await journal.begin(record, groups: groups, items: items)
        try await journal.advance(record.id, to: .prechecked)
        for index in items.indices { items[index].preImage = .absent }
        try await journal.recordPreImage(record.id, items: items)
        #expect(try await journal.run(record.id).items == items)
    }

    private var mismatch: Mismatch {
        Mismatch(
            group: SampleRun.groups[1].group,
            topicPartition: SampleRun.items[3].topicPartition,
            expected: SampleRun.items[3].planned,
            found: nil
        )
    }

    private func open(_ path: String) async throws(TidemarkError) -> Journal {
        let store = try await SnapshotStore.open(path, for: .writing(wait: .zero))
        return try await Journal.forWriting(store, now: { Self.later })
    }
}
