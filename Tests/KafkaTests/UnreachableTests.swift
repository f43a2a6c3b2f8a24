import Kafka
import Offsets
import Testing

/// What can be known without a broker.
struct UnreachableTests {
    @Test(.timeLimit(.minutes(1)))
    func `no broker is an error within the deadline, with the reason`() async throws {
        let client = try KafkaClient(KafkaConfiguration(bootstrapServers: "127.0.0.1:1"))
        await #expect(throws: KafkaError.self) { try await client.metadata(before: .after(.seconds(2))) }
        #expect(client.lastConnectionFailure?.contains("127.0.0.1:1") == true)
    }

    @Test func `a property that librdkafka does not know is refused by name`() {
        let configuration = KafkaConfiguration(
            bootstrapServers: "127.0.0.1:1",
            properties: [.init(name: "no.such.property", value: "1")]
        )
        #expect {
            _ = try KafkaClient(configuration)
        } throws: { error in
            (error as? KafkaError)?.message.contains("no.such.property") == true
        }
    }
}
