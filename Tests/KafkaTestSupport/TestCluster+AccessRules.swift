import CRDKafka
import Offsets

extension TestCluster {
    /// Adds rules to a cluster with an authorizer.
    ///
    /// librdkafka 2.0.2 knows no transactional ids as a resource: those rules go through Kafka's own tool, which starts a
    /// Java process for each.
    func add(_ rules: [AccessRule]) async throws {
        for rule in rules {
            if case .transactionalID(let id) = rule.resource {
                try await addTransactionalID(id, for: rule)
            } else {
                try await Waiting.retrying { deadline in try create(rule, by: deadline) }
            }
        }
    }

    private func create(_ rule: AccessRule, by deadline: Deadline) throws {
        let operations: [AccessRule.Operation: rd_kafka_AclOperation_t] = [
            .describe: RD_KAFKA_ACL_OPERATION_DESCRIBE, .read: RD_KAFKA_ACL_OPERATION_READ,
            .write: RD_KAFKA_ACL_OPERATION_WRITE, .delete: RD_KAFKA_ACL_OPERATION_DELETE,
            .describeConfigs: RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS,
        ]
        let (kind, name) =
            switch rule.resource {
            case .cluster: (RD_KAFKA_RESOURCE_BROKER, "kafka-cluster")
            case .group(let name): (RD_KAFKA_RESOURCE_GROUP, name)
            case .topic(let name), .transactionalID(let name): (RD_KAFKA_RESOURCE_TOPIC, name)
            }
        let handle = try Handle.admin(self)
        var reason = [CChar](repeating: 0, count: 512)
        var binding = unsafe rd_kafka_AclBinding_new(
            kind,
            name,
            rule.isPrefix ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL,
            "User:\(rule.user)",
            "*",
            operations[rule.operation] ?? RD_KAFKA_ACL_OPERATION_ALL,
            rule.permits ? RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW : RD_KAFKA_ACL_PERMISSION_TYPE_DENY,
            &reason,
            reason.count
        )
        defer { unsafe rd_kafka_AclBinding_destroy(binding) }
        _ = try unsafe handle.ask("add a rule for \(rule.user)", RD_KAFKA_ADMIN_OP_CREATEACLS, by: deadline) {
            options in
            unsafe rd_kafka_CreateAcls(handle.client, &binding, 1, options, handle.replies)
        }
    }
}
