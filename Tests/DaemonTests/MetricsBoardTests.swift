import Daemon
import Foundation
import KafkaTestSupport
import Settings
import Synchronization
import Testing
import Watching

/// What is answered to those who watch, and a real Prometheus that does.
@Suite(.timeLimit(.minutes(2)))
struct MetricsBoardTests {
    private static let start = ContinuousClock.now

    /// A board whose clock a test moves.
    private static func board() -> (MetricsBoard, advance: @Sendable (Duration) -> Void) {
        let passed = Clock()
        return (
            MetricsBoard(now: { start.advanced(by: passed.value.withLock { $0 }) }),
            { by in passed.value.withLock { $0 += by } }
        )
    }

    private final class Clock: Sendable {
        let value = Mutex(Duration.zero)
    }

    @Test func `the metrics come in the format that is asked for`() throws {
        let (board, _) = Self.board()
        let state = try MetricsSample.everything()
        board.show(state)
        let classic = board.answer(HTTPRequest(path: "/metrics"))
        #expect(classic.status == 200 && classic.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(classic.body == Array(MetricsFormat.classic.text(of: state.families).utf8))
        let open = board.answer(HTTPRequest(path: "/metrics", accept: "application/openmetrics-text; version=1.0.0"))
        #expect(open.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
        #expect(open.body == Array(MetricsFormat.openMetrics.text(of: state.families).utf8))
    }

    @Test func `health is progress: not before the first sign of life, and not long after the last`() {
        let (board, advance) = Self.board()
        let health = { board.answer(HTTPRequest(path: "/healthz")) }
        #expect(health() == HTTPAnswer(status: 503, "starting\n"))
        board.show(MetricsState())
        #expect(health() == HTTPAnswer("ok\n"))
        advance(MetricsBoard.longestSilence)
        #expect(health() == HTTPAnswer("ok\n"))
        advance(.seconds(1))
        #expect(health() == HTTPAnswer(status: 503, "no progress for 2m1s\n"))
        board.show(MetricsState())
        #expect(health() == HTTPAnswer("ok\n"))
    }

    @Test(arguments: ["/", "/metrics/", "/favicon.ico", ""])
    func `there are no other pages`(path: String) {
        #expect(Self.board().0.answer(HTTPRequest(path: path)) == .notFound)
    }

    @Test(.needsPrometheus)
    func `a real Prometheus scrapes all of it, under our names and labels`() async throws {
        let (board, _) = Self.board()
        let everything = try MetricsSample.everything()
        board.show(everything)
        let socket = try ListeningSocket(at: .loopback(host: "127.0.0.1", port: 0))
        let listened = socket.port
        let port = try #require(listened)
        let server = try HTTPServer(on: socket) { board.answer($0) }
        defer { server.stop() }

        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("prometheus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let configuration = """
            global: {scrape_interval: 1s}
            scrape_configs:
            - job_name: tidemark
              static_configs: [{targets: ["127.0.0.1:\(port)"]}]

            """
        let file = directory.appendingPathComponent("prometheus.yml").path
        try configuration.write(toFile: file, atomically: true, encoding: .utf8)
        let web = try ListeningSocket(at: .loopback(host: "127.0.0.1", port: 0)).port ?? 0
        let prometheus = try Program(
            "prometheus",
            [
                "--config.file=\(file)", "--storage.tsdb.path=\(directory.path)/data",
                "--web.listen-address=127.0.0.1:\(web)", "--log.level=warn",
            ]
        )
        defer { prometheus.kill() }
        func query(_ text: String) async throws -> String {
            try await Program.run(
                "promtool",
                ["query", "instant", "http://127.0.0.1:\(web)", text]
            )
        }
        try await Waiting.until("Prometheus has scraped") {
            ((try? await query("up{job=\"tidemark\"}")) ?? "").contains("=> 1 ")
        }
        let nightly = try await query("tidemark_snapshot_bytes")
        #expect(nightly.contains("cluster=\"prod\"") && nightly.contains("tidemark_job=\"nightly\""), "\(nightly)")
        #expect(nightly.contains("job=\"tidemark\"") && !nightly.contains("exported_job"), "\(nightly)")
        let count = try await query("count({__name__=~\"tidemark_.*\"})")
        let samples = MetricsFormat.classic.text(of: try MetricsSample.everything().families)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }.count
        #expect(count.contains("=> \(samples) "), "\(count)")
        #expect(prometheus.errors == "", "\(prometheus.errors)")
    }
}
