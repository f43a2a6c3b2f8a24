public import Offsets

/// What a principal may do with groups and topics, as the brokers tell it (KIP-430).
///
/// What is in no table was not told.
public struct Permissions: Hashable, Sendable {
    /// What may be done with a group or a topic; the numbers of the operations are Kafka's.
    public struct Operations: OptionSet, Hashable, Sendable {
        /// A bit for each operation.
        public let rawValue: Int32

        /// By the bits.
        public init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// Committing offsets of a group, or of a topic.
        public static let read = Operations(rawValue: 1 << 3)
        /// Producing, and using a transactional id.
        public static let write = Operations(rawValue: 1 << 4)
        /// Removing a group, or offsets of it.
        public static let delete = Operations(rawValue: 1 << 6)
        /// Reading what a group has committed.
        public static let describe = Operations(rawValue: 1 << 8)
    }

    /// What may be done with each group.
    public var groups: [GroupID: Operations]
    /// What may be done with each topic.
    public var topics: [String: Operations]
    /// Whether the transactional id that was asked about may be used, `nil` when that was not asked or not told.
    public var mayUseTransactionalID: Bool?

    /// What was told.
    public init(
        groups: [GroupID: Operations] = [:],
        topics: [String: Operations] = [:],
        mayUseTransactionalID: Bool? = nil
    ) {
        self.groups = groups
        self.topics = topics
        self.mayUseTransactionalID = mayUseTransactionalID
    }
}
