import Cluster
import Kafka
import Testing

/// Which topic a transaction was refused for stands in librdkafka's text alone.
struct ForbiddenTopicTests {
    @Test(
        arguments: [
            (
                "Failed to commit offsets to transaction on broker b:9092/1: orders.v1_x-2[12](Broker: Topic authorization failed) (after 194ms)",
                "orders.v1_x-2"
            ),
            (
                "Failed to commit offsets to transaction on broker b:9092/1: a[0](Broker: Topic authorization failed), b[1](Broker: Topic authorization failed) (after 0ms)",
                "a"
            ),
            ("Broker: Topic authorization failed", nil), ("](Broker: Topic authorization failed)", nil), ("", nil),
        ] as [(String, String?)]
    )
    func `a refusal names its topic where its text does`(message: String, topic: String?) {
        #expect(KafkaError(.topicAuthorizationFailed, message).forbiddenTopic == topic)
        #expect(KafkaError(.groupAuthorizationFailed, message).forbiddenTopic == nil)
    }
}
