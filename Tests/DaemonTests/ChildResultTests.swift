import Offsets
import Supervision
import Testing

@testable import Daemon

/// What the end of a child comes to.
struct ChildResultTests {
    private static let command = SupervisedCommand(
        activity: "taking the snapshot of job nightly",
        patience: .until(.after(.seconds(1))),
        writes: false
    )

    private static func result(
        _ outcome: SupervisedOutcome,
        _ output: String = "",
        messages: String = "",
        isCut: Bool = false
    ) -> JobResult {
        ChildCommands.result(
            of: SupervisedResult(
                outcome: outcome,
                hasAnswered: !output.isEmpty,
                output: CollectedOutput(bytes: Array(output.utf8), isCut: isCut),
                messages: CollectedOutput(bytes: Array(messages.utf8))
            ),
            command
        )
    }

    private static let document = """
        {"schemaVersion":1,"snapshot":{"id":"20261127T030000Z-1","groups":2,"offsets":5,"bytes":900,"state":"partial"},
        "coverage":{"listed":3,"failed":[{"group":"billing","code":"x","reason":"y"}]}}
        """

    @Test func `a snapshot is one when it says which`() {
        let taken = TakenSnapshot(
            id: SnapshotID(text: "20261127T030000Z-1"),
            groups: 2,
            offsets: 5,
            bytes: 900,
            listedGroups: 3,
            failedGroups: 1,
            state: .partial
        )
        #expect(Self.result(.exited(3), Self.document) == .succeeded(taken))
    }

    @Test(arguments: [("", false), ("{}", false), (document, true), ("{\"snapshot\":{\"id\":5}}", false)])
    func `what does not say which snapshot it took has taken none`(_ output: String, _ isCut: Bool) {
        guard case .failed(let failure) = Self.result(.exited(0), output, isCut: isCut) else {
            Issue.record("taken for a success")
            return
        }
        #expect(failure.code == "internal" && failure.message.contains("job nightly"))
    }

    @Test func `an error is told with its code, its hint and its exit code`() {
        let document = #"{"schemaVersion":1,"error":{"code":"unreachable","message":"no broker","hint":null}}"#
        let expected = FailedRun(code: "unreachable", message: "no broker", hint: nil, endedWith: 69)
        #expect(Self.result(.exited(69), document) == .failed(expected))
        #expect(expected.passes)
    }

    @Test func `without a document the last error on standard error is told`() {
        let result = Self.result(.exited(78), messages: "tidemark: warning: x\ntidemark: error: the file is wrong\n")
        #expect(result == .failed(FailedRun(code: "exit-78", message: "the file is wrong", hint: nil, endedWith: 78)))
        guard case .failed(let failure) = result else { return }
        #expect(!failure.passes)
    }

    @Test func `a child that crashed or hung is a failure that passes, and one that was asked to stop none`() {
        for outcome in [SupervisedOutcome.crashed(signal: 11), .overran(after: .seconds(5), killed: true)] {
            guard case .failed(let failure) = Self.result(outcome) else {
                Issue.record("\(outcome)")
                continue
            }
            #expect(failure.passes)
        }
        #expect(Self.result(.exited(143)) == .interrupted)
        #expect(Self.result(.interrupted(.terminate, killed: true)) == .interrupted)
    }
}
