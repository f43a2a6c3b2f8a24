import Cluster
import Kafka
import KafkaDirect
import KafkaTestSupport
import Offsets

/// What a case works with on its cluster: a client of its own, the shared topic, and names nobody else has.
struct Bench {
    /// The cluster, for preparing and looking past our own client.
    let cluster: ContractCluster
    /// Our client.
    let client: any Cluster
    /// The topic of all cases, with ``SharedTopics/partitionCount`` partitions.
    let topic: String

    /// How long one call may take on a loaded machine.
    static let patience = Duration.seconds(60)

    /// A bench on the cluster; `row` names the row of a table in the verdict.
    init(_ cluster: ContractCluster, _ row: String? = nil) async throws {
        CaseRecord.current?.describe(cluster, row: row)
        self.cluster = cluster
        client = try Self.client(cluster)
        topic = try await SharedTopics.shared.topic(on: cluster)
    }

    /// A client of the cluster's kind.
    static func client(_ cluster: ContractCluster) throws -> any Cluster {
        let configuration = configuration(cluster)
        guard cluster.client == .direct else { return try KafkaClient(configuration) }
        return try DirectClient(DirectConfiguration(configuration), writes: true) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature, "our own client does all of it itself")
        }
    }

    /// How to reach the cluster.
    static func configuration(_ cluster: ContractCluster) -> KafkaConfiguration {
        KafkaConfiguration(bootstrapServers: cluster.support.bootstrapServers)
    }

    /// The deadline of a call made now.
    var deadline: Deadline { .after(Self.patience) }

    /// A new group's name, deleted when the case is over.
    func group(_ stem: String = "contract") -> GroupID {
        let group = GroupID(TestCluster.uniqueName(stem))
        CaseRecord.current?.note(group)
        return group
    }

    /// A partition of the shared topic.
    func partition(_ index: Int32 = 0) -> TopicPartition {
        TopicPartition(topic: topic, partition: index)
    }

    /// An offset for a partition of the shared topic.
    func offset(_ offset: Int64, _ index: Int32 = 0, metadata: String = "") -> CommittedOffset {
        CommittedOffset(partition(index), offset: offset, metadata: OffsetMetadata(metadata))
    }

    /// Commits without a transaction through our client; every partition has to be taken.
    func commit(_ group: GroupID, _ offsets: [CommittedOffset]) async throws {
        let refused = try await client.alterOffsets(of: group, to: offsets, before: deadline)
        if let (partition, error) = refused.first {
            throw KafkaFailure("commit \(partition) of \(group)", code: error.code.rawValue, message: error.message)
        }
    }

    /// Everything the group has committed.
    func all(of group: GroupID) async throws -> [CommittedOffset] {
        try await client.held(by: group, before: deadline).offsets
    }

    /// What the group has for these partitions when no transaction is open on them.
    func decided(of group: GroupID, _ partitions: [TopicPartition]) async throws -> [TopicPartition: PartitionFetch] {
        try await client.committedOffsets(of: group, for: partitions, waitsForTransactions: true, before: deadline)
    }

    /// What the group has for one partition when no transaction is open on it.
    func decided(of group: GroupID, _ index: Int32 = 0) async throws -> PartitionFetch? {
        try await decided(of: group, [partition(index)])[partition(index)]
    }

    /// What the group has for one partition now, without waiting.
    func present(of group: GroupID, _ index: Int32 = 0) async throws -> PartitionFetch? {
        try await client.committedOffsets(
            of: group,
            for: [partition(index)],
            waitsForTransactions: false,
            before: deadline
        )[partition(index)]
    }

    /// The group as it is listed, `nil` when it is not.
    func listed(_ group: GroupID) async throws -> ListedGroup? {
        try await client.listGroups(before: deadline).groups.first { $0.group == group }
    }

    /// A producer with a transaction begun.
    func transaction(
        id: String = TestCluster.uniqueName("contract"),
        timeout: Duration = .seconds(120)
    ) async throws -> any OffsetTransaction {
        guard cluster.client == .librdkafka else {
            let transaction = try client.transaction(id: id, timeout: timeout)
            try await transaction.initialize(before: deadline)
            try await transaction.begin(before: deadline)
            return transaction
        }
        // librdkafka takes no transaction that is shorter than a request may take.
        let request = KafkaConfiguration.Property(name: "socket.timeout.ms", value: "5000")
        let producer = try TransactionalProducer(
            KafkaConfiguration(bootstrapServers: cluster.support.bootstrapServers, properties: [request]),
            transactionalID: id,
            timeout: timeout
        )
        try await producer.initialize(before: deadline)
        try await producer.begin(before: deadline)
        return producer
    }
}
