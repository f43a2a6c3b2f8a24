import Cluster
import Synchronization
import Testing

@testable import Kafka

/// When a connection that has never been made is given up.
struct ConnectionRecordTests {
    private static func record(_ servers: String, _ properties: [String: String] = [:]) -> ConnectionRecord {
        ConnectionRecord(
            KafkaConfiguration(
                bootstrapServers: servers,
                properties: properties.map { KafkaConfiguration.Property(name: $0.key, value: $0.value) }
            )
        )
    }

    private static func failure(
        _ reason: ConnectionFailureReason,
        at server: String = "a:1",
        _ text: String = "words"
    ) -> ConnectionFailure {
        ConnectionFailure(.bootstrap, server, reason, text)
    }

    /// What a watcher is told, in order.
    private final class Told: Sendable {
        let reasons = Mutex<[ConnectionFailureReason]>([])
        var all: [ConnectionFailureReason] { reasons.withLock { $0 } }
        func watch(_ record: ConnectionRecord) -> Int {
            record.whenHopeless { failure in self.reasons.withLock { $0.append(failure.reason) } }
        }
    }

    @Test(arguments: ConnectionFailureReason.allCases.filter { $0.finality == .atOnce })
    func `a server that denies access is given up at once`(reason: ConnectionFailureReason) {
        let record = Self.record("a:1")
        let told = Told()
        _ = told.watch(record)
        record.note(Self.failure(reason))
        #expect(told.all == [reason])
    }

    @Test(arguments: [ConnectionFailureReason.refused, .unresolved, .noRoute])
    func `an address that cannot be reached is tried twice`(reason: ConnectionFailureReason) {
        let record = Self.record("a:1")
        let told = Told()
        _ = told.watch(record)
        record.note(Self.failure(reason))
        #expect(told.all.isEmpty)
        record.note(Self.failure(reason))
        #expect(told.all == [reason])
    }

    @Test func `each address of a name is tried before the name is given up`() {
        let record = Self.record("a:1")
        let told = Told()
        _ = told.watch(record)
        for address in ["10.0.0.1", "10.0.0.2", "10.0.0.3"] {
            record.note(Self.failure(.refused, at: "a:1", "Connect to ipv4#\(address) failed: Connection refused"))
        }
        #expect(told.all.isEmpty)
        record.note(Self.failure(.refused, at: "a:1", "Connect to ipv4#10.0.0.1 failed: Connection refused"))
        #expect(told.all == [.refused])
    }

    @Test(arguments: ConnectionFailureReason.allCases.filter { $0.finality == .whenLasting })
    func `a server that closes connections is given up when it goes on`(reason: ConnectionFailureReason) {
        let record = Self.record("a:1")
        let told = Told()
        _ = told.watch(record)
        record.note(Self.failure(reason))
        record.noteDial("a:1")
        record.note(Self.failure(reason))
        record.noteDial("a:1")
        record.noteDial("b:1")
        #expect(told.all.isEmpty)
        // librdkafka is silent about the third.
        record.noteDial("a:1")
        #expect(told.all == [reason])
    }

    @Test(arguments: [ConnectionFailureReason.silent, .other])
    func `what says nothing of the next attempt is never given up`(reason: ConnectionFailureReason) {
        let record = Self.record("a:1")
        let told = Told()
        _ = told.watch(record)
        for _ in 0..<10 {
            record.note(Self.failure(reason))
            record.noteDial("a:1")
        }
        #expect(told.all.isEmpty)
    }

    @Test func `every server is tried, and the most telling answer is given`() {
        let record = Self.record("a:1,b:1,c:1")
        let told = Told()
        _ = told.watch(record)
        record.note(Self.failure(.refused, at: "a:1"))
        record.note(Self.failure(.refused, at: "a:1"))
        record.note(Self.failure(.credentials, at: "b:1"))
        #expect(told.all.isEmpty)
        record.note(Self.failure(.unresolved, at: "c:1"))
        #expect(told.all == [.credentials])
    }

    @Test func `servers that close connections are given up together, before each was tried`() {
        let record = Self.record("a:1,b:1,c:1")
        let told = Told()
        _ = told.watch(record)
        record.note(Self.failure(.wantsSASL, at: "a:1"))
        record.note(Self.failure(.wantsSASL, at: "b:1"))
        record.noteDial("a:1")
        #expect(told.all.isEmpty)
        record.noteDial("b:1")
        #expect(told.all == [.wantsSASL])
    }

