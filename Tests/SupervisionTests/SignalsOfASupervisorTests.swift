import Glibc
import Offsets
import Supervision
import Testing

@Suite struct SignalsOfASupervisorTests {
    @Test(arguments: [(SIGTERM, 143), (SIGINT, 130), (SIGHUP, 143)] as [(Int32, Int32)])
    func `a signal to the supervisor reaches the child, whose exit code comes back`(
        signal: Int32,
        code: Int32
    ) async throws {
        let fixture = try Fixture()
        let run = Fixture.run(fixture.supervisor("listen '\(fixture.report)'"), "/bin/sh")
        kill(try await fixture.ready().supervisor, signal)
        #expect(try await run.value == .exited(code))
        let lines = try await fixture.lines()
        #expect(lines.count(where: { $0.hasSuffix(" 1") }) == 1)
        #expect(lines.last == "clean")
    }

    @Test func `a signal that is the supervisor's own does not end the child`() async throws {
        let fixture = try Fixture()
        let run = Fixture.run(fixture.supervisor("listen '\(fixture.report)'", mode: "service"), "/bin/sh")
        let service = try await fixture.ready().supervisor
        kill(service, SIGHUP)
        kill(service, SIGTERM)
        #expect(try await run.value == .exited(143))
        let lines = try await fixture.lines()
        #expect(lines.filter { $0.hasPrefix("signal") } == ["signal(Supervision.InterruptSignal.terminate) 1"])
    }

    @Test func `Ctrl-C, which reaches both, is one interruption, and a second does not break the cleaning up`()
        async throws
    {
        let fixture = try Fixture()
        let input = "\(fixture.directory)/stdin"
        try #require(unsafe mkfifo(input, 0o600) == 0)
        let keeper = unsafe open(input, O_RDWR | O_CLOEXEC)
        defer { close(keeper) }
        let run = Fixture.run(fixture.supervisor("group '\(fixture.report)'", input: input), "/bin/sh")
        let group = try await fixture.ready().supervisor
        kill(-group, SIGINT)
        // The signal is counted on one thread while the cleaning up begins on another.
        var first = try await fixture.lines(until: "cleaning")
        if !first.contains(where: { $0.hasPrefix("signal") }) { first += try await fixture.lines(until: "signal") }
        #expect(first.contains { $0.hasSuffix(" 1") })
        kill(-group, SIGINT)
        #expect(try await fixture.lines(until: "signal").last?.hasSuffix(" 2") == true)
        #expect(unsafe write(keeper, "\n", 1) == 1)
        #expect(try await run.value == .exited(130))
        // Two keys, two requests: no copy was counted.
        #expect(try await fixture.lines() == ["clean"])
    }

    @Test func `a child that does not react to a signal is killed after its grace`() async throws {
        let fixture = try Fixture()
        let command = fixture.supervisor("stubborn '\(fixture.report)'", grace: .milliseconds(200))
        let run = Fixture.run(command, "/bin/sh")
        kill(try await fixture.ready().supervisor, SIGTERM)
        #expect(try await run.value == .exited(ExitCode.internalFault.rawValue))
        #expect(try fixture.file("stderr").contains("did not end in the time that it needs at most, and was killed"))
    }

    @Test func `a child that says how long it needs is not killed before`() async throws {
        let fixture = try Fixture()
        let input = "\(fixture.directory)/stdin"
        try #require(unsafe mkfifo(input, 0o600) == 0)
        let keeper = unsafe open(input, O_RDWR | O_CLOEXEC)
        defer { close(keeper) }
        let grace = Duration.milliseconds(200)
        let command = fixture.supervisor("slow '\(fixture.report)'", grace: grace, input: input)
        let run = Fixture.run(command, "/bin/sh")
        kill(try await fixture.ready().supervisor, SIGTERM)
        _ = try await fixture.lines(until: "cleaning")
        // It cleans up until it reads a line, which comes when the grace that its supervisor gave it is long over.
        try await fixture.lineAfter(grace * 3, to: keeper)
        #expect(try await run.value == .exited(143))
        #expect(try await fixture.lines().last == "clean")
    }

    @Test func `a signal before the child listens is an interruption and no crash`() async throws {
        let fixture = try Fixture()
        let run = Fixture.run(fixture.supervisor("hang '\(fixture.report)'"), "/bin/sh")
        kill(try await fixture.ready().supervisor, SIGINT)
        #expect(try await run.value == .exited(130))
    }

    @Test func `the death of the supervisor cancels the child's work`() async throws {
        let fixture = try Fixture()
        let run = Fixture.run(fixture.supervisor("listen '\(fixture.report)'"), "/bin/sh")
        kill(try await fixture.ready().supervisor, SIGKILL)
        #expect(try await run.value == .crashed(signal: SIGKILL))
        #expect(try await fixture.lines() == ["supervisorDied 1", "cleaning", "clean"])
    }

    @Test func `the death of the supervisor ends a child that hangs`() async throws {
        let fixture = try Fixture()
        let command = fixture.supervisor("stubborn '\(fixture.report)'", grace: .milliseconds(200))
        let run = Fixture.run(command, "/bin/sh")
        kill(try await fixture.ready().supervisor, SIGKILL)
        #expect(try await run.value == .crashed(signal: SIGKILL))
        // The report ends when the child has.
        #expect(try await fixture.lines() == ["supervisorDied 1"])
    }

    @Test func `a signal to the child alone is an interruption too`() async throws {
        let fixture = try Fixture()
        let run = Fixture.run(fixture.supervisor("listen '\(fixture.report)'"), "/bin/sh")
        kill(try await fixture.ready().child, SIGTERM)
        #expect(try await run.value == .exited(143))
    }

    @Test func `signals have their default action again when nobody is supervised`() async throws {
        let fixture = try Fixture()
        let outcome = try await Fixture.run(fixture.command("afterwards")).value
        #expect(outcome == .interrupted(.terminate, killed: false))
    }
}
