import CRDKafka
import Cluster
import Kafka
import Testing

/// Names and texts of codes, which the room that has no library holds by itself.
struct KafkaErrorCodeTests {
    /// Every code that librdkafka describes; its markers of beginning and end have no text.
    private static let described: [(code: KafkaErrorCode, name: String, text: String)] = {
        var list: UnsafePointer<rd_kafka_err_desc>?
        var count = 0
        unsafe rd_kafka_get_err_descs(&list, &count)
        return (0..<count).compactMap { index in
            guard let entry = unsafe list?[index], let name = unsafe entry.name, let text = unsafe entry.desc else {
                return nil
            }
            return unsafe (KafkaErrorCode(rawValue: entry.code.rawValue), String(cString: name), String(cString: text))
        }
    }()

    @Test func `every code that librdkafka knows has its name`() {
        #expect(Self.described.count > 100)
        for (code, name, _) in Self.described { #expect(code.name == name) }
    }

    @Test func `every code that librdkafka knows has words, and a broker's are told from the client's`() {
        for (code, _, text) in Self.described where code != .none {
            #expect(KafkaError(code).message.hasPrefix("Broker: ") == text.hasPrefix("Broker: "), "\(code)")
        }
    }

    @Test func `a code that nobody knows is named by its number`() {
        let code = KafkaErrorCode(rawValue: 30_000)
        let name = unsafe String(cString: rd_kafka_err2name(rd_kafka_resp_err_t(30_000)))
        let text = unsafe String(cString: rd_kafka_err2str(rd_kafka_resp_err_t(30_000)))
        #expect(code.name == name)
        #expect(KafkaError(code).message == text)
    }
}

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
