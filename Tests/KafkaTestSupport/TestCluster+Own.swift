import Foundation

extension TestCluster {
    /// The variable that names a directory for clusters that tests start themselves; `make test` removes what a test that
    /// was killed has left running there.
    static let clustersDirectoryVariable = "TIDEMARK_TEST_CLUSTERS"

    /// The memory of a broker that few groups use.
    private static let heap = "320m"

    /// Runs `body` on a cluster of one broker that nobody else uses, with settings of its own; it takes some 6 seconds to
    /// start, and is gone afterwards, whatever came of it.
    public static func withOwn(
        version: String = requiredVersions[0],
        settings: [String],
        _ body: (TestCluster) async throws -> Void
    ) async throws {
        let parent =
            ProcessInfo.processInfo.environment[clustersDirectoryVariable].map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.temporaryDirectory
        let directory = parent.appendingPathComponent(uniqueName("own-cluster")).path
        let result: Result<Void, any Error>
        do {
            let start = try Program(
                "kafka start",
                KafkaTool.script,
                ["start", directory, "--version", version, "--port", "free"] + settings.flatMap { ["--set", $0] },
                environment: ["KAFKA_HEAP": heap]
            )
            let servers = try await start.finish().trimmingCharacters(in: .whitespacesAndNewlines)
            result = .success(try await body(TestCluster(version: version, bootstrapServers: servers)))
        } catch {
            result = .failure(error)
        }
        // In a task of its own: a test that was cancelled leaves no broker behind either.
        await Task {
            _ = try? await Program("kafka destroy", KafkaTool.script, ["destroy", directory]).finish()
            try? FileManager.default.removeItem(atPath: directory)
        }.value
        try result.get()
    }
}
