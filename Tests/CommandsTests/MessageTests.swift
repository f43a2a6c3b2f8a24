import Daemon
import Offsets
import Testing

@testable import Commands

/// Messages as values, and the forms in which they are written.
struct MessageTests {
    private static func text(_ message: Message, in form: Message.Form) -> String {
        String(decoding: message.bytes(in: form), as: UTF8.self)
    }

    private static let everything = Message(
        TidemarkError(.groupActive, "group a\nb has members", hint: "Stop them\u{1b} first."),
        about: [.snapshot: "s-1", .group: "billing", .partition: "3", .topic: "orders"]
    )

    @Test(
        arguments: [
            (.error, "tidemark: error: it broke\n"), (.warning, "tidemark: warning: it broke\n"),
            (.notice, "tidemark: it broke\n"), (.note, "tidemark: it broke\n"),
        ] as [(Message.Level, String)]
    )
    func `on a terminal a line has the name of the program and how much it matters`(
        level: Message.Level,
        line: String
    ) {
        #expect(Self.text(Message(level, "it broke", about: [.run: "r-1"]), in: .terminal) == line)
    }

    @Test func `on a terminal a hint is a line of its own, and what cannot be seen is written out`() {
        #expect(
            Self.text(Self.everything, in: .terminal)
                == "tidemark: error: group a\\nb has members\ntidemark: hint: Stop them\\u{1b} first.\n"
        )
    }

    @Test(
        arguments: [
            (.error, "<3>it broke\n"), (.warning, "<4>it broke\n"), (.notice, "<5>it broke\n"),
            (.note, "<6>it broke\n"),
        ]
            as [(Message.Level, String)]
    )
    func `for systemd a line begins with the priority of syslog`(level: Message.Level, line: String) {
        #expect(Self.text(Message(level, "it broke"), in: .priority) == line)
    }

    @Test func `for systemd every line has its priority, so that no name can begin one of another`() {
        #expect(
            Self.text(Self.everything, in: .priority)
                == "<3>group a\\nb has members\n<3>hint: Stop them\\u{1b} first.\n"
        )
    }

    @Test func `an entry of the journal has the hint below the text, and the fields in a fixed order`() {
        let text = Array("group a\\nb has members\nhint: Stop them\\u{1b} first.".utf8)
        let fields = """

            PRIORITY=3
            SYSLOG_IDENTIFIER=tidemark
            MESSAGE_ID=33f118f24259ba677948a009e805b1a0
            TIDEMARK_CODE=group-active
            TIDEMARK_HINT=Stop them\\u{1b} first.
            TIDEMARK_GROUP=billing
            TIDEMARK_TOPIC=orders
            TIDEMARK_PARTITION=3
            TIDEMARK_SNAPSHOT=s-1

            """
        let length = [UInt8(text.count), 0, 0, 0, 0, 0, 0, 0]
        #expect(Self.everything.journalEntry.bytes == Array("MESSAGE\n".utf8) + length + text + Array(fields.utf8))
    }

    @Test func `an entry of the journal without a code, a hint and fields is what is left`() {
        #expect(
            String(decoding: Message(.warning, "it broke").journalEntry.bytes, as: UTF8.self)
                == "MESSAGE=it broke\nPRIORITY=4\nSYSLOG_IDENTIFIER=tidemark\n"
        )
    }

    @Test func `a name with a line break is one value in the journal, and cannot add a field`() {
        let bytes = Message(.warning, "x", about: [.group: "a\nPRIORITY=0"]).journalEntry.bytes
        let field = Array("TIDEMARK_GROUP\n".utf8) + [12, 0, 0, 0, 0, 0, 0, 0] + Array("a\nPRIORITY=0\n".utf8)
        #expect(bytes == Array("MESSAGE=x\nPRIORITY=4\nSYSLOG_IDENTIFIER=tidemark\n".utf8) + field)
    }

    @Test func `the failure of a run has its code where this Tidemark knows it`() {
        let known = Message(RunFailure(code: "group-active", message: "it has members", hint: nil))
        #expect(known == Message(.error, "it has members", code: .groupActive))
        let unknown = Message(RunFailure(code: "of-tomorrow", message: "who knows", hint: "Ask."))
        #expect(unknown == Message(.error, "who knows", hint: "Ask."))
    }

    @Test func `quiet leaves out notes alone`() {
        let messages = Memory()
        var context = CommandContext.test(output: Memory().sink(), messages: messages.sink())
        context.isQuiet = true
        for level in Message.Level.allCases { context.tell(Message(level, "\(level)")) }
        #expect(messages.text == "tidemark: error: error\ntidemark: warning: warning\ntidemark: notice\n")
    }

    @Test func `a finding about one partition is a message about its group, topic and partition`() {
        let failure = GroupFailure(group: GroupID("billing"), code: "_TIMED_OUT", reason: "no answer")
        let coverage = Coverage(
            listed: 1,
            selected: 1,
            captured: 0,
            failed: [failure],
            visibility: Visibility(.all),
            openRuns: ["20261121T030000Z-a"]
        )
        #expect(coverage.warnings.map(\.fields) == [[.run: "20261121T030000Z-a"], [.group: "billing"]])
        #expect(coverage.warnings.allSatisfy { $0.level == .warning })
    }

    @Test(
        arguments: [
            (.complete, 0, .note, "in 2s"), (.partial, 2, .warning, "it is partial: 2 groups could not be read"),
            (.partial, 0, .warning, "it is partial"),
            (.suspicious, 0, .warning, "it looks wrong: it holds no group, or far less than the one before"),
        ] as [(SnapshotState, Int, Message.Level, String)]
    )
    func `a snapshot is told with what is wrong with it`(
        state: SnapshotState,
        failed: Int,
        level: Message.Level,
        end: String
    ) {
        let id = SnapshotID(text: "20261127T030000Z-1")
        let taken = TakenSnapshot(id: id, groups: 3, offsets: 9, bytes: 700, failedGroups: failed, state: state)
        let message = Message(.succeeded(job: "nightly", taken, took: .seconds(2), troubles: nil))
        #expect(message.level == level && message.text.hasSuffix(end), "\(message.text)")
        #expect(message.fields == [.job: "nightly", .snapshot: id.text])
    }

    @Test func `metrics that cannot be offered are a warning, and that they can again is a note`() {
        let failed = Message(.watchingFailed(TidemarkError(.portTaken, "cannot listen", hint: "Stop it.")))
        #expect(failed.level == .warning && failed.code == .portTaken && failed.hint == "Stop it.")
        #expect(failed.text == "metrics: cannot listen; it is tried again until it works, without another line")
        let works = Message(.watchingWorks("they are offered on 127.0.0.1:9464"))
        #expect(works == Message(.note, "metrics: they are offered on 127.0.0.1:9464 again"))
    }

    @Test func `every code has an id of its own in the journal, which never changes`() {
        let ids = TidemarkError.Code.allCases.map(\.messageID)
        #expect(ids.allSatisfy { $0?.count == 32 && $0?.allSatisfy(\.isHexDigit) == true })
        #expect(Set(ids).count == ids.count)
        // printf tidemark:disk-full | sha256sum | cut -c1-32
        #expect(TidemarkError.Code.diskFull.messageID == "71f28019baa472356bb15681f6e93d83")
    }

    @Test func `what a command is about is said by all of its messages, and what a message says itself wins`() {
        let message = Message(.warning, "x", about: [.group: "a"]).alsoAbout([.job: "nightly", .group: "b"])
        #expect(message == Message(.warning, "x", about: [.group: "a", .job: "nightly"]))
    }

    @Test func `where standard error is the journal it gets entries, and lines with priorities where it takes none`()
        throws
    {
        let messages = Memory()
        var context = CommandContext.test(output: Memory().sink(), messages: messages.sink())
        context.journal = { _ in false }
        context.subject = [.job: "nightly"]
        context.tell(Message(.warning, "it broke"))
        #expect(messages.text == "<4>it broke\n")
    }
}
