import FoundationEssentials
import KafkaTestSupport
import TLS
import Testing

/// Files and texts with certificates and keys, right and wrong ones.
struct CredentialTests {
    @Test func `a key with a password is read with it, and without it nobody is asked at the terminal`() async throws {
        let certificates = try await TestCertificates()
        let path = try await certificates.issue("locked", password: "open sesame")
        let right = TLSIdentity(certificate: .file(path), key: .file(path), keyPassword: "open sesame")
        #expect(throws: Never.self) { try TLSServer(identity: right) }
        for password in ["wrong", nil] {
            let identity = TLSIdentity(certificate: .file(path), key: .file(path), keyPassword: password)
            let error = #expect(throws: TLSError.self) { try TLSServer(identity: identity) }
            #expect(error?.code == .credentials)
            #expect(error?.message.contains("password") == true)
            #expect(error?.message.contains(path) == true)
        }
    }

    @Test func `certificate and key may be texts`() async throws {
        let certificates = try await TestCertificates()
        let text = PEMSource.text(try String(contentsOfFile: certificates.client, encoding: .utf8))
        var configuration = TLSClient.Configuration()
        configuration.identity = TLSIdentity(certificate: text, key: text)
        #expect(throws: Never.self) { try TLSClient(configuration) }
        #expect("\(text)" == "the given text")
    }

    @Test func `what cannot be used is named`() async throws {
        let certificates = try await TestCertificates()
        let whole = try String(contentsOfFile: certificates.authority, encoding: .utf8)
        let damaged = whole.replacing("A", with: "!")
        let cases: [(PEMSource, PEMSource)] = [
            (.file("/nowhere/certificate.pem"), .file(certificates.client)),
            (.file(certificates.client), .file("/nowhere/key.pem")),
            (.file(certificates.directory), .file(certificates.client)),
            (.text(""), .file(certificates.client)), (.text("no PEM"), .file(certificates.client)),
            (.text(damaged), .file(certificates.client)), (.file(certificates.client), .text(whole)),
            // The key of another certificate.
            (.file(certificates.client), .file(certificates.broker)),
        ]
        for (certificate, key) in cases {
            let identity = TLSIdentity(certificate: certificate, key: key)
            var configuration = TLSClient.Configuration()
            configuration.identity = identity
            let error = #expect(throws: TLSError.self) { try TLSClient(configuration) }
            #expect(error?.code == .credentials, "\(certificate), \(key)")
        }
        for authorities in [PEMSource.file("/nowhere/ca.pem"), .text(""), .text(damaged)] {
            var configuration = TLSClient.Configuration()
            configuration.authorities = .source(authorities)
            let error = #expect(throws: TLSError.self) { try TLSClient(configuration) }
            #expect(error?.code == .credentials)
            #expect(error?.message.contains("\(authorities)") == true)
            configuration.verifiesCertificate = false
            #expect(throws: Never.self) { try TLSClient(configuration) }
        }
    }
}
