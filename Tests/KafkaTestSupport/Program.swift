import Foundation
import Glibc

/// A program of the machine that a test runs, with nothing on its standard input; killed when this value goes.
public final class Program: Sendable {
    private let process: Process
    private let directory: URL
    private let name: String

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
    init(_ name: String, _ file: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
        self.name = name
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(TestCluster.uniqueName("program"))
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = file
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, added in added }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(directory, "output")
        process.standardError = try Self.file(directory, "errors")
        try process.run()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: directory)
    }

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

    /// What it has written to its standard output so far.
    public var output: String { text("output") }

    /// What it has written to its standard error so far.
    public var errors: String { text("errors") }

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
        (try? String(decoding: Data(contentsOf: directory.appendingPathComponent(file)), as: UTF8.self)) ?? ""
    }

    private static func file(_ directory: URL, _ name: String) throws -> FileHandle {
        let url = directory.appendingPathComponent(name)
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }
}
