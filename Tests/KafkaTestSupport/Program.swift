import Foundation
import Glibc
import TestSupport

/// A program of the machine that a test runs, with nothing on its standard input unless a test has something to say;
/// killed when this value goes.
public final class Program: Sendable {
    private let process: Process
    private let scratch: ScratchDirectory
    private let name: String
    private let input: Pipe?

    /// The longest a program may run: a Java start takes a second, on a loaded machine several.
    public static let patience = Duration.seconds(120)

    /// Runs a program to its end and returns what it wrote to its standard output.
    ///
    /// Throws `KafkaFailure` with the end of its standard error when it exits with anything but 0.
    public static func run(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> String {
        try await Program(name, arguments, environment: environment).finish()
    }

    /// Starts a program that the search path has; `environment` is added to the test's own.
    public convenience init(_ name: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        try self.init(
            name,
            URL(fileURLWithPath: "/usr/bin/env"),
            [name] + arguments,
            environment: environment
        )
    }

    /// Starts the program in a file.
    init(
        _ name: String,
        _ file: URL,
        _ arguments: [String],
        environment: [String: String] = [:],
        isAsked: Bool = false
    ) throws {
        self.name = name
        input = isAsked ? Pipe() : nil
        scratch = try ScratchDirectory(named: "tidemark-program")
        process = Process()
        process.executableURL = file
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, added in added }
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = try Self.file(scratch, "output")
        process.standardError = try Self.file(scratch, "errors")
        try process.run()
    }

    deinit { kill() }

    /// Waits for its end and returns what it wrote to its standard output.
    func finish() async throws -> String {
        try await Waiting.until("\(name) ends", within: Self.patience) { !isRunning }
        guard process.terminationStatus == 0 else {
            throw KafkaFailure(name, code: process.terminationStatus, message: errors)
        }
        return output
    }

    /// Whether it is still running.
    public var isRunning: Bool { process.isRunning }

    /// What it has ended with; `nil` while it runs.
    public var exitCode: Int32? { process.isRunning ? nil : process.terminationStatus }

    /// What it has written to its standard output so far.
    public var output: String { text("output") }

    /// What it has written to its standard error so far.
    public var errors: String { text("errors") }

    /// Writes a line to the standard input of a program that is asked by it, and returns the lines of its answer, which ends
    /// with one that says so; one question at a time.
    ///
    /// Throws `KafkaFailure` when it ends, or does not answer in time.
    package func ask(_ question: String, until last: String) async throws -> [Substring] {
        let old = try scratch.bytes("output").count
        guard process.isRunning else { throw KafkaFailure(name, code: process.terminationStatus, message: errors) }
        try input?.fileHandleForWriting.write(contentsOf: Data((question + "\n").utf8))
        var lines: [Substring] = []
        try await Waiting.until("\(name) answers", within: Self.patience) {
            guard process.isRunning else {
                throw KafkaFailure(name, code: process.terminationStatus, message: errors)
            }
            let text = String(decoding: try scratch.bytes("output").dropFirst(old), as: UTF8.self)
            guard text.hasSuffix("\n") else { return false }
            lines = text.split(separator: "\n")
            return lines.last == last[...]
        }
        return lines.dropLast()
    }

    /// Asks it to end (SIGTERM) and returns when it has.
    public func stop() async throws {
        process.terminate()
        try await Waiting.until("\(name) ends") { !isRunning }
    }

    /// Ends it at once (SIGKILL).
    public func kill() {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
    }

    private func text(_ file: String) -> String {
        (try? String(decoding: scratch.bytes(file), as: UTF8.self)) ?? ""
    }

    private static func file(_ scratch: borrowing ScratchDirectory, _ name: String) throws -> FileHandle {
        try scratch.write([], to: name)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.file(name)))
    }
}
