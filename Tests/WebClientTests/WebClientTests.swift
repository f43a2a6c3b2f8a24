import KafkaTestSupport
import Testing
import WebClient

/// Requests to a real server, with and without TLS.
@Suite(.timeLimit(.minutes(2)))
struct WebClientTests {
    private static func post(
        _ text: String = "x",
        to address: String,
        timeout: Duration = .seconds(30),
        authorities: String? = nil
    ) async throws {
        try await WebClient.post(
            text,
            to: WebAddress(address),
            agent: "tidemark/test",
            timeout: timeout,
            authorities: authorities
        )
    }

    @Test(arguments: ["", "one", "two\nlines ü"])
    func `a text arrives as it is`(text: String) async throws {
        let server = try await TestWebServer()
        try await Self.post(text, to: "\(server.beginning)/200/uuid?create=1")
        let request = try #require(server.requests.first)
        let written = text.replacing("\n", with: "\\n").replacing("ü", with: "\\u00fc")
        #expect(
            request == #"{"path": "/200/uuid?create=1", "agent": "tidemark/test", "body": "\#(written)"}"#
        )
    }

    @Test(
        arguments: [
            (200, nil), (204, nil), (302, false), (400, false), (404, false), (410, false), (429, true), (500, true),
            (503, true),
        ] as [(Int, Bool?)]
    )
    func `an answer that is no success says its status, and whether it may pass`(
        status: Int,
        mayPass: Bool?
    ) async throws {
        let server = try await TestWebServer()
        guard let mayPass else { return try await Self.post(to: "\(server.beginning)/\(status)/uuid") }
        let error = await #expect(throws: WebError.self) {
            try await Self.post(to: "\(server.beginning)/\(status)/uuid")
        }
        #expect(error == WebError(.refused, "the answer was \(status)", mayPass: mayPass))
        // A redirection is not followed.
        #expect(server.requests.count == 1)
    }

    @Test func `a server that does not answer is given up in time`() async throws {
        let server = try await TestWebServer()
        let start = ContinuousClock.now
        let error = await #expect(throws: WebError.self) {
            try await Self.post(to: "\(server.beginning)/never/uuid", timeout: .milliseconds(300))
        }
        #expect(error?.code == .noAnswer && error?.mayPass == true)
        #expect(start.duration(to: .now) < .seconds(20))
    }

    @Test func `a certificate of an authority that is trusted is good, and every other is refused`() async throws {
        let certificates = try await TestCertificates()
        let server = try await TestWebServer(certificate: certificates.broker)
        try await Self.post(to: "\(server.beginning)/200/uuid", authorities: certificates.authority)
        for authorities in [certificates.stranger, nil] {
            let error = await #expect(throws: WebError.self) {
                try await Self.post(to: "\(server.beginning)/200/uuid", authorities: authorities)
            }
            #expect(error?.code == .noAnswer && error?.mayPass == false)
        }
        // The certificate is for 127.0.0.1 and for no name.
        let named = server.beginning.replacing("127.0.0.1", with: "localhost")
        let error = await #expect(throws: WebError.self) {
            try await Self.post(to: "\(named)/200/uuid", authorities: certificates.authority)
        }
        #expect(error?.code == .noAnswer && error?.mayPass == false)
        #expect(server.requests.count == 1)
    }

    @Test func `no error and no description has anything of the address`() async throws {
        let address = try WebAddress("https://secret-host.invalid/secret-path?secret=query")
        #expect("\(address)" == "***")
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains("secret"))
        let error = await #expect(throws: WebError.self) {
            try await WebClient.post("x", to: address, agent: "tidemark/test", timeout: .seconds(5))
        }
        let told = try #require(error.map { String(reflecting: $0) })
        #expect(!told.contains("secret") && !told.contains("invalid"), "\(told)")
    }

    @Test(
        arguments: [
            "", "hc-ping.com/uuid", "ftp://hc-ping.com/uuid", "file:///etc/passwd", "https://", "https:///uuid",
            "http://hc-ping.com/uuid", "http://127.0.0.1.example/uuid", "http://localhost@hc-ping.com/uuid",
            "http://127.0.0.1:80@hc-ping.com/uuid", "http://[::1]@hc-ping.com/uuid",
            "https://hc-ping.com/a b", "https://hc-ping.com/a\nb", "https://hc-ping.com/ü",
            "https://hc-ping.com/" + String(repeating: "a", count: 5_000),
        ]
    )
    func `an address that cannot be meant is refused, without being shown`(text: String) {
        let error = #expect(throws: WebError.self) { try WebAddress(text) }
        #expect(error?.code == .unusable && error?.message.contains("uuid") == false)
    }

    @Test(
        arguments: [
            ("/200/uuid", "/200/uuid/start"), ("/200/uuid/", "/200/uuid/start"),
            ("/200/uuid?rid=1", "/200/uuid/start?rid=1"), ("/200/uuid/?rid=/", "/200/uuid/start?rid=/"),
        ]
    )
    func `more of a path goes before a query`(path: String, expected: String) async throws {
        let server = try await TestWebServer()
        let address = try WebAddress(server.beginning + path).adding(path: "/start")
        try await WebClient.post("x", to: address, agent: "tidemark/test", timeout: .seconds(30))
        #expect(server.requests.first?.contains("\"path\": \"\(expected)\"") == true)
    }
}
