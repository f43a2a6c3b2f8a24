import Dispatch
import Glibc
import Offsets
import Supervision
import TestSupport
import Testing

extension SupervisedCommand {
    /// The moment after which the child is asked to end, `nil` for one that only has to be alive.
    var deadline: Deadline? {
        guard case .until(let deadline) = patience else { return nil }
        return deadline
    }
}

/// A directory of one test, with the report of a misbehaving child and the ways to start one.
struct Fixture: ~Copyable {
    /// Long enough for a busy machine; reached only when a test fails.
    static let patience: Duration = .seconds(20)

    /// The program that misbehaves, beside the one that runs the tests.
    static var executable: String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let path = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/SupervisionFixture"
    }

    private let scratch: ScratchDirectory
    private let descriptor: Int32

    /// Makes the directory and opens the report.
    init() throws {
        let scratch = try ScratchDirectory(named: "tidemark-supervision")
        let descriptor = try Self.open(report: scratch.file("report"))
        self.init(scratch, descriptor)
    }

    private init(_ scratch: consuming ScratchDirectory, _ descriptor: Int32) {
        self.scratch = scratch
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The directory.
    var directory: String { scratch.path }

    /// The FIFO that the child reports to.
    var report: String { "\(directory)/report" }

    /// The file that has the stdout of what runs by ``supervisor(_:deadline:grace:input:)``.
    var output: String { "\(directory)/stdout" }

    /// A command of the misbehaving program.
    func command(
        _ arguments: String...,
        patience: SupervisionPatience = .until(.after(Fixture.patience)),
        grace: Duration = Fixture.patience,
        output: SupervisedOutput = .inherited
    ) -> SupervisedCommand {
        SupervisedCommand(
            activity: "misbehaving",
            arguments: ["fixture"] + arguments,
            environment: ["SWIFT_BACKTRACE": "enable=no"],
            patience: patience,
            grace: grace,
            writes: false,
            output: output
        )
    }

    /// A supervisor in a process of its own, with a child of some behaviour, `stdin` empty or a FIFO, and its output in
    /// files.
    func supervisor(
        _ behaviour: String,
        deadline: Duration = Fixture.patience,
        grace: Duration = Fixture.patience,
        input: String = "/dev/null",
        mode: String = "supervisor"
    ) -> SupervisedCommand {
        let limits = "\(Int(deadline / .milliseconds(1))) \(Int(grace / .milliseconds(1)))"
        let streams = "<'\(input)' >'\(output)' 2>'\(directory)/stderr'"
        return script("exec '\(Self.executable)' \(mode) \(limits) \(behaviour) \(streams)")
    }

    /// A script of the shell, itself not taken for supervised.
    func script(_ text: String) -> SupervisedCommand {
        SupervisedCommand(
            activity: "testing",
            arguments: ["sh", "-c", "unset TIDEMARK_SUPERVISED; \(text)"],
            environment: ["SWIFT_BACKTRACE": "enable=no"],
            patience: .until(.after(Self.patience + Self.patience)),
            writes: false
        )
    }

    /// Runs a command in this process's supervision.
    static func run(
        _ command: SupervisedCommand,
        _ executable: String = Fixture.executable
    ) -> Task<
        SupervisedOutcome, any Error
    > {
        Task { try await Supervisor(executable: executable).run(command).outcome }
    }

    /// The next lines of the report until one begins with a prefix, or until the last writer is gone.
    func lines(until prefix: String? = nil) async throws -> [String] {
        let descriptor = descriptor
        let text = await withCheckedContinuation { continuation in
            DispatchQueue(label: "report").async {
                continuation.resume(returning: Self.read(descriptor, until: prefix))
            }
        }
        return try #require(text, "the report did not come").split(separator: "\n").map(String.init)
    }

    /// Writes a line after a while, by a timer: the supervisor's own limits are in real time.
    func lineAfter(_ duration: Duration, to descriptor: Int32) async throws {
        let written = await withCheckedContinuation { continuation in
            let milliseconds = Int(duration / .milliseconds(1))
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                continuation.resume(returning: unsafe write(descriptor, "\n", 1))
            }
        }
        try #require(written == 1)
    }

    /// What the child and its supervisor reported when they were ready.
    func ready() async throws -> (child: pid_t, supervisor: pid_t) {
        let line = try #require(try await lines(until: "ready").last)
        let numbers = line.split(separator: " ").dropFirst().compactMap { pid_t($0) }
        try #require(numbers.count == 2)
        return (numbers[0], numbers[1])
    }

    /// The content of a file of the directory.
    func file(_ name: String) throws -> String {
        let descriptor = unsafe Glibc.open("\(directory)/\(name)", O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        return try #require(Self.read(descriptor, until: nil))
    }

    private static func open(report: String) throws -> Int32 {
        try #require(unsafe mkfifo(report, 0o600) == 0)
        let descriptor = unsafe Glibc.open(report, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try #require(descriptor >= 0)
        return descriptor
    }

    /// Reads byte by byte, so that nothing after the line is lost; `nil` when it takes too long.
    private static func read(_ descriptor: Int32, until prefix: String?) -> String? {
        let deadline = Deadline.after(patience)
        var bytes: [UInt8] = []
        var lineStart = 0
        while !deadline.hasPassed {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&request, 1, Int32(deadline.remaining / .milliseconds(1))) > 0 else { continue }
            var byte: UInt8 = 0
            guard unsafe Glibc.read(descriptor, &byte, 1) == 1 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
            guard byte == UInt8(ascii: "\n") else { continue }
            if let prefix, bytes[lineStart...].starts(with: Array(prefix.utf8)) { break }
            lineStart = bytes.count
        }
        return deadline.hasPassed ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
