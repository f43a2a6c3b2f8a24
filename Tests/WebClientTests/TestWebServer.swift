import Foundation
import KafkaTestSupport
import Testing

/// A web server of this machine, with or without TLS; it ends with this value.
final class TestWebServer: Sendable {
    private let program: Program
    /// What its addresses begin with, `http://127.0.0.1:PORT`.
    let beginning: String

    /// Starts one; `certificate` is a file with key and certificate, for TLS.
    init(certificate: String? = nil) async throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("web_server.py")
        let program = try Program("python3", [script.path] + (certificate.map { [$0] } ?? []))
        try await Waiting.until("the web server listens") { program.output.contains("\n") }
        let port = try #require(program.output.split(separator: "\n").first)
        self.program = program
        beginning = "\(certificate == nil ? "http" : "https")://127.0.0.1:\(port)"
    }

    deinit { program.kill() }

    /// What it was asked, a JSON object each.
    var requests: [String] { program.output.split(separator: "\n").dropFirst().map(String.init) }
}
