extension TestCluster {
    /// The memory of a broker that few groups use.
    public static let smallHeap = "320m"

    /// Runs `body` on a cluster of one broker that nobody else uses, with settings of its own; it takes some 6 seconds to
    /// start, and is gone afterwards, whatever came of it.
    public static func withOwn(
        version: String = requiredVersions[0],
        settings: [String],
        heap: String = smallHeap,
        _ body: (TestCluster) async throws -> Void
    ) async throws {
        let brokers = try await BrokerCluster.start(version: version, brokers: 1, settings: settings, heap: heap)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(brokers.cluster))
        } catch {
            result = .failure(error)
        }
        await brokers.destroy()
        try result.get()
    }
}
