import Foundation

/// A Kafka of one broker that a test has for itself, because of its settings or because of what it is put through.
public enum OwnKafka {
    /// The variable that names a directory whose clusters are removed when the run is over, whatever becomes of the tests.
    private static let directoryVariable = "TIDEMARK_TEST_CLUSTERS"

    /// Starts a broker, lets `body` work with it, and removes it, whatever came of it.
    ///
    /// - Parameters:
    ///   - version: The release.
    ///   - settings: Of the broker, beside those every test broker gets.
    ///   - body: What needs it.
    /// - Throws: `KafkaFailure` when it does not start, and what `body` throws.
    public static func with(
        _ version: String,
        settings: [String: String] = [:],
        _ body: (TestCluster) async throws -> Void
    ) async throws {
        let parent = ProcessInfo.processInfo.environment[directoryVariable] ?? NSTemporaryDirectory()
        let directory = URL(fileURLWithPath: parent).appendingPathComponent(TestCluster.uniqueName("kafka")).path
        let chosen = settings.sorted { $0.key < $1.key }.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        let result: Result<Void, any Error>
        do {
            let servers = try await script(["start", directory, "--version", version, "--port", "free"] + chosen)
            let cluster = TestCluster(
                version: version,
                bootstrapServers: servers.trimmingCharacters(in: .whitespacesAndNewlines)
            )
            result = .success(try await body(cluster))
        } catch {
            result = .failure(error)
        }
        _ = try? await script(["destroy", directory])
        try result.get()
    }

    private static func script(_ arguments: [String]) async throws -> String {
        try await Program("scripts/kafka \(arguments.first ?? "")", KafkaTool.script, arguments).finish()
    }
}
