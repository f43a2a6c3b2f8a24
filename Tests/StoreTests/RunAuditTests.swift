import Offsets
import TestSupport
import Testing

@testable import Store

/// Every run is in the audit log without anybody's asking for it.
struct RunAuditTests {
    private static let recoverer = Operator(userName: "bob", uid: 2_000, loginUID: 2_001)

    /// The log after a run that went through these states and ended so.
    private func log(
        through states: [RunState],
        end: RunState,
        failure: RunFailure? = nil,
        mismatches: [Mismatch] = []
    ) async throws -> [AuditEntry] {
        let scratch = try ScratchDirectory()
        let store = try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        let journal = try await Journal.forWriting(store, who: Self.recoverer)
        let record = try SampleRun.record()
        try await journal.begin(record, groups: SampleRun.groups, items: SampleRun.items)
        for state in states {
            if state == .preImage {
                try await journal.recordPreImage(record.id, items: SampleRun.preImages)
            } else {
                try await journal.advance(record.id, to: state)
            }
        }
        try await journal.finish(record.id, state: end, failure: failure, mismatches: mismatches)
        let count = states.contains(.preImage) ? 3 : 2
        #expect(try await journal.verifyAudit() == .intact(records: count))
        #expect(try await journal.flaw(in: record.id) == nil)
        return try await journal.auditLog().map(\.entry)
    }

    @Test func `a run is logged with its beginning and its end, each by whoever did it`() async throws {
        let log = try await log(
            through: [.prechecked, .preImage, .open, .committing, .committed, .verified],
            end: .done
        )
        let record = try SampleRun.record()
        #expect(log.map(\.result) == ["begun", "pre-image", "done"])
        #expect(log.map(\.who) == [record.who, Self.recoverer, Self.recoverer])
        #expect(Set(log.map(\.evidence)).count == 3)
        #expect(!log.contains { $0.evidence == nil })
        #expect(log.allSatisfy { $0.subject == record.id.text && $0.action == "restore" })
        #expect(log.allSatisfy { $0.planDigest == record.planDigest && $0.cluster == record.cluster })
        #expect(log[0].detail == "snapshot 20261121T030000Z-1a2b3c4d")
        #expect(log.map(\.offsetsBefore) == [nil, 3, 3])
        #expect(log.map(\.offsetsAfter) == [nil, nil, 3])
    }

    @Test func `a run that stopped before it had read anything has no counts, and says why`() async throws {
        let failure = RunFailure(code: "group-active", message: "group billing has running members", hint: nil)
        let log = try await log(through: [.prechecked], end: .aborted, failure: failure)
        #expect(log.last?.result == "aborted")
        #expect(log.last?.detail == "group billing has running members")
        #expect(log.last?.offsetsBefore == nil)
        #expect(log.last?.offsetsAfter == nil)
    }

    @Test func `an aborted run leaves as many offsets as there were, an undecided one who knows`() async throws {
        let aborted = try await log(through: [.prechecked, .preImage, .open, .aborting], end: .aborted)
        #expect(aborted.last?.offsetsBefore == 3)
        #expect(aborted.last?.offsetsAfter == 3)
        let undecided = try await log(through: [.prechecked, .preImage, .open, .committing], end: .undecided)
        #expect(undecided.last?.result == "undecided")
        #expect(undecided.last?.offsetsBefore == 3)
        #expect(undecided.last?.offsetsAfter == nil)
    }

    @Test func `what somebody else removed meanwhile is not counted as left`() async throws {
        let gone = Mismatch(
            group: SampleRun.groups[0].group,
            topicPartition: SampleRun.items[0].topicPartition,
            expected: SampleRun.items[0].planned,
            found: nil
        )
        let log = try await log(
            through: [.prechecked, .preImage, .open, .committing, .committed],
            end: .raced,
            mismatches: [gone]
        )
        #expect(log.last?.offsetsAfter == 2)
    }

    @Test func `a run that was refused its beginning is not logged`() async throws {
        let scratch = try ScratchDirectory()
        let journal = try await Journal.forWriting(
            try await SnapshotStore.open(scratch.store, for: .writing(wait: .zero))
        )
        try await journal.begin(try SampleRun.record(second: 1), groups: [], items: [])
        await #expect(throws: TidemarkError.self) {
            try await journal.begin(try SampleRun.record(second: 2), groups: [], items: [])
        }
        #expect(try await journal.auditLog().count == 1)
    }
}
