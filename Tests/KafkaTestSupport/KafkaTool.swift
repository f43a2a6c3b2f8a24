import Foundation
import Glibc

/// One of Kafka's own command-line tools, run from the release's jars by `scripts/kafka tool`.
public final class KafkaTool: Sendable {
    private let process: Process
    private let directory: URL
    private let name: String

    /// The longest a tool may run: a Java start takes a second, on a loaded machine several.
    public static let patience = Duration.seconds(120)

    /// Runs a tool to its end and returns what it wrote to its standard output.
    ///
    /// Throws `KafkaFailure` with the end of its standard error when it exits with anything but 0.
    public static func run(_ version: String, _ className: String, _ arguments: [String]) async throws -> String {
        let tool = try KafkaTool(version, className, arguments)
        try await Waiting.until("\(tool.name) ends", within: patience) { !tool.isRunning }
        guard tool.process.terminationStatus == 0 else {
            throw KafkaFailure(tool.name, code: tool.process.terminationStatus, message: tool.errors)
        }
        return tool.output
    }

    /// Starts a tool of a release; it is killed when this value goes.
    public init(_ version: String, _ className: String, _ arguments: [String]) throws {
        name = className.split(separator: ".").last.map(String.init) ?? className
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(TestCluster.uniqueName("kafka-tool"))
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = Self.script
        process.arguments = ["tool", version, className] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(directory, "output")
        process.standardError = try Self.file(directory, "errors")
        try process.run()
    }

    deinit {
        kill()
        try? FileManager.default.removeItem(at: directory)
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

    /// `scripts/kafka` of the checkout this file was compiled in.
    private static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("scripts/kafka")
}
