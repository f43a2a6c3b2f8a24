internal import CRDKafka
public import Cluster
public import Offsets

/// Questions whose answers tell what the principal may see; none of them changes anything.
extension KafkaClient {
    /// Whether the principal may see a topic of this name, be there one or not; none is ever made by asking.
    ///
    /// - Throws: ``KafkaError`` of the call, or of the topic when it is neither there, nor unknown, nor forbidden.
    public func mayDescribe(topic name: String, before deadline: Deadline) async throws(KafkaError) -> Bool {
        let handle = lookups
        let limit = min(deadline, .after(Self.firstContactLimit))
        let code = try await blocking.run("metadata of a topic", before: limit) {
            unsafe handle.use { instance in unsafe Self.answer(on: name, instance, before: limit) }
                ?? .failure(KafkaError(.handleDestroyed))
        }
        switch code {
        case .none, .unknownTopicOrPartition, .leaderNotAvailable: return true
        case .topicAuthorizationFailed: return false
        default: throw KafkaError(code)
        }
    }

    private static func answer(
        on name: String,
        _ instance: OpaquePointer,
        before deadline: Deadline
    ) -> Result<KafkaErrorCode, KafkaError> {
        guard let topic = unsafe rd_kafka_topic_new(instance, name, nil) else {
            return .failure(KafkaError(.invalidArgument, "\(name) is no name of a topic"))
        }
        defer { unsafe rd_kafka_topic_destroy(topic) }
        var reply: UnsafePointer<rd_kafka_metadata>?
        let code = unsafe rd_kafka_metadata(instance, 0, topic, &reply, deadline.remaining.wholeMilliseconds)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let reply = unsafe reply else {
            return .failure(KafkaError(KafkaErrorCode(rawValue: code.rawValue)))
        }
        defer { unsafe rd_kafka_metadata_destroy(reply) }
        for index in 0..<max(0, Int(unsafe reply.pointee.topic_cnt)) {
            let found = unsafe reply.pointee.topics[index]
            if unsafe String(cString: found.topic) == name {
                return .success(unsafe KafkaErrorCode(rawValue: found.err.rawValue))
            }
        }
        return .failure(KafkaError(.malformedReply, "the reply lacks topic \(name)"))
    }

    /// Whether the principal may see the cluster's own settings: its access rules, and with them every group in a list.
    ///
    /// librdkafka 2.0.2 drops the error of DescribeAcls, so that an empty answer is no answer. Whoever has the right by a
    /// rule sees at least that rule. Where there is none, a broker's configuration tells: it needs a right of the cluster,
    /// too, and who gets it without any rule is a super user, or there is no authorizer. (A principal whose only right on
    /// the cluster is DESCRIBE_CONFIGS is taken for one.)
    ///
    /// - Parameters:
    ///   - broker: A broker that can be asked, where one is known: only itself tells its configuration.
    ///   - deadline: When to give up.
    /// - Returns: Whether the right is there.
    /// - Throws: ``KafkaError`` of a call.
    public func mayDescribeCluster(
        asking broker: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) -> Bool {
        if try await !rules(on: RD_KAFKA_RESOURCE_BROKER, RD_KAFKA_ACL_PERMISSION_TYPE_ANY, before: deadline).isEmpty {
            return true
        }
        guard let broker else { throw KafkaError(.allBrokersDown) }
        do throws(KafkaError) {
            _ = try await repeating(before: deadline) { handle, timeout, _ throws(KafkaError) in
                try await Self.settings(of: broker, on: handle, timeout: timeout)
            }
            return true
        } catch {
            guard error.code == .clusterAuthorizationFailed else { throw error }
            return false
        }
    }

    /// Names and prefixes of topics that some principal is forbidden to see, sorted, each once; empty as well where the
    /// access rules may not be read.
    ///
    /// - Throws: ``KafkaError`` of the call.
    public func forbiddenTopics(before deadline: Deadline) async throws(KafkaError) -> [String] {
        let rules = try await rules(on: RD_KAFKA_RESOURCE_TOPIC, RD_KAFKA_ACL_PERMISSION_TYPE_DENY, before: deadline)
        return Set(rules.lazy.filter(\.hides).map(\.name)).sorted()
    }

    /// A rule of the cluster's authorizer.
    private struct AccessRule: Sendable {
        let name: String
        /// Whether a denial by it hides what it names.
        let hides: Bool
    }

    private func rules(
        on resource: rd_kafka_ResourceType_t,
        _ permission: rd_kafka_AclPermissionType_t,
        before deadline: Deadline
    ) async throws(KafkaError) -> [AccessRule] {
        try await repeating(before: deadline) { handle, timeout, _ throws(KafkaError) in
            try await unsafe handle.call(RD_KAFKA_ADMIN_OP_DESCRIBEACLS, timeout: timeout) { instance, options, queue in
                var reason = [CChar](repeating: 0, count: ClientInstance.reasonCapacity)
                let filter = unsafe rd_kafka_AclBindingFilter_new(
                    resource,
                    nil,
                    RD_KAFKA_RESOURCE_PATTERN_ANY,
                    nil,
                    nil,
                    RD_KAFKA_ACL_OPERATION_ANY,
                    permission,
                    &reason,
                    reason.count
                )
                unsafe rd_kafka_DescribeAcls(instance, filter, options, queue)
                unsafe rd_kafka_AclBinding_destroy(filter)
            } decode: { event in
                var count = 0
                let reply = unsafe rd_kafka_event_DescribeAcls_result(event)
                let bindings = unsafe rd_kafka_DescribeAcls_result_acls(reply, &count)
                return .success(
                    (0..<count).compactMap { index in
                        guard let binding = unsafe bindings?[index], let name = unsafe rd_kafka_AclBinding_name(binding)
                        else { return nil }
                        let operation = unsafe rd_kafka_AclBinding_operation(binding)
                        let hides = [RD_KAFKA_ACL_OPERATION_ALL, RD_KAFKA_ACL_OPERATION_DESCRIBE].contains(operation)
                        return unsafe AccessRule(name: String(cString: name), hides: hides)
                    }
                )
            }
        }
    }
}
