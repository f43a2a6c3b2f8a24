/// The coverage of a snapshot in a JSON document.
package struct CoverageEntry: Decodable, Hashable, Sendable {
    /// A group that could not be read.
    package struct GroupFailure: Decodable, Hashable, Sendable {
        package let group: String
        package let code: String
    }

    /// A partition whose log could not be read.
    package struct PartitionFailure: Decodable, Hashable, Sendable {
        package let topic: String
        package let partition: Int32
        package let code: String
    }

    /// Whether everything could be seen.
    package struct Visibility: Decodable, Hashable, Sendable {
        package let state: String
        package let reasons: [String]
        package let accepted: Bool
        package let hiddenGroups: [String]
        package let hiddenTopics: [String]
    }

    /// A committed offset below 0.
    package struct NegativeOffset: Decodable, Hashable, Sendable {
        package let group: String
        package let topic: String
        package let partition: Int32
        package let offset: Int64
    }

    package let listed: Int
    package let selected: Int
    package let captured: Int
    package let failed: [GroupFailure]
    package let unreadableBrokers: [String]
    package let unreadablePartitions: [PartitionFailure]
    package let offlineOffsetsPartitions: [Int32]
    package let offsetsPartitions: Int32?
    package let visibility: Visibility
    package let unsupported: [GroupFailure]
    package let negativeOffsets: [NegativeOffset]
    package let openRuns: [String]
}
