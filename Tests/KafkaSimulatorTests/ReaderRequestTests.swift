import KafkaProtocol
import KafkaTestSupport
import Testing

@testable import KafkaSimulator

/// What a backup asks, and what the brokers tell only in newer versions.
struct ReaderRequestTests {
    private let cluster = AskedCluster(.kafka43)

    @Test func `rights are told as Kafka tells them, where they are asked for`() {
        cluster.state.groups["g"] = ConsumerGroup()
        let unasked = -2_147_483_648 as Value
        #expect(cluster.ask(.describeCluster, 1, [:])["clusterAuthorizedOperations"] == unasked)
        let everything: Structure = ["includeClusterAuthorizedOperations": true]
        let group: Structure = ["groups": .array(["g"]), "includeAuthorizedOperations": true]
        let topic: Structure = [
            "topics": .structures([["name": "orders"]]), "includeClusterAuthorizedOperations": true,
            "includeTopicAuthorizedOperations": true,
        ]
        // Without an authorizer, everything: the numbers of real brokers.
        #expect(cluster.ask(.describeCluster, 1, everything)["clusterAuthorizedOperations"] == 0x1fa0)
        #expect(cluster.ask(.describeGroups, 5, group)["groups"].structures[0]["authorizedOperations"] == 0x0d48)
        let told = cluster.ask(.metadata, 10, topic)
        #expect(told["clusterAuthorizedOperations"] == 0x1fa0)
        #expect(told["topics"].structures[0]["topicAuthorizedOperations"] == 0x0df8)

        cluster.state.authorizer = SimulatedAuthorizer(
            rules: [
                .init("reader", .describe, .cluster, SimulatedAuthorizer.clusterName),
                .init("reader", .read, .group, "*"),
                .init("reader", .alterConfigs, .topic, "*"), .init("reader", .describe, .topic, "*"),
            ],
            superUsers: []
        )
        #expect(cluster.ask(.describeCluster, 1, everything, by: "reader")["clusterAuthorizedOperations"] == 0x100)
        #expect(cluster.ask(.describeCluster, 1, everything, by: "nobody")["clusterAuthorizedOperations"] == 0)
        let groups = cluster.ask(.describeGroups, 5, group, by: "reader")["groups"].structures
        #expect(groups[0]["authorizedOperations"] == 0x108)
        let topics = cluster.ask(.metadata, 10, topic, by: "reader")["topics"].structures
        #expect(topics[0]["topicAuthorizedOperations"] == 0xd00)
        let refused = cluster.ask(.describeGroups, 5, group, by: "nobody")["groups"].structures
        #expect(refused[0].code == .groupAuthorizationFailed && refused[0]["authorizedOperations"] == unasked)
    }

    @Test func `groups of Kafka 3_9 have no rights to settings`() {
        let old = AskedCluster(.kafka39)
        old.state.groups["g"] = ConsumerGroup()
        let answer = old.ask(.describeGroups, 5, ["groups": .array(["g"]), "includeAuthorizedOperations": true])
        #expect(answer["groups"].structures[0]["authorizedOperations"] == 0x148)
        let newer = old.ask(.consumerGroupDescribe, 0, ["groupIds": .array(["g"])])
        #expect(newer["groups"].structures[0].code == .unsupportedVersion)
    }

    @Test func `controllers are not asked by way of a broker`() {
        let wrong = cluster.ask(.describeCluster, 1, ["endpointType": 2])
        #expect(wrong.code == .mismatchedEndpointType)
        #expect(wrong["clusterId"] == "" && wrong["controllerId"] == -1)
        #expect(cluster.ask(.describeCluster, 2, ["endpointType": 3]).code == .unsupportedEndpointType)
        #expect(cluster.ask(.describeCluster, 2, ["endpointType": 1])["brokers"].elements.count == 1)
    }

    @Test func `a topic is found by its identifier until it is made anew`() throws {
        let identifier = try #require(cluster.state.topics["orders"]?.identifier)
        let asked: Structure = ["topics": .structures([["topicId": .bytes(identifier), "name": .null]])]
        let found = cluster.ask(.metadata, 12, asked)["topics"].structures[0]
        #expect(found["name"] == "orders" && found.code == .none)
        cluster.state.removeTopic("orders")
        cluster.state.addTopic("orders", partitions: 2)
        let lost = cluster.ask(.metadata, 12, asked)["topics"].structures[0]
        #expect(lost.code == .unknownTopicID && lost["name"] == .null)
        #expect(cluster.state.topics["orders"]?.identifier != identifier)
    }

