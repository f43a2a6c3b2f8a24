import Foundation
import Offsets
import Settings
import Synchronization
import TestSupport
import Testing
import Watching

/// The server, asked over real sockets.
@Suite(.timeLimit(.minutes(2)))
struct HTTPServerTests {
    private static let page = String(repeating: "tidemark_x 1\n", count: 20_000)

    private static func server(
        _ address: MetricsAddress = .loopback(host: "127.0.0.1", port: 0)
    ) throws -> (HTTPServer, port: UInt16) {
        let socket = try ListeningSocket(at: address)
        let port = socket.port ?? 0
        let server = try HTTPServer(on: socket) { request in
            switch request.path {
            case "/metrics": HTTPAnswer(contentType: "text/x; accept=\(request.accept ?? "none")", page)
            case "/healthz": HTTPAnswer("ok\n")
            default: .notFound
            }
        }
        return (server, port)
    }

    private static func request(_ method: String, _ path: String, _ more: String = "") -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(more)\r\n"
    }

    private static func path() -> String { "/tmp/tidemark-\(getpid())-\(UInt64.random(in: .min ... .max)).sock" }

    @Test func `GET has the page, its type and its length`() throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        let answer = try HTTPConnection(port: port).exchange(Self.request("GET", "/metrics?x=1", "Accept: a/b\r\n"))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Content-Type: text/x; accept=a/b\r\n"))
        #expect(answer.contains("Content-Length: \(Self.page.utf8.count)\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n\(Self.page)"))
    }

    @Test func `HEAD has the same without the page`() throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        let answer = try HTTPConnection(port: port).exchange(Self.request("HEAD", "/metrics"))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\n"))
        #expect(answer.contains("Content-Length: \(Self.page.utf8.count)\r\n"))
    }

    @Test(arguments: [
        "/", "/metrics/", "//metrics", "/Metrics", "/../etc/passwd", "/%6detricsx",
        "/\(String(repeating: "a", count: 1_000))",
    ])
    func `a page that there is not is 404`(path: String) throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        let answer = try HTTPConnection(port: port).exchange(Self.request("GET", path))
        #expect(answer.hasPrefix("HTTP/1.1 404 "))
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "CONNECT"])
    func `every other method is 405 and says which there are`(method: String) throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        let answer = try HTTPConnection(port: port).exchange(Self.request(method, "/metrics", "Content-Length: 0\r\n"))
        #expect(answer.hasPrefix("HTTP/1.1 405 ") && answer.contains("Allow: GET, HEAD\r\n"), "\(answer.prefix(200))")
    }

    @Test func `several requests go over one connection`() throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        let one = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        let answer = try HTTPConnection(port: port).exchange(one + one + Self.request("GET", "/healthz"))
        #expect(answer.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
    }

    @Test(
        arguments: [
            "nonsense\r\n\r\n", "GET\r\n\r\n", "\r\n\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n",
            "\u{0}\u{1}\u{2}\r\n\r\n",
            "GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\nConnection: close\r\n\r\n\(String(repeating: "b", count: 99))",
            "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: \(String(repeating: "h", count: 100_000))\r\n\r\n",
        ]
    )
    func `nonsense closes the connection, and the server goes on`(text: String) throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        #expect(!(try HTTPConnection(port: port).exchange(text)).contains(" 200 OK"))
        #expect(try HTTPConnection(port: port).exchange(Self.request("GET", "/healthz")).hasSuffix("ok\n"))
    }

    @Test func `connections beyond the limit wait, and get room when others close`() throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        var held: [HTTPConnection] = []
        for _ in 0..<30 { held.append(try HTTPConnection(port: port)) }
        held = []
        #expect(try HTTPConnection(port: port).exchange(Self.request("GET", "/healthz")).contains("200 OK"))
    }

    @Test func `a connection on which nothing happens is closed`() throws {
        let (server, port) = try Self.server()
        defer { server.stop() }
        let start = ContinuousClock.now
        #expect(try HTTPConnection(port: port).exchange("GET /metrics HTTP/1.1\r\n") == "")
        #expect(start.duration(to: .now) < .seconds(25))
    }

    @Test func `the socket of the file system is for user and group, and one that is left behind is replaced`() throws {
        let path = Self.path()
        defer { unsafe unlink(path) }
        for _ in 0..<2 {
            let (server, _) = try Self.server(.socket(path))
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o660)
            #expect(try HTTPConnection(path: path).exchange(Self.request("GET", "/healthz")).hasSuffix("ok\n"))
            // The file stays: nobody can tell whose it is by then.
            server.stop()
        }
    }

    @Test func `an address that somebody has is refused, and his stays`() throws {
        let path = Self.path()
        defer { unsafe unlink(path) }
        let (byPath, _) = try Self.server(.socket(path))
        let (byPort, port) = try Self.server()
        defer {
            byPath.stop()
            byPort.stop()
        }
        for address in [MetricsAddress.socket(path), .loopback(host: "127.0.0.1", port: port)] {
            let error = #expect(throws: TidemarkError.self) { _ = try Self.server(address) }
            #expect(error?.code == .portTaken && error?.message.contains("\(address)") == true)
        }
        #expect(try HTTPConnection(path: path).exchange(Self.request("GET", "/healthz")).hasSuffix("ok\n"))
    }

    @Test func `another file of the name is never removed`() throws {
        let path = Self.path()
        defer { unsafe unlink(path) }
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: TidemarkError.self) { _ = try Self.server(.socket(path)) }
        #expect(error?.code == .portTaken)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }

    @Test func `a directory that is not there is an error that names the socket`() {
        let error = #expect(throws: TidemarkError.self) { _ = try Self.server(.socket("/nowhere/metrics.sock")) }
        #expect(error?.code == .cannotListen && error?.message.contains("/nowhere/metrics.sock") == true)
    }

    @Test func `IPv6 is this machine as well`() throws {
        let address = MetricsAddress.loopback(host: "::1", port: 0)
        // A machine may be without it.
        guard let socket = try? ListeningSocket(at: address) else { return }
        #expect(socket.port != nil)
    }

    @Test func `after the end the port is free, no descriptor is left, and ending twice is nothing`() throws {
        func descriptors() -> Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }
        let (first, port) = try Self.server()
        _ = try HTTPConnection(port: port).exchange(Self.request("GET", "/healthz"))
        first.stop()
        first.stop()
        // The port can be listened on again at once.
        let (again, same) = try Self.server(.loopback(host: "127.0.0.1", port: port))
        #expect(same == port)
        again.stop()
        let before = descriptors()
        for _ in 0..<200 { try Self.server().0.stop() }
        // Other tests open and close some meanwhile.
        #expect(descriptors() < before + 100)
    }
}
