internal import KafkaProtocol
internal import Offsets

extension Value {
    /// What a request has of partitions: by topic, in the order in which the topics come first.
    ///
    /// - Parameters:
    ///   - elements: What there is to say of partitions.
    ///   - name: Kafka's name for the partitions of a topic.
    ///   - place: Which partition an element is about.
    ///   - entry: What the request has of it.
    /// - Returns: The topics.
    static func byTopic<Element>(
        _ elements: some Sequence<Element>,
        partitions name: String = "partitions",
        _ place: (Element) -> TopicPartition,
        entry: (Element) -> Value
    ) -> Value {
        var topics: [(name: String, entries: [Value])] = []
        var places: [String: Int] = [:]
        var present = 0
        for element in elements {
            let topic = place(element).topic
            // Most of them follow others of their topic.
            if topics.isEmpty || topics[present].name != topic {
                present = places[topic] ?? topics.count
                if present == topics.count {
                    places[topic] = present
                    topics.append((topic, []))
                }
            }
            topics[present].entries.append(entry(element))
        }
        return .structures(topics.map { ["name": .text(Text($0.name)), name: .array($0.entries)] })
    }

    /// What a request that commits has of offsets, by topic.
    static func byTopic(_ offsets: [CommittedOffset]) -> Value {
        byTopic(offsets) {
            $0.topicPartition
        } entry: { offset in
            .structure([
                "partitionIndex": .number(offset.partition), "committedOffset": .integer(offset.offset),
                "committedLeaderEpoch": .number(offset.leaderEpoch ?? -1),
                "committedMetadata": .text(Text(offset.metadata.text)),
            ])
        }
    }
}
