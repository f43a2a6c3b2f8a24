import Foundation
import TestSupport

/// Certificates of a test, made with OpenSSL in a directory of their own, which goes with this value.
public final class TestCertificates: Sendable {
    private let scratch: ScratchDirectory

    /// Where they are.
    public var directory: String { scratch.path }

    /// The authority that everybody trusts, who trusts it.
    public var authority: String { "\(directory)/authority.pem" }
    /// Another one, which has issued nothing.
    public var stranger: String { "\(directory)/stranger.pem" }
    /// Key and certificate of a broker at 127.0.0.1, in one file as Kafka takes it.
    public var broker: String { "\(directory)/broker.pem" }
    /// Key and certificate of a client, in one file.
    public var client: String { "\(directory)/client.pem" }

    /// Makes them.
    public init() async throws {
        scratch = try ScratchDirectory(named: "tidemark-certificates")
        try "subjectAltName=IP:127.0.0.1\n".write(toFile: "\(directory)/address", atomically: true, encoding: .utf8)
        for name in ["authority", "stranger"] {
            try await openssl(
                ["req", "-x509"] + Self.newKey + file("-keyout", "\(name).key") + file("-out", "\(name).pem")
                    + ["-days", "2", "-subj", "/CN=\(name)"]
            )
        }
        for name in ["broker", "client"] {
            try await openssl(
                ["req"] + Self.newKey + file("-keyout", "\(name).key") + file("-out", "\(name).request")
                    + ["-subj", "/CN=\(name)"]
            )
            try await openssl(
                ["x509", "-req"] + file("-in", "\(name).request") + file("-CA", "authority.pem")
                    + file("-CAkey", "authority.key") + file("-out", "\(name).certificate")
                    + file("-extfile", "address") + ["-set_serial", name == "broker" ? "2" : "3", "-days", "2"]
            )
            let parts = try ["\(name).key", "\(name).certificate"].map {
                try String(contentsOfFile: "\(directory)/\($0)", encoding: .utf8)
            }
            try parts.joined().write(toFile: "\(directory)/\(name).pem", atomically: true, encoding: .utf8)
        }
    }

    private static let newKey = ["-newkey", "rsa:2048", "-nodes"]

    private func file(_ option: String, _ name: String) -> [String] { [option, "\(directory)/\(name)"] }

    func openssl(_ arguments: [String]) async throws { _ = try await Program.run("openssl", arguments) }
}
