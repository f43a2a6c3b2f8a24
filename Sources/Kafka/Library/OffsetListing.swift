internal import CRDKafka
internal import Cluster
internal import Offsets

/// librdkafka's ListOffsets (2.3.0): how offsets are asked for by time or by the ends of logs, and what is told of them.
///
/// It blocks no thread, and a leader that fails does not take the answers of others with it.
@safe
struct OffsetListing: Sendable {
    /// `RD_KAFKA_ADMIN_OP_LISTOFFSETS`.
    static let operation = rd_kafka_admin_op_t(rawValue: 21)

    private typealias List = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>
    private typealias Start = @convention(c) @Sendable (OpaquePointer?, List?, OpaquePointer?, OpaquePointer?) -> Void
    private typealias Part = @convention(c) @Sendable (OpaquePointer?) -> OpaquePointer?
    private typealias Parts =
        @convention(c) @Sendable (OpaquePointer?, UnsafeMutablePointer<Int>?) -> UnsafeMutablePointer<OpaquePointer?>?
    private typealias Partition =
        @convention(c) @Sendable (OpaquePointer?) -> UnsafePointer<rd_kafka_topic_partition_t>?

    private let start: Start
    private let result: Part
    private let parts: Parts
    private let partition: Partition

    /// The functions of the library that is loaded; `nil` where it lacks any of them.
    init?() {
        guard let start: Start = unsafe NewerLibrary.function("rd_kafka_ListOffsets"),
            let result: Part = unsafe NewerLibrary.function("rd_kafka_event_ListOffsets_result"),
            let parts: Parts = unsafe NewerLibrary.function("rd_kafka_ListOffsets_result_infos"),
            let partition: Partition = unsafe NewerLibrary.function("rd_kafka_ListOffsetsResultInfo_topic_partition")
        else { return nil }
        unsafe self.start = start
        unsafe self.result = result
        unsafe self.parts = parts
        unsafe self.partition = partition
    }

    /// Enqueues the question: the time of each partition, or librdkafka's number for an end of its log, as its offset.
    func ask(
        _ queries: [CommittedOffset],
        _ instance: OpaquePointer,
        _ options: OpaquePointer,
        _ queue: OpaquePointer
    ) {
        let list = PartitionList(queries)
        unsafe start(instance, list.pointer, options, queue)
    }

    /// What an answer has of each partition.
    ///
    /// Of a leader that did not answer librdkafka says neither an offset nor an error (`docs/kafka.md` §10.11).
    func offsets(in event: OpaquePointer) -> [TopicPartition: Result<Int64, KafkaError>] {
        var count = 0
        let found = unsafe parts(result(event), &count)
        var offsets: [TopicPartition: Result<Int64, KafkaError>] = [:]
        offsets.reserveCapacity(count)
        var names = TopicNames()
        for index in 0..<count {
            guard let element = unsafe partition(found?[index])?.pointee else { continue }
            let key = unsafe TopicPartition(topic: names.name(element.topic), partition: element.partition)
            let code = unsafe KafkaErrorCode(rawValue: element.err.rawValue)
            if code != .none {
                offsets[key] = .failure(KafkaError(code))
            } else if unsafe element.offset == Int64(RD_KAFKA_OFFSET_INVALID) {
                offsets[key] = .failure(KafkaError(.transport, "the leader of the partition did not answer"))
            } else {
                offsets[key] = .success(unsafe element.offset)
            }
        }
        return offsets
    }
}
