import FoundationEssentials

extension TestCluster {
    /// The variable that names the running clusters: `4.3.1=HOST:PORT,3.9.2=HOST:PORT` (`make test` sets it).
    ///
    /// A further `HOST:PORT` without a version belongs to the cluster before it.
    public static let clustersVariable = "TIDEMARK_TEST_KAFKA"

    /// The variable that makes a missing cluster a failure instead of a skipped test, when it is `1`.
    public static let requiredVariable = "TIDEMARK_REQUIRE_KAFKA"

    /// The releases every test of the whole has to pass on.
    public static let requiredVersions = ["4.3.1", "3.9.2"]

    /// The running clusters; empty when there are none, and then tests marked `.needsKafka` are skipped or fail.
    public static let available: [TestCluster] = parse(ProcessInfo.processInfo.environment[clustersVariable] ?? "")

    /// Those among `available` that speak the new consumer protocol (KIP-848).
    public static let availableWithConsumerProtocol = available.filter(\.hasConsumerProtocol)

    /// Whether groups can have a member of the new protocol: Kafka's own Java consumer, as librdkafka 2.0.2 cannot be one.
    public var hasConsumerProtocolMembers: Bool { hasConsumerProtocol && hasKafkasTools }

    /// Whether nothing may be skipped in this run, whatever the machine lacks.
    public static let requiresEverything = ProcessInfo.processInfo.environment[requiredVariable] == "1"

    /// Whether tests that need Kafka can run.
    ///
    /// Throws `KafkaFailure` when `TIDEMARK_REQUIRE_KAFKA=1` and a required version is not running: a run that must
    /// not skip anything fails instead.
    public static func isAvailable() throws -> Bool {
        guard requiresEverything else { return !available.isEmpty }
        let missing = requiredVersions.filter { version in !available.contains { $0.version == version } }
        guard missing.isEmpty else {
            throw KafkaFailure(
                "find a running Kafka \(missing.joined(separator: " and "))",
                message:
                    "\(requiredVariable)=1, and \(clustersVariable) does not name it; run the tests with `make test`"
            )
        }
        return true
    }

    static func parse(_ text: String) -> [TestCluster] {
        var clusters: [TestCluster] = []
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            if sides.count == 2 {
                clusters.append(TestCluster(version: sides[0], bootstrapServers: sides[1]))
            } else if let last = clusters.popLast() {
                clusters.append(
                    TestCluster(version: last.version, bootstrapServers: "\(last.bootstrapServers),\(part)")
                )
            }
        }
        return clusters
    }
}
