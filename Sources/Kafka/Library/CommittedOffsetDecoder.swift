internal import CRDKafka
internal import Cluster
internal import Offsets
internal import Synchronization

/// Turns librdkafka's partition lists into values.
enum CommittedOffsetDecoder {
    /// Everything that is committed; the first partition that failed fails all.
    static func decodeAll(
        _ partitions: UnsafeBufferPointer<rd_kafka_topic_partition_t>
    ) -> Result<HeldOffsets, KafkaError> {
        var offsets: [CommittedOffset] = []
        var negative: [TopicPartition: Int64] = [:]
        offsets.reserveCapacity(partitions.count)
        var isSorted = true
        var names = TopicNames()
        for index in partitions.indices {
            let element = unsafe partitions[index]
            switch unsafe decode(element, &names) {
            case .committed(let offset):
                if let last = offsets.last, isSorted { isSorted = precedes(last, offset) }
                offsets.append(offset)
            case .negative(let offset):
                let name = unsafe names.name(element.topic)
                negative[TopicPartition(topic: name, partition: unsafe element.partition)] = offset
            case .absent: continue
            case .failed(let error): return .failure(error)
            }
        }
        if !isSorted { offsets.sort(by: precedes) }
        return .success(HeldOffsets(offsets, negative: negative))
    }

    /// Each partition with what it has; the last entry counts should one come twice.
    static func decodeEach(
        _ partitions: UnsafeBufferPointer<rd_kafka_topic_partition_t>
    ) -> Result<[TopicPartition: PartitionFetch], KafkaError> {
        var found: [TopicPartition: PartitionFetch] = [:]
        found.reserveCapacity(partitions.count)
        var names = TopicNames()
        for index in partitions.indices {
            let element = unsafe partitions[index]
            let name = unsafe names.name(element.topic)
            found[TopicPartition(topic: name, partition: unsafe element.partition)] = unsafe decode(element, &names)
        }
        return .success(found)
    }

    /// The partitions that carry an error.
    static func failures(
        _ partitions: UnsafeBufferPointer<rd_kafka_topic_partition_t>
    ) -> [TopicPartition: KafkaError] {
        var failures: [TopicPartition: KafkaError] = [:]
        for index in partitions.indices where unsafe partitions[index].err != RD_KAFKA_RESP_ERR_NO_ERROR {
            let element = unsafe partitions[index]
            let partition = unsafe TopicPartition(topic: String(cString: element.topic), partition: element.partition)
            failures[partition] = unsafe KafkaError(KafkaErrorCode(rawValue: element.err.rawValue))
        }
        return failures
    }

    /// How brokers say that there is no offset.
    private static let noOffset: Int64 = -1

    /// How librdkafka says that an offset has no leader epoch.
    private static let unknownEpoch: Int32 = -1

    private static func precedes(_ left: CommittedOffset, _ right: CommittedOffset) -> Bool {
        left.topic == right.topic ? left.partition < right.partition : left.topic < right.topic
    }

    private static func decode(
        _ element: rd_kafka_topic_partition_t,
        _ names: inout TopicNames
    ) -> PartitionFetch {
        guard unsafe element.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return .failed(unsafe KafkaError(KafkaErrorCode(rawValue: element.err.rawValue)))
        }
        guard unsafe element.offset >= 0 else {
            // What the broker calls none, and what librdkafka makes of it.
            let isNone = unsafe element.offset == noOffset || element.offset == Int64(RD_KAFKA_OFFSET_INVALID)
            return isNone ? .absent : .negative(unsafe element.offset)
        }
        let partition = unsafe TopicPartition(topic: names.name(element.topic), partition: element.partition)
        let readable = unsafe withUnsafePointer(to: element) { unsafe tidemark_metadata_readable_length($0) }
        guard unsafe readable == element.metadata_size else {
            return .failed(
                KafkaError(
                    .malformedReply,
                    "the metadata of \(partition) contains a NUL byte, which librdkafka before 2.6.1 cannot read"
                )
            )
        }
        var metadata = OffsetMetadata.none
        if readable > 0, let bytes = unsafe element.metadata {
            let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: readable)
            metadata = unsafe OffsetMetadata(String(decoding: buffer, as: UTF8.self))
        }
        let epoch = unsafe withUnsafePointer(to: element) { unsafe NewerLibrary.leaderEpoch?($0) } ?? unknownEpoch
        return .committed(
            unsafe CommittedOffset(
                partition,
                offset: element.offset,
                leaderEpoch: epoch < 0 ? nil : epoch,
                metadata: metadata
            )
        )
    }
}

/// Topic names as Swift strings, one string object a topic however many partitions and groups name it.
struct TopicNames {
    /// The names met by any reply of this process: a few thousand at most, where a cluster has millions of offsets.
    private static let known = Mutex<[String: String]>([:])

    private var last = ""

    /// The name in librdkafka's memory as a shared string.
    mutating func name(_ text: UnsafePointer<CChar>?) -> String {
        guard let text = unsafe text else { return "" }
        let name = unsafe String(cString: text)
        if name == last { return last }
        last = Self.known.withLock { known in
            if let shared = known[name] { return shared }
            known[name] = name
            return name
        }
        return last
    }
}
