import Cluster
import Foundation
import TestSupport
import Testing

@testable import Kafka

/// What librdkafka is told, of whatever kind an instance is.
struct ClientInstanceTests {
    private static let purposes: [ClientInstance.Purpose] = [
        .admin, .records, .transactions(id: "tidemark-test", timeout: .seconds(60)),
    ]

    private static func make(_ properties: KeyValuePairs<String, String>) throws {
        let configuration = KafkaConfiguration(
            bootstrapServers: "127.0.0.1:9",
            properties: properties.map { .init(name: $0.key, value: $0.value) }
        )
        for purpose in purposes { _ = try ClientHandle(configuration, log: ClientLog(), for: purpose) }
    }

    @Test func `messages as long as brokers allow keep nobody from reading records`() throws {
        try Self.make(["message.max.bytes": "50000000"])
        try Self.make(["receive.message.max.bytes": "60000000"])
    }

    @Test func `a token in a file is read before anybody is connected to, and its URL is not librdkafka's`() throws {
        let place = try ScratchDirectory()
        let path = place.file("token")
        let url = "file://\(path)"
        let missing = #expect(throws: KafkaError.self) {
            try Self.make([
                "security.protocol": "sasl_plaintext", "sasl.mechanism": "OAUTHBEARER", TokenFile.property: url,
            ])
        }
        #expect(missing?.code == .unusableFile)
        try Data("token".utf8).write(to: URL(fileURLWithPath: path))
        try Self.make(["security.protocol": "sasl_plaintext", "sasl.mechanism": "OAUTHBEARER", TokenFile.property: url])
    }

    @Test func `whose a token is and until when it holds is what a JWT says`() {
        // {"alg":"none"} and {"sub":"a?>b","exp":1700000000.5}, in the alphabet of URLs.
        let token = BearerToken("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhPz5iIiwiZXhwIjoxNzAwMDAwMDAwLjV9.", now: 1_000)
        #expect(token.principal == "a?>b")
        #expect(token.expiry == 1_700_000_000_500)
    }

    @Test(arguments: ["opaque", "a.b.c", "eyJhbGciOiJub25lIn0.W10.", "a.b", "....", "eyJhbGciOiJub25lIn0.e30."])
    func `a token that says nothing of itself is read again soon`(_ text: String) {
        let token = BearerToken(text, now: 1_000)
        #expect(token.text == text)
        #expect(!token.principal.isEmpty)
        #expect(token.expiry == 1_000 + BearerToken.lifetimeOfOpaque)
    }
}
