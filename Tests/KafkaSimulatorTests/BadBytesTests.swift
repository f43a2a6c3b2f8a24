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

    @Test func `an unknown version of the first question is answered in the oldest form`() {
        guard case .bytes(let bytes) = server.reply(to: [0, 18, 0, 77, 0, 0, 0, 5, 0xff, 0xff], at: 1) else {
            Issue.record("no answer")
            return
        }
        // Length, correlation, then the error's number.
        #expect(bytes[4...9] == [0, 0, 0, 5, 0, 35])
    }

    @Test func `any bytes after any header leave the server alive and small`() {
        for api in API.allCases {
            for version in api.table.versions {
                for _ in 0..<20 {
                    let body = (0..<Int.random(in: 0...64)).map { _ in UInt8.random(in: 0...255) }
                    let header = [0, UInt8(api.rawValue), 0, UInt8(version), 0, 0, 0, 1, 0xff, 0xff, 0]
                    guard ![.fetch, .joinGroup, .syncGroup].contains(api) else { continue }
                    _ = server.reply(to: header + body, at: 1)
                }
            }
        }
        #expect(server.withState { $0.topics.count < 1_000 })
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
