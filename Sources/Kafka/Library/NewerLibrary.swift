internal import CRDKafka
internal import Glibc

/// The functions of librdkafka that came after 2.0.2, as far as the library that is loaded has them.
///
/// They are looked up by their names once, so that one program, whatever headers it was built with, uses what the library
/// tells that it runs on; what is `nil` here it cannot tell. Types and numbers are those of `rdkafka.h`, which never change
/// them (`docs/kafka.md` §11.11).
enum NewerLibrary {
    /// The leader epoch of a partition's offset, −1 for unknown (2.1.0).
    static let leaderEpoch: LeaderEpoch? = unsafe function("rd_kafka_topic_partition_get_leader_epoch")
    /// Sets it (2.1.0).
    static let setLeaderEpoch: LeaderEpochSetter? = unsafe function("rd_kafka_topic_partition_set_leader_epoch")
    /// The kind of a listed group (2.6.0).
    static let listingType: GroupKind? = unsafe function("rd_kafka_ConsumerGroupListing_type")
    /// The kind of a described group (2.10.0).
    static let descriptionType: GroupKind? = unsafe function("rd_kafka_ConsumerGroupDescription_type")
    /// What describes topics, with their ids (2.3.0).
    static let topics = TopicDescriptions()

    /// What asks for offsets by time and for the ends of logs (2.3.0).
    static let offsets = OffsetListing()

    typealias LeaderEpoch = @convention(c) @Sendable (UnsafePointer<rd_kafka_topic_partition_t>?) -> Int32
    typealias LeaderEpochSetter =
        @convention(c) @Sendable (UnsafeMutablePointer<rd_kafka_topic_partition_t>?, Int32) -> Void
    /// `rd_kafka_consumer_group_type_t` of a listing or of a description.
    typealias GroupKind = @convention(c) @Sendable (OpaquePointer?) -> Int32

    /// The numbers that ``listingType`` and ``descriptionType`` answer with.
    enum GroupKinds {
        static let consumer: Int32 = 1
        static let classic: Int32 = 2
    }

    /// A function of the libraries that this program has loaded, by its name; `nil` where none of them has it.
    ///
    /// `Function` has to be the C function's type.
    static func function<Function>(_ name: String) -> Function? {
        // In the place of a library nothing: all that are loaded, in the order of the loader.
        guard let address = unsafe dlsym(nil, name) else { return nil }
        return unsafe unsafeBitCast(address, to: Function.self)
    }
}
