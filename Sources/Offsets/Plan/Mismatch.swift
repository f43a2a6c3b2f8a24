/// A partition that does not hold what it should.
public struct Mismatch: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The partition.
    public let topicPartition: TopicPartition
    /// What it should hold, `nil` for nothing.
    public let expected: CommittedOffset?
    /// What it holds, `nil` for nothing.
    public let found: CommittedOffset?

    /// A difference.
    public init(
        group: GroupID,
        topicPartition: TopicPartition,
        expected: CommittedOffset?,
        found: CommittedOffset?
    ) {
        self.group = group
        self.topicPartition = topicPartition
        self.expected = expected
        self.found = found
    }

    /// What was expected and what is there, such as `had offset 5 and has offset 6`.
    public var words: String {
        let isInMetadata = expected?.offset == found?.offset
        return "had \(Self.words(expected, isInMetadata)) and has \(Self.words(found, isInMetadata))"
    }

    private static func words(_ offset: CommittedOffset?, _ withMetadata: Bool) -> String {
        guard let offset else { return "no offset" }
        return withMetadata ? "offset \(offset.offset) with metadata \"\(offset.metadata)\"" : "offset \(offset.offset)"
    }
}
