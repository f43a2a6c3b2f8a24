import CRDKafka
import Cluster
import Kafka
import KafkaDirect
import KafkaTestSupport
import Offsets
import Testing

/// Types and states of every kind of group as both clients list them: a table of which library can tell what.
@Suite(.serialized)
struct GroupTypeTests {
    private static let patience: Duration = .seconds(60)

    /// What a client tells of a group's state.
    enum Told: Sendable {
        case empty
        case active
        case nothing

        init(_ state: GroupState) {
            self =
                switch state {
                case .empty: .empty
                case .unknown: .nothing
                default: .active
                }
        }
    }

    /// A kind of group, and what is told of it.
    struct Row: Sendable {
        let kind: RandomGroup.Kind
        let type: GroupType
        let state: Told
        /// What librdkafka makes of the type, and of the state.
        let libraryType: GroupType
        let libraryState: Told
    }

    /// librdkafka of every version: of types it tells from 2.6 on what ListGroups says, and of groups that are no
    /// consumers' nothing but what DescribeGroups does.
    static let rows = [
        Row(.simple, .simple, .empty), Row(.classic, .classic, .empty), Row(.classicLive, .classic, .active),
        Row(.connect, .classicOf("connect"), .empty), Row(.connectLive, .classicOf("connect"), .active),
        Row(.consumer, .consumer, .empty), Row(.consumerLive, .consumer, .active),
        Row(.streams, .streams, .empty, .streamsOrShare, .nothing),
        Row(.streamsLive, .streams, .active, .streamsOrShare, .nothing),
        Row(.share, .share, .active, .streamsOrShare, .nothing),
    ]

    @Test(arguments: TestCluster.all)
    func `types and states of groups are told as the table says`(_ cluster: TestCluster) async throws {
        let configuration = KafkaConfiguration(bootstrapServers: cluster.bootstrapServers)
        let library = try KafkaClient(configuration)
        let direct = try DirectClient(try DirectConfiguration(configuration)) { library }
        let topic = TestCluster.uniqueName("types")
        try await cluster.createTopic(topic, partitions: Int(RandomGroup.partitions))
        let rows = Self.rows.filter { $0.kind.isOld || cluster.hasNewGroupKinds }
        let groups = rows.enumerated().map { RandomGroup(GroupID("\(topic)-\($0)"), $1.kind, topic: topic) }
        try await cluster.with(groups[...], topic: topic) {
            // A member of a newer protocol gets its partitions when the coordinator gets to it.
            var listed: [GroupID: ListedGroup] = [:]
            try await Waiting.until("every group is listed") {
                listed = Self.byName(try await direct.listGroups(before: .after(Self.patience)))
                return groups.allSatisfy { listed[$0.group] != nil }
            }
            let others = Self.byName(try await library.listGroups(before: .after(Self.patience)))
            for (row, group) in zip(rows, groups) {
                let comment: Comment = "\(row.kind) by \(unsafe String(cString: rd_kafka_version_str()))"
                let (one, other) = (listed[group.group], others[group.group])
                #expect(one?.type == row.type, comment)
                #expect((one?.state).map(Told.init) == row.state, comment)
                #expect(other?.type == row.libraryType, comment)
                #expect((other?.state).map(Told.init) == row.libraryState, comment)
            }
        }
        await cluster.remove(groups)
        try await cluster.deleteTopic(topic)
    }

    private static func byName(_ listing: GroupListing) -> [GroupID: ListedGroup] {
        Dictionary(listing.groups.map { ($0.group, $0) }) { first, _ in first }
    }
}

extension GroupTypeTests.Row {
    init(
        _ kind: RandomGroup.Kind,
        _ type: GroupType,
        _ state: GroupTypeTests.Told,
        _ libraryType: GroupType? = nil,
        _ libraryState: GroupTypeTests.Told? = nil
    ) {
        self.init(
            kind: kind,
            type: type,
            state: state,
            libraryType: libraryType ?? type,
            libraryState: libraryState ?? state
        )
    }
}
