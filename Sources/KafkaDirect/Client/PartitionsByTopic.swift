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
        _ entry: (Element) -> Value
    ) -> Value {
        var order: [String] = []
        var topics: [String: [Value]] = [:]
        for element in elements {
            let topic = place(element).topic
            if topics[topic] == nil { order.append(topic) }
            topics[topic, default: []].append(entry(element))
        }
        return .structures(order.map { ["name": .text(Text($0)), name: .array(topics[$0] ?? [])] })
    }

    /// What a request that commits has of offsets, by topic.
    static func byTopic(_ offsets: [CommittedOffset]) -> Value {
        byTopic(offsets, \.topicPartition) { offset in
            .structure([
                "partitionIndex": .number(offset.partition), "committedOffset": .integer(offset.offset),
                "committedLeaderEpoch": .number(offset.leaderEpoch ?? -1),
                "committedMetadata": .text(Text(offset.metadata.text)),
            ])
        }
    }
}
