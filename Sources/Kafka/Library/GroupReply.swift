internal import CRDKafka
internal import Cluster

/// The part of a reply that concerns the one group asked about.
enum GroupReply {
    /// The group's result, or its error; the pointer lives as long as the event.
    static func only(
        _ groups: UnsafeMutablePointer<OpaquePointer?>?,
        _ count: Int
    ) -> Result<
        OpaquePointer, KafkaError
    > {
        guard count == 1, let group = unsafe groups?[0] else {
            return unsafe .failure(KafkaError(.malformedReply, "one group was asked about, \(count) were answered"))
        }
        if let error = unsafe rd_kafka_group_result_error(group) {
            return unsafe .failure(unsafe KafkaError(copying: error))
        }
        return unsafe .success(unsafe group)
    }

    /// The partitions of a group's result; empty when there are none.
    static func partitions(_ group: OpaquePointer) -> UnsafeBufferPointer<rd_kafka_topic_partition_t> {
        guard let list = unsafe rd_kafka_group_result_partitions(group) else {
            return unsafe UnsafeBufferPointer(start: nil, count: 0)
        }
        return unsafe UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
    }
}
