import Cluster
import EngineTestSupport
import Offsets

extension DictionaryCluster {
    /// A cluster whose groups hold this offset in both partitions of topic `orders`.
    convenience init(groups: [String], offset: Int64 = 42, silentBrokers: Int = 0) {
        var state = ClusterState()
        state.brokers = [BrokerAddress(id: 1, host: "memory", port: 9_092)]
        state.brokerErrors = (0..<silentBrokers).map { KafkaError(.timedOut, "broker \($0) is silent") }
        state.topics = ["orders": .init(partitionCount: 2)]
        for group in groups {
            for partition in 0..<2 as Range<Int32> { state.commit(group, "orders", partition, offset) }
        }
        self.init(state)
    }

    /// What a group holds in partition 0 of topic `orders`.
    func offset(of group: String) -> Int64? {
        now.groups[GroupID(group)]?.offsets[TopicPartition(topic: "orders", partition: 0)]?.offset
    }
}

extension ClusterState {
    /// Has every log end there.
    mutating func endLogs(at end: Int64) {
        for name in topics.keys { topics[name]?.bounds = LogBounds(start: 0, end: end) }
    }
}
