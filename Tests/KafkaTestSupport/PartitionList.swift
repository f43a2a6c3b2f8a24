import CRDKafka
import Glibc
import Offsets

/// A list of partitions in librdkafka's memory, destroyed with this value.
@safe
struct PartitionList: ~Copyable {
    let list: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(_ offsets: [CommittedOffset]) {
        unsafe list = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
        for offset in offsets {
            let element = unsafe rd_kafka_topic_partition_list_add(list, offset.topic, offset.partition)
            unsafe element?.pointee.offset = offset.offset
            guard !offset.metadata.text.isEmpty else { continue }
            // The list frees the copy. Not a C string: it may hold a NUL.
            let bytes = Array(offset.metadata.text.utf8)
            guard let copy = unsafe malloc(bytes.count) else { continue }
            unsafe copy.copyMemory(from: bytes, byteCount: bytes.count)
            unsafe element?.pointee.metadata = copy
            unsafe element?.pointee.metadata_size = bytes.count
        }
    }

    init(_ partitions: [TopicPartition]) {
        self.init(partitions.map { CommittedOffset($0, offset: 0) })
    }

    /// Whole topics, as a subscription takes them.
    init(_ topics: [String]) {
        self.init(topics.map { TopicPartition(topic: $0, partition: Self.everyPartition) })
    }

    /// librdkafka's "no partition in particular" (`RD_KAFKA_PARTITION_UA`).
    private static let everyPartition: Int32 = -1

    deinit { unsafe rd_kafka_topic_partition_list_destroy(list) }

    /// What a list of librdkafka's holds, with the error of each partition.
    static func read(
        _ list: UnsafePointer<rd_kafka_topic_partition_list_t>?
    ) -> [(offset: CommittedOffset, error: rd_kafka_resp_err_t)] {
        guard let list = unsafe list else { return [] }
        let elements = unsafe UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
        return unsafe elements.map { element in
            let metadata = unsafe UnsafeRawBufferPointer(start: element.metadata, count: element.metadata_size)
            let offset = unsafe CommittedOffset(
                TopicPartition(topic: String(cString: element.topic), partition: element.partition),
                offset: element.offset,
                metadata: OffsetMetadata(String(decoding: metadata, as: UTF8.self))
            )
            return unsafe (offset, element.err)
        }
    }
}
