import Cluster
import KafkaDirect
import KafkaProtocol
import Offsets

/// What the decoders make of one answer, and whether they agree.
struct AnswerCheck {
    private let api: API
    private let version: Int16
    private let frame: [UInt8]
    /// What the table reads, `nil` when it is refused.
    private(set) var message: Structure?
    private var groups: [AnswerReading.FetchedGroup]?
    private var bounds: [TopicPartition: Result<Int64, KafkaError>]?
    private var listed: [AnswerReading.ListedEntry]?

    /// A check of an answer that was not read yet.
    init(_ api: API, _ version: Int16, _ frame: [UInt8]) {
        self.api = api
        self.version = version
        self.frame = frame
    }

    /// Reads it in every way in which the client does.
    mutating func decode() {
        message = try? AnswerReading.message(in: frame, api, version)
        switch api {
        case .offsetFetch: groups = try? AnswerReading.offsets(in: frame, version)
        case .listGroups: listed = try? AnswerReading.groups(in: frame, version)
        case .listOffsets: bounds = try? AnswerReading.bounds(in: frame, version)
        case .describeGroups:
            for group in message?["groups"].structures ?? [] {
                for member in group["members"].structures {
                    _ = AnswerReading.assignment(in: member["memberAssignment"].bytes ?? [])
                }
            }
        case .apiVersions: if let message { _ = AnswerReading.versions(in: message) }
        default: break
        }
    }

    /// What is wrong with what was read, `nil` when nothing is.
    ///
    /// - Parameter writesAgain: Whether it is written and read again.
    /// - Returns: The failure, in words.
    func failure(writesAgain: Bool) -> String? {
        let failures = [failureOfOffsets, failureOfBounds, failureOfListing, failureOfAssignments]
        if let failure = failures.compactMap(\.self).first { return failure }
        guard writesAgain, let message else { return nil }
        // What says that the version is not known comes in the oldest one.
        let isOldest = api == .apiVersions && message.int16("errorCode") == ErrorCode.unsupportedVersion.rawValue
        let version = isOldest ? 0 : version
        let isFlexible = api.table.isFlexible(version)
        var writer = MessageWriter()
        writer.structure(message, api.table.response, version: version, isFlexible: isFlexible)
        var reader = MessageReader(writer.bytes)
        let again = try? reader.structure(api.table.response, version: version, isFlexible: isFlexible)
        return again == message ? nil : "it is another when it was written and read again"
    }

    private var failureOfOffsets: String? {
        guard api == .offsetFetch else { return nil }
        guard let message else { return groups == nil ? nil : "the table refuses what the decoder takes" }
        guard let groups else { return "the decoder refuses what the table takes" }
        let isOfMany = version >= 8
        let entries = isOfMany ? message["groups"].structures : [message]
        let expected = entries.map { entry in
            AnswerReading.FetchedGroup(
                name: isOfMany ? entry.text("groupId").bytes : nil,
                error: KafkaErrorCode(rawValue: Int32(entry.int16("errorCode"))),
                topics: entry["topics"].structures.map(topic)
            )
        }
        return groups == expected ? nil : "the decoder and the table read other offsets"
    }

    private func topic(_ entry: Structure) -> AnswerReading.FetchedTopic {
        let partitions = entry["partitions"].structures
        let name = entry.text("name")
        return AnswerReading.FetchedTopic(
            name: name.bytes,
            numbers: partitions.map { $0.int32("partitionIndex") },
            fetches: partitions.map { fetch($0, of: name.description) }
        )
    }

    private func fetch(_ entry: Structure, of topic: String) -> PartitionFetch {
        let (error, offset) = (entry.int16("errorCode"), entry["committedOffset"].integer)
        if error != 0 { return .failed(KafkaError(KafkaErrorCode(rawValue: Int32(error)))) }
        if offset == -1 { return .absent }
        if offset < 0 { return .negative(offset) }
        let epoch = entry.has("committedLeaderEpoch") ? entry.int32("committedLeaderEpoch") : -1
        return .committed(
            CommittedOffset(
                TopicPartition(topic: topic, partition: entry.int32("partitionIndex")),
                offset: offset,
                leaderEpoch: epoch < 0 ? nil : epoch,
                metadata: OffsetMetadata(entry.text("metadata").description)
            )
        )
    }

    private var failureOfBounds: String? {
        guard api == .listOffsets else { return nil }
        guard let message else { return bounds == nil ? nil : "the table refuses what the decoder takes" }
        guard let bounds else { return "the decoder refuses what the table takes" }
        var expected: [TopicPartition: Result<Int64, KafkaError>] = [:]
        for topic in message["topics"].structures {
            for partition in topic["partitions"].structures {
                let key = TopicPartition(
                    topic: topic.text("name").description,
                    partition: partition.int32("partitionIndex")
                )
                let error = KafkaErrorCode(rawValue: Int32(partition.int16("errorCode")))
                expected[key] = error == .none ? .success(partition["offset"].integer) : .failure(KafkaError(error))
            }
        }
        return bounds == expected ? nil : "the decoder and the table read other bounds"
    }

    private var failureOfListing: String? {
        guard api == .listGroups else { return nil }
        guard let message else { return listed == nil ? nil : "the table refuses what the decoder takes" }
        guard let listed else { return "the decoder refuses what the table takes" }
        let expected = message["groups"].structures.map { entry in
            AnswerReading.ListedEntry(
                name: entry.text("groupId").bytes,
                state: version >= 4 ? GroupState(named: entry.text("groupState").description) : nil,
                type: AnswerReading.type(
                    named: version >= 5 ? entry.text("groupType").description : nil,
                    protocolType: entry.text("protocolType").description
                )
            )
        }
        return listed == expected ? nil : "the decoder and the table list other groups"
    }

    /// An assignment that is read has as many partitions as its bytes say at most.
    private var failureOfAssignments: String? {
        guard api == .describeGroups else { return nil }
        for group in message?["groups"].structures ?? [] {
            for member in group["members"].structures {
                let bytes = member["memberAssignment"].bytes ?? []
                guard let found = AnswerReading.assignment(in: bytes) else { continue }
                if found.count * 4 > bytes.count { return "an assignment has more partitions than bytes" }
            }
        }
        return nil
    }
}
