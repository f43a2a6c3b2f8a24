import Cluster
import KafkaDirect
import KafkaTestSupport
import Offsets
import Testing

/// A group of Kafka Streams' own protocol (KIP-1071), described by who is in it.
struct StreamsGroupTests {
    private static let patience: Duration = .seconds(60)
    private static let partitions: Int32 = 3

    @Test(arguments: TestCluster.all.filter(\.hasNewGroupKinds))
    func `the members of a streams group are described with what their tasks read`(
        _ cluster: TestCluster
    ) async throws {
        let client = try DirectClient(
            try DirectConfiguration(KafkaConfiguration(bootstrapServers: cluster.bootstrapServers))
        ) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature)
        }
        let topic = TestCluster.uniqueName("streams-described")
        let (group, member) = ("\(topic)-group", TestCluster.uniqueName("streams"))
        try await cluster.createTopic(topic, partitions: Int(Self.partitions))
        try await cluster.withStreamsMember(of: group, topic: topic, named: member) {
            var epoch: Int32 = 1
            var described: GroupDescription?
            try await Waiting.until("\(group) has its tasks") {
                epoch = try await cluster.stay(in: group, member: member, topic: topic, epoch: epoch)
                described = try await client.describe(GroupID(group), before: .after(Self.patience))
                return described?.namedMembers?.first?.assignment?.isEmpty == false
            }
            let description = try #require(described)
            #expect(description.members == 1 && description.namedMembers?.count == 1)
            #expect(description.state == .stable, "\(description.state)")
            let one = try #require(description.namedMembers?.first)
            #expect(one.clientID == (cluster.isSimulated ? "member" : "handwritten"))
            #expect(one.host == "127.0.0.1")
            let read = (0..<Self.partitions).map { TopicPartition(topic: topic, partition: $0) }
            #expect(one.assignment == read)
            #expect(description.coordinator != nil)
        }
        let empty = try await client.describe(GroupID(group), before: .after(Self.patience))
        #expect(empty.members == 0 && empty.state == .empty)
        let absent = try await client.describe(GroupID("\(group)-absent"), before: .after(Self.patience))
        #expect(absent.members == nil && absent.state == .dead)
        try await cluster.deleteTopic(topic)
    }
}
