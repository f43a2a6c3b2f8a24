import Foundation
import Offsets
import Settings
import TestSupport
import Testing

@testable import Daemon

/// What hooks are told of a run, and what is told of them.
@Suite(.timeLimit(.minutes(2)))
struct RunNoticesTests {
    private static let slot = Timestamp(rfc3339: "2026-11-27T03:00:00Z") ?? .now()

    private static func job(_ hooks: String) throws -> JobSettings {
        let settings = try TestService.settings(of: "\(TestService.file("nightly"))[job.nightly.hooks]\n\(hooks)\n")
        return try #require(settings.jobs.first)
    }

    private static func taken(_ state: SnapshotState) -> JobResult {
        .succeeded(
            TakenSnapshot(id: SnapshotID(text: "20261127T030000Z-1"), groups: 3, offsets: 9, bytes: 700, state: state)
        )
    }

    private static func document(_ file: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: file))
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func `hooks are told the slot, and what the snapshot is like`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-notices")
        let job = try Self.job(
            "before = [\"/bin/sh\", \"-c\", \"cat >'\(scratch.file("before"))'\"]\n"
                + "after = [\"/bin/sh\", \"-c\", \"cat >'\(scratch.file("after"))'\"]"
        )
        let log = EventLog()
        let notices = RunNotices(environment: [:], tell: log.tell)
        try await notices.before(job, dueAt: Self.slot)
        await notices.after(job, Self.taken(.suspicious))
        #expect(try Self.document(scratch.file("before"))["dueAt"] as? String == "2026-11-27T03:00:00.000Z")
        let after = try Self.document(scratch.file("after"))
        #expect(after["dueAt"] as? String == "2026-11-27T03:00:00.000Z")
        #expect(after["outcome"] as? String == "suspicious")
        #expect((after["snapshot"] as? [String: Any])?["state"] as? String == "suspicious")
        #expect(log.words.isEmpty, "\(log.words)")

        try await notices.before(job, dueAt: nil)
        await notices.after(job, Self.taken(.complete))
        #expect(try Self.document(scratch.file("after"))["dueAt"] is NSNull)
    }

    @Test func `what a hook has written is told, also when it has succeeded, and silence is not`() async throws {
        let job = try Self.job(
            "before = [\"/bin/sh\", \"-c\", \"echo mounted\"]\nafter = [\"/bin/sh\", \"-c\", \"echo; true\"]\n"
                + "finally = [\"/bin/sh\", \"-c\", \"echo left >&2; exit 4\"]"
        )
        let log = EventLog()
        let notices = RunNotices(environment: [:], tell: log.tell)
        try await notices.before(job, dueAt: nil)
        await notices.after(job, Self.taken(.complete))
        #expect(log.words.count == 2, "\(log.words)")
        #expect(log.count(of: "hookSaid") == 1 && log.words.first?.contains("succeeded: mounted") == true)
        #expect(log.count(of: "noticeFailed") == 1 && log.words.last?.contains("exited with 4: left") == true)
    }
}
