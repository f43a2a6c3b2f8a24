import Foundation
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Commands

/// `tidemark config`.
struct ConfigTests {
    private struct Outcome {
        let exitCode: ExitCode
        let output: String
        let messages: String
        /// The file that was read.
        let path: String
    }

    private static let good = """
        [cluster.prod]
        bootstrap-servers = ["kafka-1:9092"]
        secrets = { "sasl.password" = "kafka-password" }
        [job.nightly]
        schedule = "daily"
        """

    /// Writes a file and asks about it.
    private static func run(
        _ words: String...,
        file: String,
        environment: [String: String] = [:],
        prepare: (_ directory: String) throws -> Void = { _ in }
    ) async throws -> Outcome {
        let directory = try ScratchDirectory()
        let path = directory.file("tidemark.toml")
        try directory.write(file.replacing("DIRECTORY", with: directory.path).utf8, to: "tidemark.toml")
        try prepare(directory.path)
        return await ask(["config"] + words + ["--config", path], path, environment)
    }

    private static func ask(_ words: [String], _ path: String, _ environment: [String: String] = [:]) async -> Outcome {
        let output = Memory()
        let messages = Memory()
        let context = CommandContext.test(output: output.sink(), messages: messages.sink(), environment: environment)
        let exitCode = await Program.tidemark.run(words, in: context)
        return Outcome(exitCode: exitCode, output: output.text, messages: messages.text, path: path)
    }

    @Test func `a file without a mistake is said to be one`() async throws {
        let outcome = try await Self.run("check", file: Self.good)
        #expect(outcome.exitCode == .done)
        #expect(outcome.output == "\(outcome.path): no mistakes: 1 cluster, 1 job\n")
        #expect(outcome.messages.contains("secrets not looked at"))
        #expect(!(outcome.output + outcome.messages).contains("kafka-password"))
    }

