public import Cluster
internal import KafkaProtocol
public import Offsets
internal import Synchronization

/// What the principal may see, and what a broker tells of its configuration.
extension DirectClient {
    /// The place of DESCRIBE among the operations that a broker says one may do (KIP-430).
    private static let describeOperation: Int32 = 1 << 8
    /// What a broker says that tells no operations.
    private static let notTold = Int32.min
    /// The last version of Metadata that tells the operations on the cluster.
    private static let lastWithOperations: Int16 = 10
    private static let topicResource: Value = 2
    private static let brokerResource: Value = 4
    private static let any: Value = 1
    private static let deny: Value = 2
    /// The numbers of the operations ALL and DESCRIBE in access rules.
    private static let hidingOperations: Set<Int64> = [2, 8]
    private static let settingsTimeout: Duration = .seconds(10)

    /// Whether the principal may see a topic of this name, be there one or not.
    ///
    /// - Throws: ``KafkaError`` of the call.
    public func mayDescribe(topic name: String, before deadline: Deadline) async throws(KafkaError) -> Bool {
        try await repeating(before: deadline) { () throws(KafkaError) in
            let answer = try await metadataAnswer(of: [name], before: deadline)
            guard let topic = answer["topics"].structures.first else {
                throw KafkaError(.malformedReply, "the reply lacks topic \(name)")
            }
            switch KafkaErrorCode(rawValue: Int32(topic.int16("errorCode"))) {
            case .topicAuthorizationFailed: return false
            case .none, .unknownTopicOrPartition, .leaderNotAvailable: return true
            case let code: throw KafkaError(code)
            }
        }
    }

    /// Whether the principal may see the cluster's own settings, and with them every group in a list: brokers say which
    /// operations on the cluster they allow.
    ///
    /// - Throws: ``KafkaError`` of the call.
    public func mayDescribeCluster(
        asking broker: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Bool {
        try await repeating(before: deadline) { () throws(KafkaError) in
            let operations = try await clusterOperations(before: deadline)
            guard operations != Self.notTold else {
                throw KafkaError(.unsupportedFeature, "the brokers do not tell which operations they allow")
            }
            return operations & Self.describeOperation != 0
        }
    }

    private func clusterOperations(before deadline: Deadline) async throws(KafkaError) -> Int32 {
        do throws(KafkaError) {
            let answer = try await ask(nil, .describeCluster, before: deadline) { _ in
                ["includeClusterAuthorizedOperations": true]
            }.message()
            let code = KafkaErrorCode(rawValue: Int32(answer.int16("errorCode")))
            guard code == .none else { throw KafkaError(code) }
            return answer.int32("clusterAuthorizedOperations")
        } catch {
            guard error.code == .unsupportedFeature else { throw error }
            // Before 2.8 the metadata tells it.
            let answer = try await ask(nil, .metadata, upTo: Self.lastWithOperations, before: deadline) { _ in
                ["topics": .array([]), "allowAutoTopicCreation": false, "includeClusterAuthorizedOperations": true]
            }.message()
            return answer.has("clusterAuthorizedOperations")
                ? answer.int32("clusterAuthorizedOperations") : Self.notTold
        }
    }

    /// Names and prefixes of topics that some principal is forbidden to see, sorted, each once; empty as well where the
    /// access rules may not be read.
    ///
    /// - Throws: ``KafkaError`` of the call.
    public func forbiddenTopics(before deadline: Deadline) async throws(KafkaError) -> [String] {
        try await repeating(before: deadline) { () throws(KafkaError) in
            let answer = try await ask(nil, .describeAcls, before: deadline) { _ in
                [
                    "resourceTypeFilter": Self.topicResource, "resourceNameFilter": .null,
                    "patternTypeFilter": Self.any, "principalFilter": .null, "hostFilter": .null,
                    "operation": Self.any, "permissionType": Self.deny,
                ]
            }.message()
            switch KafkaErrorCode(rawValue: Int32(answer.int16("errorCode"))) {
            case .none: break
            case .clusterAuthorizationFailed, .securityDisabled: return []
            case let code: throw KafkaError(code)
            }
            let hidden = answer["resources"].structures.filter { resource in
                resource["acls"].structures.contains { Self.hidingOperations.contains($0["operation"].integer) }
            }
            return Set(hidden.map { $0.text("resourceName").description }).sorted()
        }
    }

    /// What one of the brokers tells of its configuration.
    ///
    /// - Throws: ``KafkaError``: `CLUSTER_AUTHORIZATION_FAILED` without DESCRIBE_CONFIGS on the cluster; what keeps the
    ///   broker from answering.
    public func brokerSettings(before deadline: Deadline) async throws(KafkaError) -> BrokerSettings {
        let limit = min(deadline, .after(Self.settingsTimeout))
        guard let broker = try await knownBrokers(before: limit).first else { throw KafkaError(.allBrokersDown) }
        let answer = try await ask(broker, .describeConfigs, before: limit) { _ in
            [
                "resources": .structures([
                    [
                        "resourceType": Self.brokerResource, "resourceName": .text(Text("\(broker)")),
                        "configurationKeys": .null,
                    ]
                ])
            ]
        }.message()
        guard let result = answer["results"].structures.first else {
            throw KafkaError(.malformedReply, "one broker was asked for, none came")
        }
        let code = KafkaErrorCode(rawValue: Int32(result.int16("errorCode")))
        guard code == .none else { throw KafkaError(code) }
        var values: [String: String] = [:]
        for entry in result["configs"].structures {
            if let value = entry["value"].text { values[entry.text("name").description] = value.description }
        }
        return BrokerSettings(values)
    }
}
