/// What a broker tells of its own configuration (DescribeConfigs), as far as a restore has to know it.
///
/// `nil` is what the broker did not tell. Brokers of one cluster may differ; usually they do not.
public struct BrokerSettings: Hashable, Sendable {
    /// `offset.metadata.max.bytes`: the longest metadata of an offset, in UTF-16 units despite its name.
    public var offsetMetadataUnits: Int?
    /// `transaction.max.timeout.ms`: the longest that a transaction may be asked to stay open.
    public var transactionMaxTimeout: Duration?
    /// `transaction.state.log.replication.factor`: how many replicas the brokers' topic of transactions is to have.
    public var transactionLogReplicas: Int?
    /// `offsets.retention.minutes`: how long the offsets of a group without members are kept.
    public var offsetsRetention: Duration?
    /// `group.consumer.session.timeout.ms`: how long a member of the new consumer protocol may be silent.
    public var consumerSessionTimeout: Duration?

    /// Settings of which nothing is known.
    public init() {}

    /// Settings by Kafka's names; a value that is no number of the kind is not known.
    ///
    /// No number of Kafka's is longer than 32 bits.
    public init(_ values: [String: String]) {
        let number = { (name: String, least: Int32) -> Int? in
            values[name].flatMap { Int32($0) }.flatMap { $0 >= least ? Int($0) : nil }
        }
        offsetMetadataUnits = number("offset.metadata.max.bytes", 0)
        transactionMaxTimeout = number("transaction.max.timeout.ms", 1).map { .milliseconds($0) }
        transactionLogReplicas = number("transaction.state.log.replication.factor", 1)
        let secondsPerMinute = 60
        offsetsRetention = number("offsets.retention.minutes", 1).map { .seconds($0 * secondsPerMinute) }
        consumerSessionTimeout = number("group.consumer.session.timeout.ms", 1).map { .milliseconds($0) }
    }
}
