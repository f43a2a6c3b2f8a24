public import Offsets

/// What a coordinator holds for one asked partition of a group.
public enum PartitionFetch: Hashable, Sendable {
    /// A committed offset.
    case committed(CommittedOffset)
    /// No committed offset.
    case absent
    /// A committed number below 0, which Kafka's clients take for none.
    case negative(Int64)
    /// It could not be read.
    case failed(KafkaError)
}
