import Foundation
import Offsets
import Supervision
import Testing

@testable import Daemon

/// What hooks are told, and what their failures mean.
@Suite(.timeLimit(.minutes(2)))
struct JobHooksTests {
    private static let start = Timestamp(nanoseconds: 1_795_662_000_000_000_000)

    private static func report(failing: Bool = false) -> HookReport {
        var report = HookReport(job: "nightly", cluster: "prod", dueAt: start, startedAt: start)
        report.finishedAt = start.advanced(by: .seconds(2))
        report.outcome = failing ? .failed : .complete
        if failing {
            report.error = RunFailure(code: "unreachable", message: "no broker at \"x\"", hint: nil)
        } else {
            report.snapshot = HookSnapshot(
                id: "20261121T030000Z-a",
                state: .complete,
                groups: 3,
                offsets: 9,
                bytes: 512
            )
        }
        return report
    }

    private static func shell(_ script: String) -> [String] { ["/bin/sh", "-c", script] }

    private static func document(_ report: HookReport, _ moment: HookMoment) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(report.document(for: moment))) as? [String: Any])
    }

    @Test func `a hook reads the run as one JSON document`() async throws {
        let hooks = JobHooks([.after: ["cat"]], timeout: .seconds(60))
        let results = await hooks.ended(Self.report())
        #expect(results.count == 1)
        let written = try #require(results.first?.output.bytes)
        #expect(written == Self.report().document(for: .after))
        #expect(written.last == UInt8(ascii: "\n") && written.filter { $0 == UInt8(ascii: "\n") }.count == 1)
    }

    @Test func `the document has every member, null for what is not known`() throws {
        let begun = HookReport(job: "nightly", cluster: "prod", dueAt: nil, startedAt: Self.start)
        let members: Set = [
            "schemaVersion", "hook", "job", "cluster", "dueAt", "startedAt", "finishedAt", "outcome", "snapshot",
            "error",
        ]
        let document = try Self.document(begun, .before)
        #expect(Set(document.keys) == members)
        #expect(document["schemaVersion"] as? Int == 1 && document["hook"] as? String == "before")
        #expect(document["startedAt"] as? String == "2026-11-26T03:00:00.000Z")
        for member in ["dueAt", "finishedAt", "outcome", "snapshot", "error"] { #expect(document[member] is NSNull) }

        let snapshot = try #require(try Self.document(Self.report(), .after)["snapshot"] as? [String: Any])
        #expect(Set(snapshot.keys) == ["id", "state", "groups", "offsets", "bytes"])
        let error = try #require(try Self.document(Self.report(failing: true), .failed)["error"] as? [String: Any])
        #expect(error["message"] as? String == "no broker at \"x\"" && error["hint"] is NSNull)
    }

    @Test func `a before hook that succeeds lets the run go on`() async throws {
        let hooks = JobHooks([.before: Self.shell("echo prepared")], timeout: .seconds(60))
        let result = try await hooks.before(Self.report())
        #expect(result?.message == "hook before (/bin/sh) succeeded: prepared")
    }

    @Test(
        arguments: [
            (["/bin/sh", "-c", "echo no room >&2; exit 3"], "exited with 3: no room"),
            (["/bin/sh", "-c", "kill -SEGV $$"], "was ended by SIGSEGV"),
            (["/bin/sh", "-c", "kill -TERM $$"], "was ended by SIGTERM"),
            (["sleep", "300"], "was ended because it was not done after "),
            (["/nowhere/at/all"], "failed: cannot start /nowhere/at/all: No such file or directory"),
        ]
    )
    func `a before hook that fails in any way keeps the run from taking place`(
        command: [String],
        words: String
    ) async throws {
        let hooks = JobHooks([.before: command], timeout: .milliseconds(300))
        let error = await #expect(throws: TidemarkError.self) { try await hooks.before(Self.report()) }
        #expect(error?.code == .hookFailed && error?.exitCode == .failure)
        let message = try #require(error?.message)
        #expect(message.hasPrefix("job nightly was not run: hook before (\(command[0])) \(words)"), "\(message)")
    }

    @Test(arguments: [false, true])
    func `after a run its hook and finally are run, the other is not`(failing: Bool) async throws {
        let commands = Dictionary(uniqueKeysWithValues: HookMoment.allCases.map { ($0, ["echo", $0.rawValue]) })
        let results = await JobHooks(commands, timeout: .seconds(60)).ended(Self.report(failing: failing))
        #expect(results.map(\.moment) == [failing ? .failed : .after, .finally])
        #expect(results.allSatisfy { $0.succeeded })
    }

    @Test func `a hook that fails afterwards is told, and finally is run all the same`() async throws {
        let hooks = JobHooks([.after: ["false"], .finally: ["true"]], timeout: .seconds(60))
        let results = await hooks.ended(Self.report())
        #expect(results.map(\.succeeded) == [false, true])
        #expect(results.map(\.message) == ["hook after (false) exited with 1", "hook finally (true) succeeded"])
    }

    @Test func `hooks behind a run come to their end when the daemon ends`() async throws {
        let script = "trap 'exit 9' TERM; sleep 0.3 & wait; echo put away"
        let hooks = JobHooks([.finally: Self.shell(script)], timeout: .seconds(60))
        let work = Task { await hooks.ended(Self.report()) }
        work.cancel()
        #expect(await work.value.map(\.message) == ["hook finally (/bin/sh) succeeded: put away"])
    }

    @Test func `without hooks nothing is run`() async throws {
        let hooks = JobHooks([.before: [], .after: []], timeout: .seconds(60))
        #expect(try await hooks.before(Self.report()) == nil)
        #expect(await hooks.ended(Self.report()).isEmpty)
    }

    @Test func `of long output the end is told`() async throws {
        let script = "i=0; while [ $i -lt 1000 ]; do echo line $i; i=$((i+1)); done"
        let hooks = JobHooks([.after: Self.shell(script)], timeout: .seconds(60))
        let message = try #require(await hooks.ended(Self.report()).first?.message)
        #expect(message.contains("succeeded: … ") && message.hasSuffix("line 999") && message.count < 600)
    }

    @Test func `a hook knows its job and moment, and nothing that is for systemd alone`() async throws {
        let hooks = JobHooks([.after: ["env"]], timeout: .seconds(60))
        let text = try #require(await hooks.ended(Self.report()).first?.output.text)
        let lines = text.split(separator: "\n")
        #expect(lines.contains("TIDEMARK_HOOK=after") && lines.contains("TIDEMARK_JOB=nightly"))
        #expect(!lines.contains { $0.hasPrefix("NOTIFY_SOCKET=") || $0.hasPrefix("WATCHDOG_") })
    }
}
