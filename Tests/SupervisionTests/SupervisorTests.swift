import Glibc
import Offsets
import Supervision
import Testing

@Suite struct SupervisorTests {
    @Test(arguments: [0, 1, 3, 64, 69, 79, 130, 143, 255] as [Int32])
    func `an exit code passes through`(code: Int32) async throws {
        let fixture = try Fixture()
        #expect(try await Fixture.run(fixture.command("child", "exit", "\(code)")).value == .exited(code))
    }

    @Test(arguments: [SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGKILL])
    func `a crash names its signal`(signal: Int32) async throws {
        let fixture = try Fixture()
        let command = fixture.command("child", "raise", "\(signal)")
        let outcome = try await Fixture.run(command).value
        #expect(outcome == .crashed(signal: signal))
        let error = try #require(outcome.error(of: command))
        #expect(error.exitCode == .internalFault)
        #expect(error.message.contains(SignalName.of(signal)))
    }

    @Test func `a child that crashes tells whether it had begun to answer`() async throws {
        for (behaviour, hasAnswered) in [(["answer"], true), (["raise", "\(SIGKILL)"], false)] {
            let command = SupervisedCommand(
                activity: "misbehaving",
                arguments: ["fixture", "child"] + behaviour,
                patience: .until(.after(Fixture.patience)),
                writes: false
            )
            let result = try await Supervisor(executable: Fixture.executable).run(command)
            #expect(result == SupervisedResult(outcome: .crashed(signal: SIGKILL), hasAnswered: hasAnswered))
        }
    }

    @Test func `a child that was killed before it could clean up is a loss`() {
        let losses: [SupervisedOutcome] = [
            .crashed(signal: SIGSEGV), .overran(after: .seconds(1), killed: true),
            .interrupted(.interrupt, killed: true),
        ]
        let endings: [SupervisedOutcome] = [
            .exited(70), .overran(after: .seconds(1), killed: false), .interrupted(.interrupt, killed: false),
        ]
        #expect(losses.allSatisfy { $0.isLoss })
        #expect(!endings.contains { $0.isLoss })
    }

    @Test func `a child that hangs is ended at its deadline`() async throws {
        let fixture = try Fixture()
        let command = fixture.command("child", "hang", fixture.report, patience: .until(.after(.milliseconds(300))))
        let outcome = try await Fixture.run(command).value
        guard case .overran(_, killed: true) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(command.deadline?.hasPassed == true)
        #expect(outcome.error(of: command)?.exitCode == .unreachable)
    }

    @Test func `a child that ignores SIGTERM is killed after its grace`() async throws {
        let fixture = try Fixture()
        let command = fixture.command(
            "child",
            "ignore",
            fixture.report,
            patience: .until(.after(.milliseconds(500))),
            grace: .milliseconds(200)
        )
        guard case .overran(_, killed: true) = try await Fixture.run(command).value else {
            Issue.record("not overrun")
            return
        }
        let deadline = try #require(command.deadline)
        #expect(Deadline(instant: deadline.instant.advanced(by: command.grace)).hasPassed)
        #expect(try await fixture.lines().count == 1)
    }

    @Test func `a stopped child is ended at its deadline`() async throws {
        let fixture = try Fixture()
        let command = fixture.command(
            "child",
            "stop",
            patience: .until(.after(.milliseconds(300))),
            grace: .milliseconds(100)
        )
        guard case .overran = try await Fixture.run(command).value else {
            Issue.record("not overrun")
            return
        }
    }

    @Test func `a child stopped from outside that ignores SIGTERM is killed`() async throws {
        let fixture = try Fixture()
        let command = fixture.command(
            "child",
            "ignore",
            fixture.report,
            patience: .until(.after(.seconds(1))),
            grace: .milliseconds(100)
        )
        let run = Fixture.run(command)
        kill(try await fixture.ready().child, SIGSTOP)
        guard case .overran(_, killed: true) = try await run.value else {
            Issue.record("not overrun")
            return
        }
    }

    @Test func `a child that cleans up at its deadline was stopped and not killed`() async throws {
        let fixture = try Fixture()
        let command = fixture.supervisor("listen '\(fixture.report)'", deadline: .milliseconds(500))
        #expect(try await Fixture.run(command, "/bin/sh").value == .exited(ExitCode.unreachable.rawValue))
        #expect(try await fixture.lines().contains("clean"))
        #expect(try fixture.file("stderr").contains("could still clean up"))
    }

