public import Cluster
internal import KafkaProtocol
public import Offsets

/// What the principal may do, as the brokers tell it (KIP-430).
extension DirectClient {
    /// The last version of DescribeGroups that tells the operations on a group that is not there.
    private static let lastForAbsentGroups: Int16 = 5
    /// The first versions that tell operations.
    private static let firstOfGroups: Int16 = 3
    private static let firstOfTopics: Int16 = 8
    /// What a broker says that tells no operations.
    private static let notTold = Int32.min
    /// FindCoordinator's kind of key for a transactional id.
    private static let transactionKey: Value = 1
    private static let lastOfOneKey: Int16 = 3
    /// More than brokers let any transaction stay open, so that they refuse it and begin nothing.
    private static let tooLong: Value = .number(Int32.max)

    /// What the principal may do with groups and topics, and whether it may use a transactional id; nothing is changed.
    ///
    /// - Throws: ``KafkaError`` of a call.
    public func permissions(
        on groups: [GroupID],
        topics: [String],
        transactionalID: String?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Permissions? {
        var permissions = Permissions()
        permissions.groups = try await repeating(before: deadline) { () throws(KafkaError) in
            try await operations(onGroups: groups, before: deadline)
        }
        permissions.topics = try await repeating(before: deadline) { () throws(KafkaError) in
            try await operations(onTopics: topics, before: deadline)
        }
        if let transactionalID {
            permissions.mayUseTransactionalID = try await mayUse(transactionalID, before: deadline)
        }
        return permissions
    }

    private func operations(
        onGroups groups: [GroupID],
        before deadline: Deadline
    ) async throws(KafkaError) -> [GroupID: Permissions.Operations] {
        var byBroker: [Int32: [GroupID]] = [:]
        for (group, broker) in zip(groups, try await coordinators(of: groups, before: deadline)) {
            // Who may not see a group may do nothing with it, and its coordinator is not told.
            if case .success(let broker) = broker { byBroker[broker, default: []].append(group) }
        }
        var found: [GroupID: Permissions.Operations] = [:]
        for (broker, own) in byBroker.sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: own.count, by: DirectLimits.groupsPerDescription) {
                let chunk = own[start..<min(start + DirectLimits.groupsPerDescription, own.count)]
                let answered = try await ask(
                    broker,
                    .describeGroups,
                    upTo: Self.lastForAbsentGroups,
                    before: deadline
                ) { _ in
                    ["groups": .array(chunk.map { .text(Text($0.name)) }), "includeAuthorizedOperations": true]
                }
                guard answered.request.version >= Self.firstOfGroups else { return [:] }
                for entry in try answered.message()["groups"].structures {
                    let group = GroupID(entry.text("groupId").description)
                    switch KafkaErrorCode(rawValue: Int32(entry.int16("errorCode"))) {
                    case .groupAuthorizationFailed: found[group] = []
                    case .none: found[group] = Self.operations(entry["authorizedOperations"])
                    case let code where code.blamesBroker:
                        forgetCoordinator(of: group)
                        throw KafkaError(code)
                    default: continue
                    }
                }
            }
        }
        return found
    }

    private func operations(
        onTopics topics: [String],
        before deadline: Deadline
    ) async throws(KafkaError) -> [String: Permissions.Operations] {
        guard !topics.isEmpty else { return [:] }
        let answered = try await ask(nil, .metadata, upTo: Self.metadataVersion, before: deadline) { _ in
            var request = Self.metadataRequest(of: topics)
            request["includeTopicAuthorizedOperations"] = true
            return request
        }
        guard answered.request.version >= Self.firstOfTopics else { return [:] }
        var found: [String: Permissions.Operations] = [:]
        for topic in try answered.message()["topics"].structures {
            let name = topic.text("name").description
            switch KafkaErrorCode(rawValue: Int32(topic.int16("errorCode"))) {
            case .topicAuthorizationFailed: found[name] = []
            case .none: found[name] = Self.operations(topic["topicAuthorizedOperations"])
            default: continue
            }
        }
        return found
    }

    /// Whether a transactional id may be used, asked by a transaction that would last too long: the broker looks at the right
    /// first, then at the time, and begins nothing (`docs/kafka.md` §9.6).
    private func mayUse(_ id: String, before deadline: Deadline) async throws(KafkaError) -> Bool? {
        let name = Value.text(Text(id))
        let found = try await ask(nil, .findCoordinator, upTo: Self.lastOfOneKey, before: deadline) { _ in
            ["key": name, "keyType": Self.transactionKey]
        }.message()
        switch KafkaErrorCode(rawValue: Int32(found.int16("errorCode"))) {
        case .none: break
        case .transactionalIDAuthorizationFailed: return false
        default: return nil
        }
        let answer = try await ask(found.int32("nodeId"), .initProducerId, before: deadline) { _ in
            [
                "transactionalId": name, "transactionTimeoutMs": Self.tooLong, "producerId": -1, "producerEpoch": -1,
            ]
        }.message()
        switch KafkaErrorCode(rawValue: Int32(answer.int16("errorCode"))) {
        case .invalidTransactionTimeout: return true
        case .transactionalIDAuthorizationFailed: return false
        default: return nil
        }
    }

    private static func operations(_ value: Value) -> Permissions.Operations? {
        let bits = Int32(clamping: value.integer)
        return bits == notTold ? nil : Permissions.Operations(rawValue: bits)
    }
}
