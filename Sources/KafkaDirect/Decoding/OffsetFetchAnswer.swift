internal import Cluster
internal import KafkaProtocol
internal import Offsets

/// What OffsetFetch answers, group by group, in any version (1 to 9).
struct OffsetFetchAnswer {
    /// The first version that answers for several groups.
    static let firstOfMany: Int16 = 8
    private static let firstWithThrottle: Int16 = 3
    private static let firstWithEpoch: Int16 = 5
    private static let firstWithError: Int16 = 2
    /// The fewest bytes of a group (its name, the number of its topics, its error), of a topic (its name, the number of its
    /// partitions), and of a partition (its number, its offset, its metadata, its error).
    private static let (groupBytes, topicBytes, partitionBytes) = (4, 2, 15)
    /// How brokers say that there is no offset.
    private static let noOffset: Int64 = -1

    /// One topic of a group, with its partitions as they came.
    struct Topic {
        let name: String
        let partitions: [(number: Int32, fetch: PartitionFetch)]

        /// The places of the partitions in the order of their numbers.
        ///
        /// Brokers answer in no order. Numbers are sorted with their places, and not the partitions, which are ten times as
        /// long.
        var placesInOrder: some Sequence<Int> {
            let bits = Int64(UInt32.bitWidth)
            let keys = partitions.indices.map { Int64(partitions[$0].number) << bits | Int64($0) }.sorted()
            return keys.lazy.map { Int($0 & Int64(UInt32.max)) }
        }
    }

    /// One group.
    struct Group {
        /// The name, `nil` in the versions that answer for one group only.
        let name: ArraySlice<UInt8>?
        let error: KafkaErrorCode
        let topics: [Topic]
    }

    /// The groups as they came.
    let groups: [Group]

    /// Reads an answer.
    ///
    /// - Parameters:
    ///   - answered: The answer.
    ///   - names: The names of topics that were met.
    /// - Throws: ``MalformedMessage`` when it is none.
    init(_ answered: Answered, _ names: inout TopicNames) throws(MalformedMessage) {
        let version = answered.request.version
        var reader = try WireReader(answered)
        if version >= Self.firstWithThrottle { _ = try reader.int32() }
        guard version >= Self.firstOfMany else {
            let topics = try Self.topics(from: &reader, version, &names)
            let error = version >= Self.firstWithError ? KafkaErrorCode(rawValue: Int32(try reader.int16())) : .none
            try reader.endStructure()
            groups = [Group(name: nil, error: error, topics: topics)]
            return
        }
        var groups: [Group] = []
        for _ in 0..<(try reader.count(ofAtLeast: Self.groupBytes)) {
            let place = try reader.name("a group")
            let topics = try Self.topics(from: &reader, version, &names)
            let error = KafkaErrorCode(rawValue: Int32(try reader.int16()))
            try reader.endStructure()
            groups.append(Group(name: reader[place], error: error, topics: topics))
        }
        try reader.endStructure()
        self.groups = groups
    }

    private static func topics(
        from reader: inout WireReader,
        _ version: Int16,
        _ names: inout TopicNames
    ) throws(MalformedMessage) -> [Topic] {
        var topics: [Topic] = []
        for _ in 0..<(try reader.count(ofAtLeast: topicBytes)) {
            let place = try reader.name("a topic")
            let name = names.name(reader[place])
            let count = try reader.count(ofAtLeast: partitionBytes)
            var partitions: [(number: Int32, fetch: PartitionFetch)] = []
            partitions.reserveCapacity(min(count, DirectLimits.partitionsAtOnce))
            for _ in 0..<count {
                let number = try reader.int32()
                let offset = try reader.int64()
                let epoch = version >= firstWithEpoch ? try reader.int32() : -1
                let metadata = try reader.text()
                let error = try reader.int16()
                try reader.endStructure()
                guard error == 0 else {
                    partitions.append((number, .failed(KafkaError(KafkaErrorCode(rawValue: Int32(error))))))
                    continue
                }
                guard offset >= 0 else {
                    partitions.append((number, offset == noOffset ? .absent : .negative(offset)))
                    continue
                }
                let committed = CommittedOffset(
                    TopicPartition(topic: name, partition: number),
                    offset: offset,
                    leaderEpoch: epoch < 0 ? nil : epoch,
                    metadata: metadata.map { $0.isEmpty ? .none : text(reader[$0]) } ?? .none
                )
                partitions.append((number, .committed(committed)))
            }
            try reader.endStructure()
            topics.append(Topic(name: name, partitions: partitions))
        }
        return topics
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> OffsetMetadata {
        OffsetMetadata(String(decoding: bytes, as: UTF8.self))
    }
}

extension OffsetFetchAnswer.Group {
    /// Everything that the group holds, sorted.
    ///
    /// - Throws: ``KafkaError`` of the group, or of the first partition that failed.
    func held() throws(KafkaError) -> HeldOffsets {
        guard error == .none else { throw KafkaError(error) }
        var offsets: [CommittedOffset] = []
        offsets.reserveCapacity(topics.reduce(0) { $0 + $1.partitions.count })
        var negative: [TopicPartition: Int64] = [:]
        for topic in topics.sorted(by: { $0.name < $1.name }) {
            for place in topic.placesInOrder {
                let partition = topic.partitions[place]
                switch partition.fetch {
                case .committed(let offset): offsets.append(offset)
                case .negative(let offset):
                    negative[TopicPartition(topic: topic.name, partition: partition.number)] = offset
                case .absent: continue
                case .failed(let error): throw error
                }
            }
        }
        return HeldOffsets(offsets, negative: negative)
    }

    /// What was asked for, partition by partition.
    ///
    /// - Parameter asked: The partitions that were asked for.
    /// - Returns: An entry for each of them.
    /// - Throws: ``KafkaError`` of the group; of a partition that failed for a passing reason; `malformedReply` where a
    ///   partition is missing.
    func each(of asked: [TopicPartition]) throws(KafkaError) -> [TopicPartition: PartitionFetch] {
        guard error == .none else { throw KafkaError(error) }
        var found: [TopicPartition: PartitionFetch] = [:]
        found.reserveCapacity(asked.count)
        for topic in topics {
            for (number, fetch) in topic.partitions {
                found[TopicPartition(topic: topic.name, partition: number)] = fetch
            }
        }
        for partition in asked {
            switch found[partition] {
            case .some(.failed(let error)) where error.code.isTransient: throw error
            case .some: continue
            case nil: throw KafkaError(.malformedReply, "the reply lacks \(partition)")
            }
        }
        return found
    }
}
