import Cluster
import Kafka
import Testing

struct BootstrapServersTests {
    @Test(
        arguments: [
            ("kafka-1:9092", ["kafka-1:9092"]), ("a:1,b:65535", ["a:1", "b:65535"]), ("a:1, b:2", ["a:1", "b:2"]),
            ("[::1]:9092", ["[::1]:9092"]), ("[fe80::1%eth0]:9092,a:1", ["[fe80::1%eth0]:9092", "a:1"]),
            ("a:1,a:1", ["a:1"]), ("SASL_SSL://a:1", ["SASL_SSL://a:1"]), ("10.0.0.1:9092", ["10.0.0.1:9092"]),
        ]
    )
    func `hosts with ports are taken`(_ text: String, _ servers: [String]) throws {
        #expect(try BootstrapServers(text).servers == servers)
    }

    @Test(
        arguments: [
            "", "a", "a:", ":1", "a:0", "a:65536", "a:99999999", "a:-5", "a:+5", "a:abc", "a:1x", "a:１", "a:1,",
            "a:1,,b:2",
            ",a:1", "::1", "[::1]", "[::1]9092", "[::1]:0", "[::1:9092", "[]:9092", "a b:1", "a:1;b:2", "PLAINTEXT://",
            "PLAINTEXT://a", "a:18446744073709551617",
        ]
    )
    func `anything else is refused, in words`(_ text: String) {
        let error = #expect(throws: KafkaError.self) { try BootstrapServers(text) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.isEmpty == false)
    }
}
