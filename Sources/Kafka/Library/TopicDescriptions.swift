internal import CRDKafka
internal import Offsets

/// librdkafka's DescribeTopics (2.3.0): how topics are asked for, and what is told of them.
@safe
struct TopicDescriptions: Sendable {
    /// `RD_KAFKA_ADMIN_OP_DESCRIBETOPICS`.
    static let operation = rd_kafka_admin_op_t(rawValue: 19)

    private typealias Names = UnsafeMutablePointer<UnsafePointer<CChar>?>
    private typealias NewCollection = @convention(c) @Sendable (Names?, Int) -> OpaquePointer?
    private typealias Release = @convention(c) @Sendable (OpaquePointer?) -> Void
    private typealias Start =
        @convention(c) @Sendable (OpaquePointer?, OpaquePointer?, OpaquePointer?, OpaquePointer?) -> Void
    private typealias Part = @convention(c) @Sendable (OpaquePointer?) -> OpaquePointer?
    private typealias Parts =
        @convention(c) @Sendable (OpaquePointer?, UnsafeMutablePointer<Int>?) -> UnsafeMutablePointer<OpaquePointer?>?
    private typealias Text = @convention(c) @Sendable (OpaquePointer?) -> UnsafePointer<CChar>?
    private typealias Number = @convention(c) @Sendable (OpaquePointer?) -> Int64

    private let newCollection: NewCollection
    private let destroyCollection: Release
    private let describe: Start
    private let result: Part
    private let descriptions: Parts
    private let name: Text
    private let error: Part
    private let id: Part
    private let mostSignificantBits: Number
    private let leastSignificantBits: Number

    /// The functions of the library that is loaded; `nil` where it lacks any of them.
    init?() {
        guard
            let newCollection: NewCollection = unsafe NewerLibrary.function("rd_kafka_TopicCollection_of_topic_names"),
            let destroyCollection: Release = unsafe NewerLibrary.function("rd_kafka_TopicCollection_destroy"),
            let describe: Start = unsafe NewerLibrary.function("rd_kafka_DescribeTopics"),
            let result: Part = unsafe NewerLibrary.function("rd_kafka_event_DescribeTopics_result"),
            let descriptions: Parts = unsafe NewerLibrary.function("rd_kafka_DescribeTopics_result_topics"),
            let name: Text = unsafe NewerLibrary.function("rd_kafka_TopicDescription_name"),
            let error: Part = unsafe NewerLibrary.function("rd_kafka_TopicDescription_error"),
            let id: Part = unsafe NewerLibrary.function("rd_kafka_TopicDescription_topic_id"),
            let mostSignificantBits: Number = unsafe NewerLibrary.function("rd_kafka_Uuid_most_significant_bits"),
            let leastSignificantBits: Number = unsafe NewerLibrary.function("rd_kafka_Uuid_least_significant_bits")
        else { return nil }
        unsafe self.newCollection = newCollection
        unsafe self.destroyCollection = destroyCollection
        unsafe self.describe = describe
        unsafe self.result = result
        unsafe self.descriptions = descriptions
        unsafe self.name = name
        unsafe self.error = error
        unsafe self.id = id
        unsafe self.mostSignificantBits = mostSignificantBits
        unsafe self.leastSignificantBits = leastSignificantBits
    }

    /// Enqueues the question for topics, each of them once and none without a name.
    func ask(
        for topics: [String],
        _ instance: OpaquePointer,
        _ options: OpaquePointer,
        _ queue: OpaquePointer
    ) {
        let texts = topics.map { Array($0.utf8CString) }
        var names: [UnsafePointer<CChar>?] = unsafe []
        // One buffer with every name, whose parts stay where they are while librdkafka copies them.
        let bytes = texts.flatMap(\.self)
        unsafe bytes.withUnsafeBufferPointer { buffer in
            var start = 0
            for text in texts {
                unsafe names.append(buffer.baseAddress.map { unsafe $0 + start })
                start += text.count
            }
            let collection = unsafe newCollection(&names, names.count)
            unsafe describe(instance, collection, options, queue)
            unsafe destroyCollection(collection)
        }
    }

    /// The ids in an answer, of the topics that were described and have one.
    func ids(in event: OpaquePointer) -> [String: TopicID] {
        var count = 0
        let found = unsafe descriptions(result(event), &count)
        var ids: [String: TopicID] = [:]
        for index in 0..<count {
            guard let description = unsafe found?[index], unsafe error(description) == nil,
                let name = unsafe name(description), let uuid = unsafe id(description)
            else { continue }
            ids[unsafe String(cString: name)] = unsafe TopicID(
                bytes: Self.bytes(mostSignificantBits(uuid)) + Self.bytes(leastSignificantBits(uuid))
            )
        }
        return ids
    }

    private static func bytes(_ half: Int64) -> [UInt8] {
        stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> Int64($0)) }
    }
}
