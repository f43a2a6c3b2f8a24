internal import Cluster
internal import Offsets

extension GroupID {
    /// Refuses a name that librdkafka, which takes C strings, would cut at a NUL and so take for another group's.
    ///
    /// - Throws: ``KafkaError`` of code ``KafkaErrorCode/invalidArgument``; nothing was sent.
    func refuseNUL() throws(KafkaError) {
        guard name.utf8.contains(0) else { return }
        throw KafkaError(.invalidArgument, "the group's name holds a NUL character, at which librdkafka would cut it")
    }

    /// Refuses what librdkafka would write otherwise than it is: a name, a topic or metadata with a NUL, and metadata longer
    /// than a string of Kafka's protocol, of which it would write the beginning (`docs/kafka.md` §11.13).
    ///
    /// - Throws: ``KafkaError`` as ``refuseNUL()``, naming the partition.
    func refuseUnwritable(_ offsets: [CommittedOffset]) throws(KafkaError) {
        try refuseNUL()
        for offset in offsets where offset.metadata.text.utf8.count > MetadataLimit.longest {
            throw KafkaError(
                .invalidArgument,
                "the metadata of \(offset.topicPartition) has more than \(MetadataLimit.longest) bytes"
            )
        }
        for offset in offsets where offset.metadata.text.utf8.contains(0) || offset.topic.utf8.contains(0) {
            throw KafkaError(
                .invalidArgument,
                "the topic or the metadata of \(offset.topicPartition) holds a NUL character, at which librdkafka would cut it"
            )
        }
    }
}
