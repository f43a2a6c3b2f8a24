import Foundation

/// A Kafka of several brokers that a suite has for itself: it may kill them.
public final class BrokerCluster: Sendable {
    /// How many brokers it has: each holds everything, and one may be missing.
    public static let size = 3

    /// Where it is.
    public let cluster: TestCluster

    /// The numbers of its brokers.
    public let brokers = (1...Int32(size)).map { $0 }

    private let directory: String
    private let gate = CaseGate(places: 1)

    /// How many seconds its brokers may take to start: two clusters of three on two busy cores take half a minute.
    private static let startSeconds = 110

    /// A broker that was killed leads its partitions again soon after it is back; five minutes are the default.
    private static let leadersReturn = "leader.imbalance.check.interval.seconds=2"

    /// The variable that names a directory for clusters; whoever sets it ends and removes what a test process that was
    /// killed has left there.
    private static let placeVariable = "TIDEMARK_TEST_CLUSTERS"

    /// Starts a cluster of a release and returns when every broker knows every other.
    public static func start(version: String) async throws -> BrokerCluster {
        let place =
            ProcessInfo.processInfo.environment[placeVariable] ?? FileManager.default.temporaryDirectory.path
        let directory = "\(place)/\(TestCluster.uniqueName("brokers-\(version)"))"
        let options = ["--version", version, "--brokers", String(size), "--port", "free", "--set", leadersReturn]
        let output = try await script(["start", directory] + options)
        let servers = output.trimmingCharacters(in: .whitespacesAndNewlines)
        return BrokerCluster(TestCluster(version: version, bootstrapServers: servers), directory)
    }

    private init(_ cluster: TestCluster, _ directory: String) {
        self.cluster = cluster
        self.directory = directory
    }

    /// Kills a broker (SIGKILL) and returns when its process is gone.
    public func kill(_ broker: Int32) async throws {
        _ = try await Self.script(["kill", directory, String(broker)])
    }

    /// Starts a killed broker again and returns when it answers and knows every broker that runs.
    public func restart(_ broker: Int32) async throws {
        _ = try await Self.script(["restart", directory, String(broker)])
    }

    /// Kills every broker and removes what they have written.
    public func destroy() async throws {
        _ = try await Self.script(["destroy", directory])
    }

    /// Runs `body` while no other runs on this cluster; may not be nested.
    public func alone<Result>(_ body: (TestCluster) async throws -> Result) async throws -> Result {
        await gate.enter()
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(cluster))
        } catch {
            result = .failure(error)
        }
        await gate.leave()
        return try result.get()
    }

    private static func script(_ arguments: [String]) async throws -> String {
        let name = "scripts/kafka \(arguments.prefix(2).joined(separator: " "))"
        let environment = ["KAFKA_START_SECONDS": String(startSeconds)]
        return try await Program(name, KafkaTool.script, arguments, environment: environment).finish()
    }
}
