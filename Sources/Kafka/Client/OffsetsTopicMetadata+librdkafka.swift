internal import CRDKafka
internal import Cluster
internal import Offsets

extension OffsetsTopicMetadata {
    /// The leaders by the metadata of the topic; `nil` unless its partitions are 0 to n - 1.
    static func leaders(of topic: rd_kafka_metadata_topic) -> [Int32?]? {
        switch unsafe KafkaErrorCode(rawValue: topic.err.rawValue) {
        case .none: break
        case .unknownTopicOrPartition: return []
        default: return nil
        }
        let count = max(0, Int(unsafe topic.partition_cnt))
        let partitions = unsafe UnsafeBufferPointer(start: topic.partitions, count: count)
        let byPartition = unsafe partitions.map { unsafe (id: $0.id, leader: $0.leader) }.sorted { $0.id < $1.id }
        guard byPartition.enumerated().allSatisfy({ $0.offset == Int($0.element.id) }) else { return nil }
        return byPartition.map { $0.leader < 0 ? nil : $0.leader }
    }
}
