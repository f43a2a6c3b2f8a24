import Foundation
import KafkaProtocol
import KafkaTestSupport
import Testing

@testable import KafkaSimulator

/// Bytes that are no requests.
struct BadBytesTests {
    private let server = ClusterServer(
        ClusterState(release: .kafka43, brokers: 1, at: 0),
        clock: .standing(at: 0)
    )

    private func isClosed(_ frame: [UInt8]) -> Bool {
        if case .close = server.reply(to: frame, at: 1) { true } else { false }
    }

    @Test(arguments: [
        [], [0], [0, 18], [0, 18, 0, 3, 0, 0, 0, 1], [0x7f, 0xff, 0, 0, 0, 0, 0, 1, 0xff, 0xff],
        [0, 9, 0, 99, 0, 0, 0, 1, 0xff, 0xff], [0, 16, 0, 4, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ])
    func `a frame that is no request closes the connection`(frame: [UInt8]) {
        #expect(isClosed(frame))
    }

    @Test func `records of which a bit is wrong are refused, whatever else is right`() throws {
        var bytes = try #require(RecordBatch.of([([1], [2])], at: 0)).bytes
        #expect(RecordBatch.split(bytes)?.map(\.isIntact) == [true])
        bytes[bytes.count - 1] ^= 1
        #expect(RecordBatch.split(bytes)?.map(\.isIntact) == [false])
    }

    @Test func `an unknown version of the first question is answered in the oldest form`() {
        guard case .bytes(let bytes) = server.reply(to: [0, 18, 0, 77, 0, 0, 0, 5, 0xff, 0xff], at: 1) else {
            Issue.record("no answer")
            return
        }
        // Length, correlation, then the error's number.
        #expect(bytes[4...9] == [0, 0, 0, 5, 0, 35])
    }

    /// What a process may have taken more after thousands of bad requests than before: far less than they claimed.
    private static let growthLimit = 64 * 1_024 * 1_024

    // Each in a process of its own: a crash would end all tests, and other tests need memory too.

    @Test func `requests of any content leave the cluster alive and small`() async {
        await #expect(processExitsWith: .success) {
            var start: Int?
            for seed in 1...24 as ClosedRange<UInt64> {
                var state = ClusterState(
                    release: seed.isMultiple(of: 2) ? .kafka43 : .kafka39,
                    brokers: 1,
                    at: 1_000_000
                )
                state.addTopic("orders", partitions: 3)
                state.addMember("m", to: "h", topics: ["orders"])
                var maker = RequestMaker(seed: seed)
                for _ in 0..<2_000 {
                    for frame in [maker.frame(), maker.brokenFrame(), maker.noise(upTo: 100)] {
                        guard let contents = try? Frame.read(frame, broker: 1, release: state.release),
                            case .request(let request) = contents, case .answer(let answer) = state.answer(request)
                        else { continue }
                        _ = Frame.write(answer, api: request.api, version: request.version, correlation: 1)
                        state.advance(to: state.now + 100)
                    }
                }
                #expect(state.topics.count < 1_000, "seed \(seed)")
                #expect(state.groups.count < 1_000, "seed \(seed)")
                // The first seed brings in what any request takes.
                if let start {
                    #expect(try PeakMemory.bytes() - start < Self.growthLimit, "seed \(seed)")
                } else {
                    start = try PeakMemory.bytes()
                }
            }
        }
    }

    @Test func `bytes of any kind on a connection close it, and the next one is served`() async {
        await #expect(processExitsWith: .success) {
            let simulator = try Simulator.start()
            let port = try #require(simulator.state.brokers[1]?.port)
            let start = try PeakMemory.bytes()
            for seed in 1...40 as ClosedRange<UInt64> {
                var maker = RequestMaker(seed: seed)
                let connection = try #require(RawConnection(port: port))
                connection.send([0, 0, 0, UInt8(seed)] + maker.noise(upTo: 4_000) + [UInt8](repeating: 0, count: 200))
                #expect(connection.isClosedByPeer(), "seed \(seed)")
            }
            #expect(try PeakMemory.bytes() - start < Self.growthLimit)
            #expect(Self.isServed(port))
        }
    }

    @Test func `lengths that are claimed and not sent take no memory`() async {
        await #expect(processExitsWith: .success) {
            let simulator = try Simulator.start()
            let port = try #require(simulator.state.brokers[1]?.port)
            let start = try PeakMemory.bytes()
            for claim in [Int32.max, .min, -1, Int32(Limit.requestBytes + 1)] {
                let connection = try #require(RawConnection(port: port))
                connection.send(Self.bigEndian(claim) + [0, 18, 0, 0])
                #expect(connection.isClosedByPeer(), "a length of \(claim)")
            }
            // Many at once, each with the longest request there is, of which a few bytes come.
            let connections = (0..<200).compactMap { _ in RawConnection(port: port) }
            #expect(connections.count == 200)
            for connection in connections {
                connection.send(Self.bigEndian(Int32(Limit.requestBytes)) + [0, 18, 0, 0])
            }
            for connection in connections {
                connection.endSending()
                #expect(connection.isClosedByPeer())
            }
            #expect(try PeakMemory.bytes() - start < Self.growthLimit)
            #expect(Self.isServed(port))
        }
    }

    private static func bigEndian(_ number: Int32) -> [UInt8] {
        var writer = MessageWriter()
        writer.integer(number)
        return writer.bytes
    }

    /// Whether the first question of a client is answered.
    private static func isServed(_ port: UInt16) -> Bool {
        guard let connection = RawConnection(port: port) else { return false }
        connection.send([0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 5, 0xff, 0xff])
        // Length, correlation, no error.
        return connection.receive(atMost: 10).dropFirst(4) == [0, 0, 0, 5, 0, 0]
    }

    @Test func `a stopped server answers nobody`() {
        server.stop()
        #expect(isClosed([0, 18, 0, 0, 0, 0, 0, 1, 0xff, 0xff]))
    }

    @Test func `records that are no batch are refused`() {
        #expect(RecordBatch.split([1, 2, 3]) == nil)
        #expect(RecordBatch.split([UInt8](repeating: 0xff, count: 100)) == nil)
        #expect(RecordBatch.split([])?.isEmpty == true)
    }
}

/// The most memory this process has had in use.
enum PeakMemory {
    /// Its bytes so far; throws when the system does not say.
    static func bytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return try #require(line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }) * 1_024
    }
}
