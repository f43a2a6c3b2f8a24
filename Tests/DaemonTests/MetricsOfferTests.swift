import Foundation
import KafkaTestSupport
import Settings
import TestSupport
import Testing
import Watching

@testable import Daemon

/// Where metrics are offered, and what is told when they cannot be.
@Suite(.timeLimit(.minutes(2)))
struct MetricsOfferTests {
    private static func daemon(_ lines: String) throws -> DaemonSettings {
        try TestService.settings(of: "[daemon]\n\(lines)\n\(TestService.file("nightly"))").daemon
    }

    private static func isServed(_ path: String) -> Bool {
        (try? HTTPConnection(path: path).page("/metrics").contains("tidemark_build_info")) ?? false
    }

    @Test func `a socket that is taken is one line, is tried again ever more seldom, and one line when it works`()
        async throws
    {
        let scratch = try ScratchDirectory(named: "tidemark-offer")
        let path = scratch.file("metrics.sock")
        let settings = try Self.daemon("metrics = \"unix:\(path)\"")
        let log = EventLog()
        let offer = MetricsOffer(now: log.now, tell: log.tell)
        defer { offer.stop() }
        do {
            let other = try ListeningSocket(at: .socket(path))
            for _ in 0..<3 {
                offer.show(settings) { MetricsState() }
                log.pass(Scheduler.longestPause)
            }
            withExtendedLifetime(other.port) {}
        }
        #expect(log.count(of: "watchingFailed") == 1 && log.words.count == 1)
        offer.show(settings) { MetricsState() }
        #expect(log.count(of: "watchingWorks") == 1 && log.words.count == 2, "\(log.words)")
        offer.show(settings) { MetricsState() }
        #expect(log.words.count == 2)
        #expect(Self.isServed(path))
    }

    @Test func `it is not tried before its pause is over`() throws {
        let scratch = try ScratchDirectory(named: "tidemark-offer")
        let settings = try Self.daemon("metrics = \"unix:\(scratch.file("missing/metrics.sock"))\"")
        let log = EventLog()
        let offer = MetricsOffer(now: log.now, tell: log.tell)
        defer { offer.stop() }
        offer.show(settings) { MetricsState() }
        try FileManager.default.createDirectory(atPath: scratch.file("missing"), withIntermediateDirectories: false)
        log.pass(Scheduler.firstPause - .seconds(1))
        offer.show(settings) { MetricsState() }
        #expect(log.words.count == 1)
        log.pass(.seconds(1))
        offer.show(settings) { MetricsState() }
        #expect(log.count(of: "watchingWorks") == 1)
    }

    @Test func `another address is offered in the place of the one before, whose failure is forgotten`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-offer")
        let log = EventLog()
        let offer = MetricsOffer(now: log.now, tell: log.tell)
        defer { offer.stop() }
        offer.show(try Self.daemon("metrics = \"unix:\(scratch.file("missing/a.sock"))\"")) { MetricsState() }
        offer.show(try Self.daemon("metrics = \"unix:\(scratch.file("b.sock"))\"")) { MetricsState() }
        #expect(log.words.count == 1)
        #expect(Self.isServed(scratch.file("b.sock")))
        offer.show(try Self.daemon("")) { MetricsState() }
        #expect(!Self.isServed(scratch.file("b.sock")))
    }

    @Test func `a file that cannot be written is one line when it begins and one when it ends`() async throws {
        let scratch = try ScratchDirectory(named: "tidemark-offer")
        let settings = try Self.daemon("textfile = \"\(scratch.file("missing/tidemark.prom"))\"")
        let log = EventLog()
        let offer = MetricsOffer(now: log.now, tell: log.tell)
        for _ in 0..<2 {
            offer.show(settings) { MetricsState() }
            try await Waiting.until("the failure is told") { log.count(of: "watchingFailed") == 1 }
            log.pass(MetricsOffer.textfilePeriod)
        }
        try FileManager.default.createDirectory(atPath: scratch.file("missing"), withIntermediateDirectories: false)
        offer.show(settings) { MetricsState() }
        try await Waiting.until("its end is told") { log.count(of: "watchingWorks") == 1 }
        #expect(log.words.count == 2, "\(log.words)")
        // Nothing has happened: not before its time. With news: at the next turn.
        try FileManager.default.removeItem(atPath: scratch.file("missing/tidemark.prom"))
        offer.hasNews()
        offer.show(settings) { MetricsState() }
        try await Waiting.until("it is written") {
            FileManager.default.fileExists(atPath: scratch.file("missing/tidemark.prom"))
        }
    }
}
