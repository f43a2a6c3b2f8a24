import KafkaTestSupport
import TestSupport

/// A directory in which commands put their passing files.
extension ScratchDirectory {
    /// Starts a command that has its passing files here.
    func start(
        _ arguments: [String],
        _ environment: [String: String] = [:],
        output: StandardOutput = .captured
    ) throws -> RunningCommand {
        try RunningCommand(
            arguments,
            environment: ["TMPDIR": path].merging(environment) { $1 },
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
