import KafkaTestSupport
import TLS
import Testing

/// Bytes through two sessions that agree.
struct TLSSessionTests {
    private func pair(
        _ certificates: TestCertificates,
        versions: ClosedRange<TLSServer.Version> = .tls12 ... .tls13
    ) throws -> Handshake {
        var configuration = TLSClient.Configuration()
        configuration.authorities = .source(.file(certificates.authority))
        let identity = TLSIdentity(certificate: .file(certificates.broker), key: .file(certificates.broker))
        return try Handshake(TLSClient(configuration), at: TLSServer(identity: identity, versions: versions))
    }

    @Test func `what one side writes the other reads, whatever its size and in whatever pieces it comes`() async throws
    {
        let certificates = try await TestCertificates()
        for (versions, name) in [(TLSServer.Version.tls12 ... .tls12, "TLSv1.2"), (.tls12 ... .tls13, "TLSv1.3")] {
            let pair = try pair(certificates, versions: versions)
            #expect(pair.clientError == nil && pair.serverError == nil)
            #expect(pair.client.isEstablished && pair.server.isEstablished)
            #expect(pair.client.version == name && pair.server.version == name)
            #expect(pair.client.peerSubject == "CN=broker" && pair.server.peerSubject == nil)
            for count in [0, 1, 100, 16_383, 16_384, 16_385, 1_000_000] {
                let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                for (writer, reader) in [(pair.client, pair.server), (pair.server, pair.client)] {
                    try writer.write(text)
                    let ciphertext = writer.takeOutput()
                    #expect(ciphertext.count >= count)
                    var read: [UInt8] = []
                    let piece = count > 1_000 ? 4_099 : 1
                    for start in stride(from: 0, to: ciphertext.count, by: piece) {
                        try reader.receive(Array(ciphertext[start..<min(ciphertext.count, start + piece)]))
                        read += try reader.read()
                    }
                    #expect(read == text)
                }
            }
        }
    }

    @Test func `a side that ends is heard of, and what it wrote before is read`() async throws {
        let pair = try pair(try await TestCertificates())
        try pair.server.write([1, 2, 3])
        pair.server.end()
        try pair.client.receive(pair.server.takeOutput())
        #expect(!pair.client.isEnded)
        #expect(try pair.client.read() == [1, 2, 3])
        #expect(pair.client.isEnded)
        try pair.client.receiveEnd()
    }

    @Test func `nothing is written before both agree`() async throws {
        let certificates = try await TestCertificates()
        let session = try TLSClient(TLSClient.Configuration()).session(with: "127.0.0.1")
        #expect(!session.isEstablished && session.version == nil)
        #expect(try session.read().isEmpty)
        #expect(throws: TLSError.self) { try session.write([1]) }
        withExtendedLifetime(certificates) {}
    }

    @Test func `bytes that were changed on their way are never read`() async throws {
        let certificates = try await TestCertificates()
        for index in [0, 1, 2, 3, 5, 20, 60] {
            let pair = try pair(certificates)
            try pair.client.write(Array("a secret".utf8))
            var ciphertext = pair.client.takeOutput()
            let place = min(index, ciphertext.count - 1)
            ciphertext[place] ^= 0x55
            let read = Result { () throws(TLSError) -> [UInt8] in
                try pair.server.receive(ciphertext)
                return try pair.server.read()
            }
            #expect((try? read.get())?.isEmpty != false)
        }
    }

    @Test func `nonsense is an error at either side and at any time, and no more than that`() async throws {
        let certificates = try await TestCertificates()
        var random = SeededRandom(seed: 42)
        for round in 0..<100 {
            let established = try pair(certificates)
            let client = try TLSClient(TLSClient.Configuration()).session(with: "broker.example")
            let sessions = [client, established.client, established.server]
            var bytes = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            // What looks like a record, as often as not.
            if round.isMultiple(of: 2) { bytes = [UInt8.random(in: 20...23, using: &random), 3, 3, 0, 40] + bytes }
            for session in sessions {
                let read = Result { () throws(TLSError) -> [UInt8] in
                    try session.receive(bytes)
                    return try session.read()
                }
                #expect((try? read.get())?.isEmpty != false)
                _ = session.takeOutput()
            }
        }
    }
}