    @Test func `a cluster that has answered is waited for`() {
        let record = Self.record("a:1")
        let told = Told()
        record.noteSuccess()
        _ = told.watch(record)
        for _ in 0..<3 { record.note(Self.failure(.refused)) }
        #expect(told.all.isEmpty)
    }

    @Test func `brokers of the cluster do not speak for the servers that were named`() {
        let record = Self.record("a:1")
        let told = Told()
        _ = told.watch(record)
        for _ in 0..<3 { record.note(ConnectionFailure(.broker(1), "a:1", .credentials, "words")) }
        #expect(told.all.isEmpty)
    }

    @Test func `who watches late is told at once, and who has ended is not`() {
        let record = Self.record("a:1")
        let early = Told()
        record.forget(early.watch(record))
        record.note(Self.failure(.credentials))
        #expect(early.all.isEmpty)
        let late = Told()
        _ = late.watch(record)
        #expect(late.all == [.credentials])
    }

    @Test func `a broker that was not dialled lately has been reached since`() {
        let record = Self.record("a:1")
        let now = ContinuousClock.now
        for broker in 1...3 as ClosedRange<Int32> {
            record.note(ConnectionFailure(.broker(broker), "b:\(broker)", .refused, "words"))
        }
        record.note(ConnectionFailure(.broker(4), "b:4", .unresolved, "words"))
        record.note(ConnectionFailure(.broker(5), "b:5", .credentials, "words"))
        record.noteDial("b:1", now: now.advanced(by: .seconds(-5)))
        record.noteDial("b:2", now: now.advanced(by: .milliseconds(-100)))
        #expect(record.unreachableBrokers(now: now).map(\.peer) == [.broker(2), .broker(4)])
    }

    @Test func `SCRAM that Kafka 4 denies is the client's fault only before librdkafka 2_6_1`() {
        for (mechanism, reason) in [("SCRAM-SHA-512", Self.deniedSCRAM), ("PLAIN", .credentials)] {
            let record = Self.record("a:1,b:1", ["sasl.mechanism": mechanism])
            record.noteModernBroker(at: "a:1")
            #expect(record.note(Self.failure(.credentials, at: "a:1")).reason == reason)
            #expect(record.note(Self.failure(.credentials, at: "b:1")).reason == .credentials, "a broker of Kafka 3")
        }
    }

    private static var deniedSCRAM: ConnectionFailureReason {
        let version = KafkaClient.libraryVersion.split(separator: ".").compactMap { Int($0) }
        return version.lexicographicallyPrecedes([2, 6, 1]) ? .repeatedNonce : .credentials
    }
}

/// How often a broker that refuses is dialled.
struct DialPacingTests {
    @Test func `a broker that refuses is dialled no more than 20 times a second`() {
        let pacing = DialPacing()
        let start = ContinuousClock.now
        var now = start
        var dials = 0
        while now < start.advanced(by: .seconds(10)) {
            now = now.advanced(by: pacing.wait(before: "a:1", now: now))
            dials += 1
        }
        #expect(dials <= 10 * 20 + DialPacing.burst)
    }

    @Test func `a healthy client does not wait`() {
        let pacing = DialPacing()
        let now = ContinuousClock.now
        for broker in ["a:1", "b:1", "c:1"] {
            for _ in 0..<DialPacing.burst { #expect(pacing.wait(before: broker, now: now) == .zero) }
        }
        #expect(pacing.wait(before: "a:1", now: now) == DialPacing.period)
        #expect(pacing.wait(before: "a:1", now: now.advanced(by: .seconds(1))) == .zero)
    }

    @Test(
        arguments: [
            ("  ApiKey Fetch (1) Versions 4..18", SpokenVersions?.some(.init(request: 1, versions: 4...18))),
            ("  ApiKey Unknown-60? (60) Versions 0..1", .init(request: 60, versions: 0...1)),
            ("  Feature MsgVer1: Produce (2..2) supported by broker", nil), ("Broker API support:", nil),
            ("  ApiKey Fetch (x) Versions 4..18", nil), ("  ApiKey Fetch (1) Versions 4..3", nil),
            ("  ApiKey Fetch (1) Versions 4", nil), (") Versions ApiKey  (", nil), ("", nil),
        ]
    )
    func `what a broker understands is read from librdkafka's log`(words: String, versions: SpokenVersions?) {
        #expect(SpokenVersions(words[...]) == versions)
    }
}
