import KafkaProtocol
import Testing

@testable import KafkaSimulator

/// Requests and answers as they stand on the wire, and Kafka's own arithmetic beside them.
struct FrameTests {
    @Test func `bytes without sense are refused or read, never worse`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in UInt8.random(in: 0...255) }
            for release in [SimulatedRelease.kafka43, .kafka39] {
                _ = try? Frame.read(bytes, broker: 1, release: release)
            }
            for api in API.allCases {
                let header = [
                    0, UInt8(api.rawValue), 0, UInt8(api.table.versions.upperBound), 0, 0, 0, 1, 0xff, 0xff, 0,
                ]
                _ = try? Frame.read(header + bytes, broker: 1, release: .kafka43)
            }
        }
    }

    @Test func `the first question of a client is read, and its answer has the old header`() throws {
        // ApiVersions 3 as librdkafka asks it: correlation 1, client "rdkafka", software "librdkafka" "2.0.2".
        let client = Array("rdkafka".utf8)
        let software = [11] + Array("librdkafka".utf8) + [6] + Array("2.0.2".utf8) + [0]
        let frame = [0, 18, 0, 3, 0, 0, 0, 1, 0, 7] + client + [0] + software
        guard case .request(let request) = try Frame.read(frame, broker: 1, release: .kafka43) else {
            Issue.record("not a request")
            return
        }
        #expect(request.clientID == "rdkafka")
        #expect(request.message == ["clientSoftwareName": "librdkafka", "clientSoftwareVersion": "2.0.2"])
        let keys: [Structure] = [["apiKey": 18, "minVersion": 0, "maxVersion": 3]]
        let answer = Frame.write(
            ["errorCode": 0, "apiKeys": .structures(keys)],
            api: .apiVersions,
            version: 3,
            correlation: 1
        )
        #expect(answer == [0, 0, 0, 19, 0, 0, 0, 1, 0, 0, 2, 0, 18, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0])
    }

    @Test(arguments: [("my-group", 12), ("group1", 40), ("connect-sink", 22), ("polygenelubricants", 0), ("", 0)])
    func `a group's coordinator is chosen by Kafka's hash`(name: String, slot: Int) {
        #expect(ClusterState.slot(of: Text(name)) == slot)
    }

    @Test func `a checksum is that of Castagnoli`() {
        #expect(Checksum.ofRecords(Array("123456789".utf8)) == 0xe306_9283)
    }
}
