public import Offsets

/// A member of a group of the new consumer protocol (KIP-848): Kafka's own console consumer, in a process of its own.
///
/// Only for clusters with `hasConsumerProtocol`: librdkafka 2.0.2 does not speak the protocol. One that is let go of is
/// killed, and its group keeps a member until the session ends (45 s by default).
public final class ConsumerProtocolMember: Sendable {
    /// The group it is a member of.
    public let group: GroupID
    private let cluster: TestCluster
    private let tool: Program

    /// Ends the consumer by itself when no record comes for so long: should the test process die, it does not live on.
    private static let lifetime = Duration.seconds(300)

    /// Starts a consumer of the topic and returns once the group is Stable.
    ///
    /// `properties` are those of Kafka's Java consumer. It does not commit what it reads.
    public static func start(
        _ cluster: TestCluster,
        group: GroupID,
        topic: String,
        properties: [String: String] = [:],
        within patience: Duration = Waiting.patience
    ) async throws -> ConsumerProtocolMember {
        let member = try ConsumerProtocolMember(cluster, group, topic, properties)
        try await Waiting.until("group \(group) is Stable", within: patience) {
            guard member.tool.isRunning else { throw KafkaFailure("consume \(topic)", message: member.tool.errors) }
            return try await cluster.state(of: group) == .stable
        }
        return member
    }

    private init(_ cluster: TestCluster, _ group: GroupID, _ topic: String, _ properties: [String: String]) throws {
        self.cluster = cluster
        self.group = group
        let usual = ["group.protocol": "consumer", "enable.auto.commit": "false", "group.id": group.name]
        let all = usual.merging(properties) { _, chosen in chosen }.map { "\($0.key)=\($0.value)" }.sorted()
        tool = try KafkaTool.start(
            cluster.version,
            "org.apache.kafka.tools.consumer.ConsoleConsumer",
            ["--bootstrap-server", cluster.bootstrapServers, "--topic", topic]
                + ["--timeout-ms", String(Int64(Self.lifetime / .milliseconds(1)))]
                + all.flatMap { [Self.propertyOption, $0] }
        )
    }

    /// Leaves the group and returns once it has no members: Empty, or no longer listed.
    public func close() async throws {
        try await tool.stop()
        try await Waiting.until("group \(group) has no members") {
            let state = try await cluster.state(of: group)
            return state == nil || state == .empty
        }
    }

    /// Closes the consumer and returns once it has stopped, whatever becomes of the group: a static member stays one until
    /// its session ends.
    public func stop() async throws {
        try await tool.stop()
    }

    /// Kills the consumer: the group has a member until the session ends.
    public func abandon() {
        tool.kill()
    }

    private static let propertyOption = "--consumer-property"
}
