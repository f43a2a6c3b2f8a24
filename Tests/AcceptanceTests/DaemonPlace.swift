import Foundation
import KafkaTestSupport
import TestSupport

/// A configuration file and a store of one test, and the commands that use both.
final class DaemonPlace: Sendable {
    /// How long anything may take that the daemon does by itself; a loaded machine of two cores needs seconds at times.
    static let patience = Duration.seconds(60)

    let place: ScratchDirectory
    var file: String { place.file("tidemark.toml") }
    let store: String

    /// A place; the store is somewhere else where that is said.
    init(store: String? = nil) throws {
        place = try ScratchDirectory(named: "tidemark-daemon")
        self.store = store ?? place.store
    }

    /// Writes the configuration: one cluster, and one job of the groups of a pattern.
    func configure(
        _ servers: String,
        groups: String,
        schedule: String = "*-*-* *:*:00/2",
        timeout: String = "20s",
        more: String = ""
    ) throws {
        let list = servers.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ", ")
        let text = """
            [cluster.prod]
            bootstrap-servers = [\(list)]
            [job.often]
            schedule = "\(schedule)"
            groups = ["\(groups)"]
            timeout = "\(timeout)"
            \(more)

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }

    func start(_ words: String..., environment: [String: String] = [:]) throws -> RunningCommand {
        try RunningCommand(
            words + ["--config", file, "--store", store],
            environment: environment,
            output: .captured
        )
    }

    func run(_ words: String...) async throws -> CommandResult {
        try await RunningCommand(words + ["--config", file, "--store", store], environment: [:], output: .captured)
            .result()
    }

    /// The names of the snapshots' files.
    var snapshots: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(store)/snapshots")) ?? [])
            .filter { !$0.hasPrefix(".") }
    }

    /// Returns when there are more snapshots than so many.
    func hasMore(than count: Int) async throws {
        try await Waiting.until("there are more than \(count) snapshots", within: Self.patience) {
            snapshots.count > count
        }
    }
}

extension RunningCommand {
    /// How often a text stands in its messages.
    func count(of text: String) -> Int { messages.split(separator: "\n").count { $0.contains(text) } }

    /// Returns when it has said something so many times.
    func says(_ text: String, times: Int = 1) async throws {
        try await Waiting.until("it says \"\(text)\" \(times) times: \(messages)", within: DaemonPlace.patience) {
            count(of: text) >= times || hasEnded
        }
    }
}
