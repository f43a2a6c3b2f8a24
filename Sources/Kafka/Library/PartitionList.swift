internal import CRDKafka
internal import Offsets

/// A list of partitions in librdkafka's memory, owned here and released with its owner.
@safe
struct PartitionList: ~Copyable {
    /// The list; valid as long as this value.
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    /// An empty list with room for so many.
    init(capacity: Int) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(clamping: capacity))
    }

    /// The partitions, each with this value in its offset field (librdkafka's offset or timestamp query).
    init(_ partitions: some Collection<TopicPartition>, offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID)) {
        self.init(capacity: partitions.count)
        for partition in partitions {
            unsafe rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition).pointee.offset =
                offset
        }
    }

    /// The committed offsets with their metadata and, where the library can set them, leader epochs; one that is not known
    /// stays unset (`docs/kafka.md` §1.10).
    init(_ offsets: some Collection<CommittedOffset>) {
        self.init(capacity: offsets.count)
        for offset in offsets {
            let element = unsafe rd_kafka_topic_partition_list_add(pointer, offset.topic, offset.partition)
            unsafe element?.pointee.offset = offset.offset
            if let epoch = offset.leaderEpoch { unsafe NewerLibrary.setLeaderEpoch?(element, epoch) }
            let metadata = Array(offset.metadata.text.utf8)
            guard !metadata.isEmpty, let copy = unsafe rd_kafka_mem_malloc(nil, metadata.count) else { continue }
            unsafe copy.copyMemory(from: metadata, byteCount: metadata.count)
            unsafe element?.pointee.metadata = copy
            unsafe element?.pointee.metadata_size = metadata.count
        }
    }

    deinit {
        unsafe rd_kafka_topic_partition_list_destroy(pointer)
    }
}
