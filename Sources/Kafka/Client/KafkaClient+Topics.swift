public import Cluster
public import Offsets

extension KafkaClient {
    /// How many topics are asked about in one call: librdkafka looks each of them up in the list of all.
    private static let topicsAtOnce = 500

    /// Whether leader epochs are written with offsets: librdkafka can from 2.1 on.
    public static var writesLeaderEpochs: Bool { unsafe NewerLibrary.setLeaderEpoch != nil }

    /// Whether leader epochs are written with offsets: librdkafka can from 2.1 on.
    public var writesLeaderEpochs: Bool { Self.writesLeaderEpochs }

    /// The ids of topics (KIP-516), which librdkafka tells from 2.3 on.
    ///
    /// - Parameters:
    ///   - topics: The topics' names.
    ///   - deadline: When to give up.
    /// - Returns: The id of each topic that is there, may be seen and has one; none at all from an older library.
    /// - Throws: ``KafkaError`` of the call.
    public func topicIDs(
        of topics: Set<String>,
        before deadline: Deadline
    ) async throws(KafkaError) -> [String: TopicID] {
        guard let descriptions = NewerLibrary.topics else { return [:] }
        let names = topics.filter { !$0.isEmpty && !$0.utf8.contains(0) }.sorted()
        var ids: [String: TopicID] = [:]
        for start in stride(from: 0, to: names.count, by: Self.topicsAtOnce) {
            let part = Array(names[start..<min(start + Self.topicsAtOnce, names.count)])
            let found = try await repeating(before: deadline) { handle, timeout, _ throws(KafkaError) in
                try await unsafe handle.call(TopicDescriptions.operation, timeout: timeout) {
                    unsafe descriptions.ask(for: part, $0, $1, $2)
                } decode: { event in
                    .success(unsafe descriptions.ids(in: event))
                }
            }
            ids.merge(found) { first, _ in first }
        }
        return ids
    }
}
