/// The settings of the simulated brokers that a test may change; by default Kafka's own.
public struct BrokerConfiguration: Hashable, Sendable {
    /// `offset.metadata.max.bytes`, which counts UTF-16 units.
    public var metadataUnits = Limit.metadataUnits
    /// `transaction.max.timeout.ms`.
    public var transactionTimeout = Limit.transactionTimeout
    /// `transaction.state.log.replication.factor`.
    ///
    /// With more than there are brokers, there are no transactions. Kafka's own is 3; a simulated cluster of one broker is
    /// made to work.
    public var transactionLogReplicas = 1
    /// `group.consumer.session.timeout.ms`.
    public var consumerSessionTimeout = Limit.consumerSessionTimeout

    /// Kafka's own settings.
    public init() {}

    /// The settings as DescribeConfigs tells them, by name.
    func values(offsetRetention: Int64) -> [(name: String, value: String)] {
        let millisecondsPerMinute: Int64 = 60_000
        return [
            ("group.consumer.session.timeout.ms", "\(consumerSessionTimeout)"),
            ("offset.metadata.max.bytes", "\(metadataUnits)"),
            ("offsets.retention.minutes", "\(max(1, offsetRetention / millisecondsPerMinute))"),
            ("transaction.max.timeout.ms", "\(transactionTimeout)"),
            ("transaction.state.log.replication.factor", "\(transactionLogReplicas)"),
        ]
    }
}