    @Test func `a missing executable is named`() async throws {
        let fixture = try Fixture()
        let error = try await #require(throws: TidemarkError.self) {
            try await Fixture.run(fixture.command("child"), "/nowhere/tidemark").value
        }
        #expect(error.code == .cannotStartProcess)
        #expect(error.message == "cannot start /nowhere/tidemark: No such file or directory")
    }

    @Test func `an argument with a zero byte is refused`() async throws {
        let fixture = try Fixture()
        await #expect(throws: TidemarkError.self) {
            try await Fixture.run(fixture.command("child", "exit", "0\u{0}1")).value
        }
    }

    @Test func `cancelling the task ends the child`() async throws {
        let fixture = try Fixture()
        let run = Fixture.run(fixture.command("child", "hang", fixture.report))
        _ = try await fixture.ready()
        run.cancel()
        #expect(try await run.value == .interrupted(.terminate, killed: false))
        #expect(try await fixture.lines().isEmpty)
    }

    @Test func `stdin, stdout and stderr are the supervisor's`() async throws {
        let fixture = try Fixture()
        let input = "\(fixture.directory)/stdin"
        let writing = unsafe open(input, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        #expect(unsafe write(writing, "one\ntwo\n", 8) == 8)
        close(writing)
        #expect(try await Fixture.run(fixture.supervisor("echo", input: input), "/bin/sh").value == .exited(0))
        #expect(try fixture.file("stdout") == "out one\nout two\n")
        #expect(try fixture.file("stderr") == "err one\nerr two\n")
    }

    @Test func `the child gets its arguments and knows that it is one`() async throws {
        let fixture = try Fixture()
        let command = fixture.command("child", "describe", fixture.report, "größer\n", "")
        #expect(try await Fixture.run(command).value == .exited(0))
        let lines = try await fixture.lines()
        let arguments = ["fixture", "child", "describe", fixture.report, "größer\n", ""]
        #expect(
            lines.filter { !$0.hasPrefix("inherited") } == ["child true", "marker false", "arguments \(arguments)"]
        )
    }

    @Test func `the child gets none of the supervisor's descriptors`() async throws {
        let fixture = try Fixture()
        // What the program that runs the tests has open at this moment is closed first: only the supervisor's own count.
        let closing = "for d in /proc/$$/fd/*; do d=${d##*/}; [ $d -le 2 ] || eval \"exec $d>&-\"; done"
        let exec = "exec '\(Fixture.executable)' supervisor 20000 20000"
        let command = fixture.script("\(closing); \(exec) describe '\(fixture.report)'")
        #expect(try await Fixture.run(command, "/bin/bash").value == .exited(0))
        let lines = try await fixture.lines()
        #expect(lines.contains("child true"))
        #expect(lines.filter { $0.hasPrefix("inherited") }.isEmpty)
    }

    @Test func `the same command is started again byte for byte`() async throws {
        let fixture = try Fixture()
        let command = fixture.script(
            "exec '\(Fixture.executable)' again \"$(printf 'a\\377b')\" '' >'\(fixture.output)'"
        )
        #expect(try await Fixture.run(command, "/bin/sh").value == .exited(7))
        #expect(try fixture.file("stdout").hasSuffix(" again 61ff62 \n"))
    }

    @Test func `closed stdin, stdout and stderr stay closed`() async throws {
        let fixture = try Fixture()
        let exec = "exec '\(Fixture.executable)' supervisor 20000 20000"
        let command = fixture.script("\(exec) closed '\(fixture.report)' <&- >&- 2>&-")
        #expect(try await Fixture.run(command, "/bin/sh").value == .exited(0))
        #expect(try await fixture.lines() == ["open []"])
    }

    @Test func `many children at a time are kept apart`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for code in Int32(0)..<20 {
                group.addTask {
                    let fixture = try Fixture()
                    #expect(try await Fixture.run(fixture.command("child", "exit", "\(code)")).value == .exited(code))
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `what a child writes is collected, each stream by itself`() async throws {
        let fixture = try Fixture()
        let result = try await Supervisor(executable: Fixture.executable)
            .run(fixture.command("child", "chatter", "3", output: .collected(mostBytes: 1_000)))
        #expect(result.outcome == .exited(0))
        #expect(result.output == CollectedOutput(bytes: Array("out 0\nout 1\nout 2\n".utf8)))
        #expect(result.messages.text == "err 0\nerr 1\nerr 2\n")
    }

    @Test func `a child that writes more than is kept is not held up, and that it was cut is said`() async throws {
        let fixture = try Fixture()
        let result = try await Supervisor(executable: Fixture.executable)
            .run(fixture.command("child", "chatter", "100000", output: .collected(mostBytes: 100)))
        #expect(result.outcome == .exited(0))
        #expect(result.output.bytes.count == 100)
        #expect(result.output.isCut)
        #expect(result.output.text.hasPrefix("out 0\nout 1\n"))
    }

    @Test func `a process that a child leaves behind with its output is not waited for`() async throws {
        let command = SupervisedCommand(
            activity: "testing",
            arguments: ["sh", "-c", "sleep 60 & echo started $!"],
            patience: .until(.after(Fixture.patience)),
            writes: false,
            output: .collected(mostBytes: 100)
        )
        let result = try await Supervisor(executable: "/bin/sh").run(command)
        #expect(result.outcome == .exited(0))
        let number = try #require(result.output.text.split(separator: " ").last.flatMap { pid_t($0.dropLast()) })
        #expect(kill(number, SIGKILL) == 0)
    }

    @Test func `a child that is alive works longer than it may be silent`() async throws {
        let fixture = try Fixture()
        let patience = SupervisionPatience.whileAlive(silence: .seconds(2))
        let began = ContinuousClock.now
        let result = try await Supervisor(executable: Fixture.executable)
            .run(fixture.command("child", "beat", "16", "200", patience: patience, output: .collected(mostBytes: 0)))
        #expect(result.outcome == .exited(0))
        #expect(began.duration(to: .now) > .seconds(2))
    }

    @Test func `a child that gives no sign of life is ended`() async throws {
        let fixture = try Fixture()
        let patience = SupervisionPatience.whileAlive(silence: .milliseconds(300))
        let command = fixture.command(
            "child",
            "hang",
            fixture.report,
            patience: patience,
            output: .collected(mostBytes: 0)
        )
        let outcome = try await Fixture.run(command).value
        guard case .overran(_, killed: true) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(outcome.error(of: command)?.message.contains("gave no sign of life for") == true)
    }
}
