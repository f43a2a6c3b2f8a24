internal import CRDKafka
public import Cluster
public import Offsets

extension KafkaClient {
    /// How long a broker may take to tell its settings.
    private static let settingsTimeout: Duration = .seconds(10)

    /// What one of the brokers tells of its configuration.
    ///
    /// - Throws: ``KafkaError``: `CLUSTER_AUTHORIZATION_FAILED` without DESCRIBE_CONFIGS on the cluster; what keeps the
    ///   broker from answering.
    public func brokerSettings(before deadline: Deadline) async throws(KafkaError) -> BrokerSettings {
        let limit = min(deadline, .after(Self.settingsTimeout))
        return try await once(before: limit) { handle, timeout throws(KafkaError) in
            let brokers = try await offsetsTopic(on: handle, before: limit).brokers
            guard let broker = brokers.min() else { throw KafkaError(.allBrokersDown) }
            return try await Self.settings(of: broker, on: handle, timeout: timeout)
        }
    }

    /// What a broker tells of its configuration; only itself tells it.
    ///
    /// - Throws: ``KafkaError`` of the broker or of the call: `CLUSTER_AUTHORIZATION_FAILED` without DESCRIBE_CONFIGS on
    ///   the cluster.
    static func settings(
        of broker: Int32,
        on handle: ClientHandle,
        timeout: Duration
    ) async throws(KafkaError) -> BrokerSettings {
        try await unsafe handle.call(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeout: timeout) { instance, options, queue in
            var request = unsafe rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, String(broker))
            unsafe rd_kafka_DescribeConfigs(instance, &request, 1, options, queue)
            unsafe rd_kafka_ConfigResource_destroy(request)
        } decode: { event in
            let reply = unsafe rd_kafka_event_DescribeConfigs_result(event)
            var count = 0
            let resources = unsafe rd_kafka_DescribeConfigs_result_resources(reply, &count)
            guard count == 1, let resource = unsafe resources?[0] else {
                return .failure(KafkaError(.malformedReply, "one broker was asked for, \(count) came"))
            }
            let code = unsafe KafkaErrorCode(rawValue: rd_kafka_ConfigResource_error(resource).rawValue)
            guard code == .none else { return .failure(KafkaError(code)) }
            return .success(unsafe BrokerSettings(Self.values(of: resource)))
        }
    }

    private static func values(of resource: OpaquePointer) -> [String: String] {
        var count = 0
        let entries = unsafe rd_kafka_ConfigResource_configs(resource, &count)
        var values: [String: String] = [:]
        for index in 0..<count {
            guard let entry = unsafe entries?[index], let name = unsafe rd_kafka_ConfigEntry_name(entry),
                let value = unsafe rd_kafka_ConfigEntry_value(entry)
            else { continue }
            unsafe values[String(cString: name)] = String(cString: value)
        }
        return values
    }
}