    @Test func `every mistake is a message of its own, and a member of the error`() async throws {
        let outcome = try await Self.run("check", "--json", file: Self.good + "\ntimout = 1\nzone = 5\n")
        #expect(outcome.exitCode == .configuration)
        let path = outcome.path
        #expect(
            outcome.messages == """
                tidemark: error: \(path):6:1: job.nightly.timout: there is no key 'timout' in [job.nightly]
                tidemark: hint: Did you mean 'timeout'?
                tidemark: error: \(path):7:8: job.nightly.zone: the name of a time zone in quotes, such as "Europe/Paris" is \
                wanted here, and this is a whole number
                tidemark: hint: Write for example: zone = "Europe/Paris"
                tidemark: error: \(path) has 2 mistakes, and nothing of it is used
                tidemark: hint: Correct them, and see `tidemark config check`.

                """
        )
        #expect(outcome.output.hasPrefix(#"{"schemaVersion":1,"error":{"code":"bad-configuration","message":""#))
        #expect(
            outcome.output.contains(
                #""mistakes":[{"line":6,"column":1,"key":"job.nightly.timout","message":"there is no key 'timout' in [job.nightly]","#
                    + #""hint":"Did you mean 'timeout'?"},{"line":7,"column":8,"key":"job.nightly.zone","#
            )
        )
    }

    @Test func `one mistake is the message`() async throws {
        let outcome = try await Self.run("show", file: "[stroe]\n")
        #expect(outcome.exitCode == .configuration)
        #expect(
            outcome.messages == """
                tidemark: error: \(outcome.path):1:2: stroe: there is no key 'stroe' in the file
                tidemark: hint: Did you mean 'store'?

                """
        )
    }

    @Test func `settings are shown with their origins, and secrets are not`() async throws {
        let outcome = try await Self.run("show", file: Self.good, environment: ["TIDEMARK_STORE": "/srv/store"])
        #expect(outcome.exitCode == .done)
        let rows = outcome.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.contains(["store.path", "\"/srv/store\"", "environment"]))
        #expect(rows.contains(["job.nightly.timeout", "\"2m\"", "default"]))
        #expect(rows.contains(["cluster.prod.secrets.\"sasl.password\"", "\"***\"", "\(outcome.path):3"]))
        #expect(!outcome.output.contains("kafka-password"))
    }

    @Test func `as JSON, values have their types`() async throws {
        let environment = ["STATE_DIRECTORY": "/var/lib/state"]
        let outcome = try await Self.run("show", "--json", file: Self.good, environment: environment)
        for part in [
            #"{"key":"store.path","value":"/var/lib/state","origin":"default"}"#,
            #"{"key":"cluster.prod.bootstrap-servers","value":["kafka-1:9092"],"origin":"\#(outcome.path):2"}"#,
            #"{"key":"cluster.prod.secrets.\"sasl.password\"","value":"***","origin":"\#(outcome.path):3"}"#,
            #"{"key":"job.nightly.catch-up","value":true,"origin":"default"}"#,
            #"{"key":"daemon.metrics","value":null,"origin":"default"}"#,
            #"{"key":"daemon.lag-groups-limit","value":1000,"origin":"default"}"#,
        ] {
            #expect(outcome.output.contains(part), "\(part) in \(outcome.output)")
        }
        #expect(outcome.output.hasPrefix(#"{"schemaVersion":1,"values":["#))
    }

    @Test(
        arguments: [(0o600, ExitCode.done), (0o400, .done), (0o640, .configuration), (0o604, .configuration)]
            as [(mode_t, ExitCode)]
    )
    func `a secret by its path is its owner's alone`(_ mode: mode_t, _ expected: ExitCode) async throws {
        let file = Self.good.replacing("\"kafka-password\"", with: "\"DIRECTORY/secret\"")
        let outcome = try await Self.run("check", file: file) { directory in
            try Data("hunter2\n".utf8).write(to: URL(fileURLWithPath: "\(directory)/secret"))
            #expect(unsafe chmod("\(directory)/secret", mode) == 0)
        }
        #expect(outcome.exitCode == expected, "\(outcome.messages)")
        #expect(outcome.messages.contains("3:31: cluster.prod.secrets.\"sasl.password\": ") == (expected != .done))
        #expect(!outcome.messages.contains("hunter2"))
    }

    @Test func `a credential that the unit has not is a mistake, and one that its group may read is not`() async throws
    {
        let directory = try ScratchDirectory()
        let environment = ["CREDENTIALS_DIRECTORY": directory.path]
        let missing = try await Self.run("check", file: Self.good, environment: environment)
        #expect(missing.exitCode == .configuration)
        #expect(missing.messages.contains("there is no credential of this name"))
        #expect(!missing.messages.contains("kafka-password"))
        // As systemd leaves it for the user of a unit.
        let path = directory.file("kafka-password")
        try directory.write("hunter2".utf8, to: "kafka-password")
        #expect(unsafe chmod(path, 0o440) == 0)
        let there = try await Self.run("check", file: Self.good, environment: environment)
        #expect(there.exitCode == .done, "\(there.messages)")
        #expect(there.messages.isEmpty)
    }

    @Test(.timeLimit(.minutes(1)))
    func `what is no file that could be one is refused`() async throws {
        let outcome = try await Self.run("check", file: "") { directory in
            #expect(unsafe unlink("\(directory)/tidemark.toml") == 0)
        }
        #expect(outcome.exitCode == .notFound)
        let piped = try await Self.run("check", file: "") { directory in
            #expect(unsafe unlink("\(directory)/tidemark.toml") == 0)
            #expect(unsafe mkfifo("\(directory)/tidemark.toml", 0o600) == 0)
        }
        #expect(piped.exitCode == .configuration)
        #expect(piped.messages.contains("is a named pipe"))
        let directory = try await Self.run("check", file: "") { directory in
            #expect(unsafe unlink("\(directory)/tidemark.toml") == 0)
            #expect(unsafe mkdir("\(directory)/tidemark.toml", 0o700) == 0)
        }
        #expect(directory.exitCode == .configuration)
        let long = try await Self.run("check", file: String(repeating: "#", count: 1_024 * 1_024 + 1))
        #expect(long.exitCode == .configuration)
        #expect(long.messages.contains("at most 1048576 are read"))
    }

    @Test func `the file is that of the environment where no option names one`() async {
        let outcome = await Self.ask(["config", "check"], "", ["TIDEMARK_CONFIG": "/nowhere/tidemark.toml"])
        #expect(outcome.exitCode == .notFound)
        #expect(outcome.messages.contains("/nowhere/tidemark.toml"))
    }
}
