public import Offsets

/// A real classic consumer, a member of its group from `start` until `close` or `abandon`.
///
/// It polls on a thread of its own and commits nothing. One that is let go of leaves its group, as if closed.
public final class LiveConsumer: Sendable {
    /// The group it is a member of.
    public let group: GroupID
    private let cluster: TestCluster
    private let thread = PollingThread()

    /// Subscribes a new member and returns once the group is Stable.
    ///
    /// `properties` are librdkafka's own and win: `group.instance.id` makes a static member, `session.timeout.ms` says
    /// how long a member that vanished still counts. Throws `KafkaFailure` when the group is not Stable in time.
    public static func start(
        _ cluster: TestCluster,
        group: GroupID,
        topics: [String],
        properties: [String: String] = [:],
        within patience: Duration = Waiting.patience
    ) async throws -> LiveConsumer {
        let consumer = LiveConsumer(cluster, group)
        let usual = ["group.id": group.name, "enable.auto.commit": "false", "auto.offset.reset": "earliest"]
        consumer.thread.run(cluster, topics: topics, properties: usual.merging(properties) { _, chosen in chosen })
        try await Waiting.until("group \(group) is Stable", within: patience) {
            if try consumer.thread.isOver { return false }
            return try await cluster.state(of: group) == .stable
        }
        return consumer
    }

    private init(_ cluster: TestCluster, _ group: GroupID) {
        self.cluster = cluster
        self.group = group
    }

    deinit { thread.end(.leave) }

    /// Leaves the group and returns once it has no members: Empty, or no longer listed.
    ///
    /// For the last member of a group: with others in it this waits in vain. A static member does not leave by closing;
    /// use `stop`, and count on its session.
    public func close() async throws {
        thread.end(.leave)
        try await Waiting.until("group \(group) has no members") {
            guard try thread.isOver else { return false }
            let state = try await cluster.state(of: group)
            return state == nil || state == .empty
        }
    }

    /// Closes the consumer and returns once it has stopped, whatever becomes of the group: a static member stays one until
    /// its session ends.
    public func stop() async throws {
        thread.end(.leave)
        try await Waiting.until("the consumer of \(group) has stopped") { try thread.isOver }
    }

    /// Stops without a word to the broker, as a killed process does: the group has a member until the session ends.
    public func abandon() async throws {
        thread.end(.vanish)
        try await Waiting.until("the consumer of \(group) has stopped") { try thread.isOver }
    }
}
