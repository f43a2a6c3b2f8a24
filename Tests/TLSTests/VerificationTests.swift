import FoundationEssentials
import KafkaTestSupport
import TLS
import Testing

/// Whom a client and a server accept, and what each says of whom it does not.
struct VerificationTests {
    private func identity(_ path: String) -> TLSIdentity { TLSIdentity(certificate: .file(path), key: .file(path)) }

    private func trusting(_ authority: String) -> TLSClient.Configuration {
        var configuration = TLSClient.Configuration()
        configuration.authorities = .source(.file(authority))
        return configuration
    }

    @Test func `a client says what is wrong with a server's certificate, and takes it where it need not be right`()
        async throws
    {
        let certificates = try await TestCertificates()
        let named = try await certificates.issue("named", for: "DNS:broker.example,DNS:*.wild.example")
        let cases: [(String, host: String, trusts: String, TLSError.Code?)] = [
            (certificates.broker, "127.0.0.1", certificates.authority, nil),
            (named, "broker.example", certificates.authority, nil),
            (named, "one.wild.example", certificates.authority, nil),
            (named, "a.b.wild.example", certificates.authority, .hostNameMismatch),
            (named, "other.example", certificates.authority, .hostNameMismatch),
            (named, "127.0.0.1", certificates.authority, .hostNameMismatch),
            (certificates.broker, "127.0.0.2", certificates.authority, .hostNameMismatch),
            (certificates.broker, "::1", certificates.authority, .hostNameMismatch),
            (certificates.broker, "127.0.0.1", certificates.stranger, .unknownAuthority),
            (
                try await certificates.issue("strange", by: .stranger), "127.0.0.1", certificates.authority,
                .unknownAuthority
            ),
            (
                try await certificates.issue("expired", .past), "127.0.0.1", certificates.authority,
                .certificateExpired
            ),
            (
                try await certificates.issue("early", .future), "127.0.0.1", certificates.authority,
                .certificateNotYetValid
            ),
        ]
        for (path, host, trusted, code) in cases {
            let server = try TLSServer(identity: identity(path))
            var configuration = trusting(trusted)
            let strict = try Handshake(TLSClient(configuration), with: host, at: server)
            #expect(strict.clientError?.code == code, "\(path) for \(host): \(strict.clientError?.message ?? "-")")
            #expect(strict.client.isEstablished == (code == nil))
            // The server learns of it.
            #expect((strict.serverError == nil) == (code == nil))

            configuration.verifiesHostName = false
            let lax = try Handshake(TLSClient(configuration), with: host, at: server)
            #expect(lax.clientError?.code == (code == .hostNameMismatch ? nil : code))

            configuration.verifiesCertificate = false
            #expect(try Handshake(TLSClient(configuration), with: host, at: server).clientError == nil)
        }
    }

    @Test func `authorities are in a file, in a text, in a folder or the system's`() async throws {
        let certificates = try await TestCertificates()
        let server = try TLSServer(identity: identity(certificates.broker))
        let text = try String(contentsOfFile: certificates.authority, encoding: .utf8)
        let both = try String(contentsOfFile: certificates.stranger, encoding: .utf8) + text
        let accepted: [TLSClient.Configuration.Authorities] = [
            .source(.file(certificates.authority)), .source(.text(text)), .source(.text(both)),
            .directory(try await certificates.authorityFolder()),
        ]
        for authorities in accepted {
            var configuration = TLSClient.Configuration()
            configuration.authorities = authorities
            #expect(try Handshake(TLSClient(configuration), at: server).clientError == nil, "\(authorities)")
        }
        let system = try Handshake(TLSClient(TLSClient.Configuration()), at: server)
        #expect(system.clientError?.code == .unknownAuthority)
    }

    @Test(arguments: [TLSServer.Version.tls12, .tls13])
    func `a server that asks for a certificate takes the right one, and a client knows what it lacked`(
        _ version: TLSServer.Version
    ) async throws {
        let certificates = try await TestCertificates()
        let server = try TLSServer(
            identity: identity(certificates.broker),
            clientAuthorities: .file(certificates.authority),
            versions: version...version
        )
        var configuration = trusting(certificates.authority)
        let without = try Handshake(TLSClient(configuration), at: server)
        #expect(without.serverError?.code == .clientCertificateWanted)
        #expect(without.clientError?.code == .clientCertificateWanted)

        configuration.identity = identity(try await certificates.issue("strange", by: .stranger))
        let strange = try Handshake(TLSClient(configuration), at: server)
        #expect(strange.serverError?.code == .clientCertificateRefused)
        #expect(strange.clientError?.code == .clientCertificateRefused)

        configuration.identity = identity(try await certificates.issue("old", .past))
        #expect(try Handshake(TLSClient(configuration), at: server).clientError?.code == .clientCertificateRefused)

        configuration.identity = identity(certificates.client)
        let right = try Handshake(TLSClient(configuration), at: server)
        #expect(right.serverError == nil && right.clientError == nil)
        #expect(right.server.isEstablished && right.client.isEstablished)
        #expect(right.server.peerSubject == "CN=client")
    }

    @Test func `no version in common is said`() async throws {
        let certificates = try await TestCertificates()
        let server = try TLSServer(identity: identity(certificates.broker), versions: .tls11 ... .tls11)
        let handshake = try Handshake(TLSClient(trusting(certificates.authority)), at: server)
        #expect(handshake.serverError?.code == .protocolVersion)
        #expect(handshake.clientError?.code == .protocolVersion)
    }

    @Test func `what is not TLS is said at either side`() async throws {
        let certificates = try await TestCertificates()
        let client = try TLSClient(trusting(certificates.authority))
        let server = try TLSServer(identity: identity(certificates.broker))
        for bytes in [[0, 0, 0, 10, 0, 18], Array("HTTP/1.1 400 Bad Request\r\n".utf8), [0xff], [22, 9]] as [[UInt8]] {
            let code = TLSError.Code.notTLS
            #expect(throws: TLSError.self) { try client.session(with: "127.0.0.1").receive(bytes) }
            do { try server.session().receive(bytes) } catch { #expect(error.code == code) }
        }
    }

    @Test func `a connection that is closed too early is said, with whether anything came`() async throws {
        let certificates = try await TestCertificates()
        let client = try TLSClient(trusting(certificates.authority))
        let server = try TLSServer(identity: identity(certificates.broker)).session()
        let session = try client.session(with: "127.0.0.1")
        let silent = #expect(throws: TLSError.self) { try session.receiveEnd() }
        #expect(silent?.code == .closedEarly)
        #expect(silent?.message.contains("said nothing") == true)
        try server.receive(session.takeOutput())
        try session.receive(Array(server.takeOutput().prefix(40)))
        let halfway = #expect(throws: TLSError.self) { try session.receiveEnd() }
        #expect(halfway?.code == .closedEarly)
        #expect(halfway?.message.contains("middle") == true)
    }
}
