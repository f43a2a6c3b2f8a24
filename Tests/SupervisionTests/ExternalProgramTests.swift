import Glibc
import Offsets
import Supervision
import Testing

/// Programs of the operator's, as a real shell behaves badly in each way.
///
/// One after the other: others in this room measure how long a child takes.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ExternalProgramTests {
    private static func run(
        _ command: [String],
        input: String = "",
        timeout: Duration = .seconds(60),
        mostOutput: Int = 1_000,
        without omitted: Set<String> = []
    ) async throws -> (outcome: SupervisedOutcome, output: CollectedOutput) {
        try await ExternalProgram(
            command: command,
            input: Array(input.utf8),
            environment: ["TIDEMARK_TEST": "a b"],
            omittedVariables: omitted,
            timeout: timeout,
            mostOutput: mostOutput
        ).run()
    }

    private static func shell(_ script: String, _ arguments: [String] = []) -> [String] {
        ["/bin/sh", "-c", script, "sh"] + arguments
    }

    @Test(arguments: [0, 1, 75, 255] as [Int32])
    func `an exit code passes through`(code: Int32) async throws {
        #expect(try await Self.run(Self.shell("exit \(code)")).outcome == .exited(code))
    }

    @Test func `arguments reach the program as they are, no shell reads them`() async throws {
        let odd = ["$(id)", "a b", "*", ";", "'", "ü\n"]
        let (outcome, output) = try await Self.run(["printf", "[%s]"] + odd)
        #expect(outcome == .exited(0))
        #expect(output.text == odd.map { "[\($0)]" }.joined())
    }

    @Test(arguments: [0, 1, 70_000, 1_000_000])
    func `standard input holds what it is to hold, and ends there`(length: Int) async throws {
        let input = String(repeating: "x", count: length)
        #expect(try await Self.run(["wc", "-c"], input: input).output.text == "\(length)\n")
        #expect(try await Self.run(["cat", "/dev/stdin"], input: input, mostOutput: .max).output.text == input)
    }

    @Test func `a program that does not read its input ends as it would`() async throws {
        let input = String(repeating: "x", count: 1_000_000)
        #expect(try await Self.run(["true"], input: input).outcome == .exited(0))
    }

    @Test func `output and messages come together, in their order, no more than is to be kept`() async throws {
        let (_, output) = try await Self.run(Self.shell("echo one; echo two >&2; echo three"))
        #expect(output == CollectedOutput(bytes: Array("one\ntwo\nthree\n".utf8)))
        let (outcome, much) = try await Self.run(Self.shell("head -c 10000000 /dev/zero"), mostOutput: 10)
        #expect(outcome == .exited(0) && much.bytes.count == 10 && much.isCut)
    }

    @Test func `variables are set, and those that are not its business are left out`() async throws {
        let script = "echo \"$TIDEMARK_TEST ${PATH+path} ${HOME+home}\""
        #expect(try await Self.run(Self.shell(script)).output.text.hasPrefix("a b path"))
        let (_, output) = try await Self.run(["/usr/bin/env"], mostOutput: .max, without: ["PATH"])
        #expect(!output.text.split(separator: "\n").contains { $0.hasPrefix("PATH=") })
    }

    @Test func `a program that takes too long is ended with all that it has started`() async throws {
        let script = "sleep 300 & echo $!; wait"
        let (outcome, output) = try await Self.run(Self.shell(script), timeout: .milliseconds(300))
        guard case .overran(let after, _) = outcome else { throw TestFailure("\(outcome)") }
        #expect(after < .seconds(2))
        try await Self.expectGone(output)
    }

    @Test func `a program that does not let itself be ended is killed`() async throws {
        let script = "trap '' TERM; echo $$; while :; do sleep 1; done"
        let (outcome, output) = try await Self.run(Self.shell(script), timeout: .milliseconds(200))
        guard case .overran(_, killed: true) = outcome else { throw TestFailure("\(outcome)") }
        try await Self.expectGone(output)
    }

    @Test func `a program that has stopped itself is ended as well`() async throws {
        let (outcome, _) = try await Self.run(Self.shell("kill -STOP $$"), timeout: .milliseconds(200))
        guard case .overran = outcome else { throw TestFailure("\(outcome)") }
    }

    @Test func `what a program has left behind ends with it, and is not waited for`() async throws {
        let start = ContinuousClock.now
        let (outcome, output) = try await Self.run(Self.shell("sleep 300 & echo $!"))
        #expect(outcome == .exited(0))
        #expect(start.duration(to: .now) < .seconds(30))
        try await Self.expectGone(output)
    }

    @Test func `cancelling ends the program`() async throws {
        let task = Task { try await Self.run(["sleep", "300"]) }
        task.cancel()
        let (outcome, _) = try await task.value
        #expect(outcome == .interrupted(.terminate, killed: false))
    }

    @Test(arguments: [[], [""], ["/nowhere/at/all"], ["/tmp"], ["a\u{0}b"], ["true", "a\u{0}b"]])
    func `what cannot be run is an error`(command: [String]) async throws {
        let error = await #expect(throws: TidemarkError.self) { try await Self.run(command) }
        #expect(error?.code == .cannotStartProcess)
    }

    @Test func `no descriptor is left over`() async throws {
        func descriptors() async throws -> Int {
            let (_, output) = try await Self.run(["ls", "/proc/\(getpid())/fd"], mostOutput: .max)
            return output.text.split(separator: "\n").count
        }
        let before = try await descriptors()
        for _ in 0..<100 { _ = try await Self.run(["true"]) }
        // Other tests open and close some meanwhile.
        #expect(try await descriptors() < before + 60)
    }

    /// Waits until the process whose number is the output is gone, or a zombie that nobody has reaped.
    private static func expectGone(_ output: CollectedOutput) async throws {
        let number = try #require(pid_t(output.text.split(separator: "\n").first.map(String.init) ?? ""))
        let deadline = Deadline.after(.seconds(30))
        while kill(number, 0) == 0, !isZombie(number) {
            guard !deadline.hasPassed else { throw TestFailure("process \(number) is still there") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private static func isZombie(_ number: pid_t) -> Bool {
        guard let file = unsafe fopen("/proc/\(number)/stat", "r") else { return true }
        defer { unsafe fclose(file) }
        var line = [CChar](repeating: 0, count: 512)
        guard unsafe fgets(&line, 512, file) != nil else { return true }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.contains(") Z ")
    }

    private struct TestFailure: Error {
        let text: String

        init(_ text: String) {
            self.text = text
        }
    }
}
