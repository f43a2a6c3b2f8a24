import Foundation

/// Kafka's own command-line tools, run from a release's jars by `scripts/kafka tool`.
public enum KafkaTool {
    /// Runs a tool to its end and returns what it wrote to its standard output.
    ///
    /// Throws `KafkaFailure` with the end of its standard error when it exits with anything but 0.
    public static func run(_ version: String, _ className: String, _ arguments: [String]) async throws -> String {
        try await start(version, className, arguments).finish()
    }

    /// The class of `kafka-acls`, which moved with Kafka 4.
    static func permissions(_ version: String) -> String {
        version.hasPrefix("3.") ? "kafka.admin.AclCommand" : "org.apache.kafka.tools.AclCommand"
    }

    /// Starts a tool of a release.
    static func start(_ version: String, _ className: String, _ arguments: [String]) throws -> Program {
        let name = className.split(separator: ".").last.map(String.init) ?? className
        return try Program(name, script, ["tool", version, className] + arguments)
    }

    /// Starts a program of ours in Java on a release's jars, as the one file it is in; it is asked by its standard input.
    package static func start(_ version: String, source file: String, _ arguments: [String]) throws -> Program {
        try Program("java", script, ["tool", version, file] + arguments, isAsked: true)
    }

    /// `scripts/kafka` of the checkout this file was compiled in.
    static let script = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("scripts/kafka")
}
