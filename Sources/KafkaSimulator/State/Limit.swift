/// What a simulated cluster holds at most, and Kafka's own defaults.
enum Limit {
    /// The longest request, in bytes: longer than anything a tool sends, short enough for a thousand at once.
    static let requestBytes = 16 * 1_024 * 1_024
    /// The connections that may be open at once.
    static let connections = 512
    /// The bytes of records one cluster takes: a simulator is for small data.
    static let logBytes = 512 * 1_024 * 1_024
    /// The groups a cluster holds.
    static let groups = 200_000
    /// The topics a cluster holds.
    static let topics = 20_000
    /// The partitions of one topic: Kafka refuses to make more in one request.
    static let partitions: Int32 = 9_999
    /// The partitions of all topics together.
    static let clusterPartitions = 500_000
    /// The transactional ids a cluster remembers.
    static let transactions = 20_000
    /// The members of one group.
    static let members = 1_000
    /// The bytes one answer to Fetch holds at most.
    static let fetchBytes = 32 * 1_024 * 1_024
    /// The longest wait of one Fetch, in milliseconds.
    static let fetchWait: Int64 = 60_000

    /// `offsets.topic.num.partitions`.
    static let coordinatorSlots = 50
    /// `offset.metadata.max.bytes`, which counts UTF-16 units.
    static let metadataUnits = 4_096
    /// `max.message.bytes` of `__consumer_offsets`: a commit is one batch.
    static let commitBatchBytes = 1_048_588
    /// `offsets.retention.minutes`.
    static let offsetRetention: Int64 = 7 * 24 * 60 * 60 * 1_000
    /// `offsets.retention.check.interval.ms`.
    static let expiryCheckInterval: Int64 = 600_000
    /// `transaction.abort.timed.out.transaction.cleanup.interval.ms`.
    static let transactionCheckInterval: Int64 = 10_000
    /// `transaction.max.timeout.ms`.
    static let transactionTimeout: Int64 = 900_000
    /// `group.min.session.timeout.ms` and `group.max.session.timeout.ms`; the lower one is that of `scripts/kafka`, a
    /// sixth of Kafka's default, so that tests need not wait long for a session to end.
    static let sessionTimeout: ClosedRange<Int64> = 1_000...1_800_000
    /// `group.consumer.session.timeout.ms` and `group.consumer.heartbeat.interval.ms`.
    static let consumerSessionTimeout: Int64 = 45_000
    static let consumerHeartbeatInterval: Int32 = 5_000
}