    @Test func `the topics of two clusters have different identifiers`() throws {
        let identifiers = try (0..<2).map { _ in
            let simulator = try Simulator.start()
            simulator.withState { $0.addTopic("orders", partitions: 1) }
            return simulator.state.topics["orders"]?.identifier
        }
        #expect(identifiers[0] != identifiers[1])
    }

    @Test func `offsets of many groups come in one answer, each group with its own error`() throws {
        cluster.state.groups["a"] = ConsumerGroup(offsets: [
            "orders": [0: StoredOffset(offset: 7, metadata: "m", leaderEpoch: 3)]
        ])
        cluster.state.authorizer = SimulatedAuthorizer(
            rules: [
                .init("test", .describe, .group, "*"), .init("test", .describe, .topic, "*"),
                .init("test", permits: false, .describe, .group, "secret"),
            ],
            superUsers: []
        )
        let groups: [Structure] = ["a", "secret", "none"].map { ["groupId": $0, "topics": .null] }
        let answers = cluster.ask(.offsetFetch, 8, ["groups": .structures(groups)])["groups"].structures
        #expect(answers.map(\.code) == [.none, .groupAuthorizationFailed, .none])
        #expect(answers.map { $0.text("groupId") } == ["a", "secret", "none"])
        let row = try #require(answers[0]["topics"].structures.first?["partitions"].structures.first)
        #expect(row["committedOffset"] == 7 && row["committedLeaderEpoch"] == 3 && row["metadata"] == "m")

        let identifier = Value.bytes(try #require(cluster.state.topics["orders"]?.identifier))
        let byIdentifier: [Structure] = [
            ["topicId": identifier, "partitionIndexes": .array([0])],
            ["topicId": .bytes([UInt8](repeating: 9, count: 16)), "partitionIndexes": .array([0])],
        ]
        let newest = cluster.ask(
            .offsetFetch,
            10,
            ["groups": .structures([["groupId": "a", "topics": .structures(byIdentifier)]])]
        )
        let topics = newest["groups"].structures[0]["topics"].structures
        #expect(topics[0]["topicId"] == identifier)
        #expect(topics[0]["partitions"].structures[0]["committedOffset"] == 7)
        #expect(topics[1]["partitions"].structures[0].code == .unknownTopicID)
    }

    @Test func `groups of every kind are listed with type and protocol, and by either`() {
        cluster.state.addMember("m1", to: "classic", topics: ["orders"])
        cluster.state.addMember(
            "m2",
            to: "connect",
            protocolType: "connect",
            clientID: "worker",
            clientHost: "/10.0.0.7"
        )
        cluster.state.addMember("m3", to: "consumer", topics: ["orders"], kind: .consumer, clientID: "app")
        cluster.state.groups["streams"] = ConsumerGroup(kind: .streams, protocolType: "streams")
        cluster.state.groups["share"] = ConsumerGroup(kind: .share, protocolType: "share")
        cluster.state.groups["simple"] = ConsumerGroup()
        let listed = cluster.ask(.listGroups, 5, [:])["groups"].structures
        let told = Dictionary(
            uniqueKeysWithValues: listed.map { group in
                ("\(group.text("groupId"))", ["protocolType", "groupType", "groupState"].map { "\(group.text($0))" })
            }
        )
        #expect(
            told == [
                "classic": ["consumer", "classic", "Stable"], "connect": ["connect", "classic", "Stable"],
                "consumer": ["consumer", "consumer", "Stable"], "streams": ["streams", "streams", "Empty"],
                "share": ["share", "share", "Empty"], "simple": ["", "classic", "Empty"],
            ]
        )
        let names = { (answer: Structure) in Set(answer["groups"].structures.map { "\($0.text("groupId"))" }) }
        #expect(
            names(cluster.ask(.listGroups, 5, ["typesFilter": .array(["Classic"])])) == [
                "classic", "connect", "simple",
            ]
        )
        #expect(
            names(
                cluster.ask(
                    .listGroups,
                    5,
                    ["typesFilter": .array(["streams", "share"]), "statesFilter": .array(["empty"])]
                )
            )
                == ["streams", "share"]
        )
        #expect(names(cluster.ask(.listGroups, 5, ["typesFilter": .array(["nonsense"])])).isEmpty)
        #expect(names(cluster.ask(.listGroups, 3, [:])).count == 6)
    }

    @Test func `members are described with client, host and partitions, each protocol by its own request`()
        throws
    {
        cluster.state.addMember("m1", to: "classic", topics: ["orders"])
        cluster.state.addMember(
            "m3",
            to: "consumer",
            topics: ["orders"],
            kind: .consumer,
            clientID: "app",
            clientHost: "/10.0.0.7"
        )
        cluster.state.addMember("m4", to: "streams", kind: .streams, clientID: "shop")
        let names = Value.array(["classic", "consumer", "streams", "absent"])
        let newer = cluster.ask(.consumerGroupDescribe, 1, ["groupIds": names])["groups"].structures
        #expect(newer.map(\.code) == [.groupIDNotFound, .none, .groupIDNotFound, .groupIDNotFound])
        #expect(newer[0]["errorMessage"] == "Group classic is not a consumer group.")
        #expect(newer[3]["errorMessage"] == "Group absent not found.")
        let member = try #require(newer[1]["members"].structures.first)
        #expect(member["clientId"] == "app" && member["clientHost"] == "/10.0.0.7" && member["memberId"] == "m3")
        guard case .structure(let assignment) = member["assignment"] else {
            Issue.record("no assignment")
            return
        }
        let partitions = try #require(assignment["topicPartitions"].structures.first)
        #expect(partitions["topicName"] == "orders" && partitions["partitions"] == .array([0, 1]))
        #expect(partitions["topicId"] == .bytes(cluster.state.topics["orders"]?.identifier ?? []))

        let streams = cluster.ask(.streamsGroupDescribe, 0, ["groupIds": names])["groups"].structures
        #expect(streams.map(\.code) == [.groupIDNotFound, .groupIDNotFound, .none, .groupIDNotFound])
        #expect(streams[2]["members"].structures.map { $0["clientId"] } == ["shop"])

        let classic = cluster.ask(.describeGroups, 5, ["groups": names])["groups"].structures
        #expect(classic.map { $0.text("groupState") } == ["Stable", "Dead", "Dead", "Dead"])
        let bytes = try #require(classic[0]["members"].structures.first?["memberAssignment"].bytes)
        #expect(
            bytes == [0, 0, 0, 0, 0, 1, 0, 6] + Array("orders".utf8) + [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1]
                + [255, 255, 255, 255]
        )
    }

    @Test func `what became of a transaction is told`() {
        let describe: Structure = ["transactionalIds": .array(["tx"])]
        #expect(
            cluster.ask(.describeTransactions, 0, describe)["transactionStates"].structures[0].code
                == .transactionalIDNotFound
        )
        let producer = cluster.ask(
            .initProducerId,
            3,
            ["transactionalId": "tx", "transactionTimeoutMs": 60_000, "producerId": -1]
        )
        let identity: Structure = [
            "transactionalId": "tx", "groupId": "g", "producerId": producer["producerId"],
            "producerEpoch": producer["producerEpoch"],
        ]
        func told() -> Structure {
            cluster.ask(.describeTransactions, 0, describe)["transactionStates"].structures[0]
        }
        #expect(told()["transactionState"] == "Empty" && told()["transactionStartTimeMs"] == -1)
        _ = cluster.ask(.addOffsetsToTxn, 3, identity)
        let open = told()
        #expect(open["transactionState"] == "Ongoing" && open["producerId"] == producer["producerId"])
        #expect(open["topics"].structures.map { $0.text("topic") } == ["__consumer_offsets"])
        cluster.state.markerDelay = 100
        var end = identity
        end["committed"] = true
        _ = cluster.ask(.endTxn, 3, end)
        #expect(told()["transactionState"] == "PrepareCommit")
        cluster.state.advance(to: 1_000_200)
        #expect(told()["transactionState"] == "CompleteCommit" && told()["topics"].elements.isEmpty)
        cluster.state.authorizer = SimulatedAuthorizer(superUsers: [])
        #expect(told().code == .transactionalIDAuthorizationFailed)
    }
}

/// A cluster of one broker that is asked without a network.
private final class AskedCluster {
    var state: ClusterState

    init(_ release: SimulatedRelease) {
        state = ClusterState(release: release, brokers: 1, at: 1_000_000)
        state.addTopic("orders", partitions: 2)
    }

    /// What it answers to somebody, with every field that the version has.
    func ask(_ api: API, _ version: Int16, _ message: Structure, by user: Text = "test") -> Structure {
        var request = Request(api: api, version: version, correlation: 1, clientID: user, broker: 1, message: message)
        request.user = user
        guard case .answer(let answer) = state.answer(request) else { return [:] }
        return request.whole(answer)
    }
}
