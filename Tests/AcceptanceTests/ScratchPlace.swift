import Foundation
import KafkaTestSupport

/// A directory of one test in which commands put their passing files, removed with this value.
final class ScratchPlace: Sendable {
    /// Its path.
    let directory: String

    init(named stem: String = "tidemark-place") throws {
        directory =
            FileManager.default.temporaryDirectory.appendingPathComponent(TestCluster.uniqueName(stem)).path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// What is in it.
    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] }

    /// The path of a file in it.
    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// Starts a command that has its passing files here.
    func start(
        _ arguments: [String],
        _ environment: [String: String] = [:],
        output: StandardOutput = .captured
    ) throws -> RunningCommand {
        try RunningCommand(
            arguments,
            environment: ["TMPDIR": directory].merging(environment) { $1 },
            output: output
        )
    }

    /// The variables that a server tells its user to export.
    func settings(of server: RunningCommand) async throws -> [String: String] {
        var settings: [String: String] = [:]
        try await Waiting.until("the server says where it is") {
            for line in server.output.split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 1).last?.split(separator: "=", maxSplits: 1)
                if let words, words.count == 2 { settings[String(words[0])] = String(words[1]) }
            }
            return settings.count == 2 || server.hasEnded
        }
        return settings
    }
}
