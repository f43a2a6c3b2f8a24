import Foundation

/// A Kafka that a test or a suite has for itself: it may have settings of its own, and its brokers may be killed.
public final class BrokerCluster: Sendable {
    /// Where it is.
    public let cluster: TestCluster

    /// The numbers of its brokers.
    public let brokers: [Int32]

    private let directory: String
    private let gate = CaseGate(places: 1)

    /// How many seconds its brokers may take to start: two clusters of three on two busy cores take half a minute.
    private static let startSeconds = 110

    /// The variable that names a directory for clusters that tests start themselves; `make test` removes what a test that
    /// was killed has left running there.
    private static let directoryVariable = "TIDEMARK_TEST_CLUSTERS"

    /// Starts a cluster of a release and returns when every broker knows every other.
    ///
    /// - Parameters:
    ///   - version: The release.
    ///   - brokers: How many brokers; with three each holds everything, and one may be missing.
    ///   - users: Who may log in with SASL/PLAIN, with the password `NAME-secret`, on the port 2 above each broker's.
    ///   - settings: `KEY=VALUE` of the brokers, beside those every test broker gets.
    ///   - heap: The memory of each, as Java takes it.
    /// - Returns: The cluster; whoever starts it destroys it.
    /// - Throws: ``KafkaFailure`` when it does not start; nothing of it runs then.
    public static func start(
        version: String,
        brokers: Int,
        users: [String] = [],
        settings: [String] = [],
        heap: String? = nil
    ) async throws -> BrokerCluster {
        let parent =
            ProcessInfo.processInfo.environment[directoryVariable].map { URL(fileURLWithPath: $0) }
            ?? FileManager.default.temporaryDirectory
        let directory = parent.appendingPathComponent(TestCluster.uniqueName("brokers")).path
        var options = ["--version", version, "--brokers", String(brokers), "--port", "free"]
        if !users.isEmpty { options += ["--users", users.joined(separator: ",")] }
        var environment = ["KAFKA_START_SECONDS": String(startSeconds)]
        if let heap { environment["KAFKA_HEAP"] = heap }
        do {
            let arguments = ["start", directory] + options + settings.flatMap { ["--set", $0] }
            let output = try await script(arguments, environment: environment)
            let servers = output.trimmingCharacters(in: .whitespacesAndNewlines)
            return BrokerCluster(TestCluster(version: version, bootstrapServers: servers), brokers, directory)
        } catch {
            await destroy(directory)
            throw error
        }
    }

    private init(_ cluster: TestCluster, _ brokers: Int, _ directory: String) {
        self.cluster = cluster
        self.brokers = (1...Int32(brokers)).map { $0 }
        self.directory = directory
    }

    /// Kills a broker (SIGKILL) and returns when its process is gone.
    public func kill(_ broker: Int32) async throws {
        _ = try await Self.script(["kill", directory, String(broker)])
    }

    /// Stops a broker cleanly (SIGTERM): it gives away what it leads, and returns when its process is gone.
    public func stop(_ broker: Int32) async throws {
        _ = try await Self.script(["stop", directory, String(broker)])
    }

    /// Starts a stopped or killed broker again and returns when it answers and knows every broker that runs.
    public func restart(_ broker: Int32) async throws {
        _ = try await Self.script(
            ["restart", directory, String(broker)],
            environment: ["KAFKA_START_SECONDS": String(Self.startSeconds)]
        )
    }

    /// Stops a broker (SIGSTOP): it keeps its connections and answers nothing until it is resumed.
    public func pause(_ broker: Int32) async throws {
        _ = try await Self.script(["pause", directory, String(broker)])
    }

    /// Lets a broker go on that was stopped.
    public func resume(_ broker: Int32) async throws {
        _ = try await Self.script(["resume", directory, String(broker)])
    }

    /// Kills every broker and removes what they have written.
    public func destroy() async {
        await Self.destroy(directory)
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

    /// In a task of its own: a test that was cancelled leaves no broker behind either.
    private static func destroy(_ directory: String) async {
        await Task {
            _ = try? await script(["destroy", directory])
            try? FileManager.default.removeItem(atPath: directory)
        }.value
    }

    private static func script(_ arguments: [String], environment: [String: String] = [:]) async throws -> String {
        let name = "scripts/kafka \(arguments.prefix(2).joined(separator: " "))"
        return try await Program(name, KafkaTool.script, arguments, environment: environment).finish()
    }
}
