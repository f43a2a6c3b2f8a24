internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// What ListOffsets answers, partition by partition, in any version (1 to 10).
struct ListOffsetsAnswer {
    private static let firstWithThrottle: Int16 = 2
    private static let firstWithEpoch: Int16 = 4
    /// The fewest bytes of a topic, its name and the number of its partitions, and those of a partition.
    private static let (topicBytes, partitionBytes) = (2, 22)

    /// The offset of each partition, or why it is not told.
    let offsets: [TopicPartition: Result<Int64, KafkaError>]

    /// Reads an answer.
    ///
    /// - Throws: ``MalformedMessage`` when it is none.
    init(_ answered: Answered) throws(MalformedMessage) {
        let version = answered.request.version
        var reader = try WireReader(answered)
        var names = TopicNames()
        var offsets: [TopicPartition: Result<Int64, KafkaError>] = [:]
        if version >= Self.firstWithThrottle { _ = try reader.int32() }
        for _ in 0..<(try reader.count(ofAtLeast: Self.topicBytes)) {
            let place = try reader.name("a topic")
            let name = names.name(reader[place])
            for _ in 0..<(try reader.count(ofAtLeast: Self.partitionBytes)) {
                let partition = TopicPartition(topic: name, partition: try reader.int32())
                let error = KafkaErrorCode(rawValue: Int32(try reader.int16()))
                _ = try reader.int64()
                let offset = try reader.int64()
                if version >= Self.firstWithEpoch { _ = try reader.int32() }
                try reader.endStructure()
                offsets[partition] = error == .none ? .success(offset) : .failure(KafkaError(error))
            }
            try reader.endStructure()
        }
        try reader.endStructure()
        self.offsets = offsets
    }
}
