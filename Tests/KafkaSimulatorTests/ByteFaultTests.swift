import KafkaProtocol
import KafkaTestSupport
import Testing

@testable import KafkaSimulator

/// Faults below the messages: what a client has to bear that reads bytes.
struct ByteFaultTests {
    private let simulator: Simulator
    private let connection: RawConnection
    private let question = RawConnection.bytes(.listGroups, 3, [:])

    init() throws {
        simulator = try Simulator.start()
        connection = try #require(RawConnection(to: simulator.bootstrapServers))
    }

    /// The answer when nothing is wrong, with its length.
    private func whole() throws -> [UInt8] {
        connection.send(question)
        let length = connection.receive(exactly: 4)
        return length + connection.receive(exactly: Int(try #require(length.last)))
    }

    @Test func `half an answer comes, and then the end`() throws {
        let whole = try whole()
        simulator.add(Fault(.brokenOff, api: .listGroups))
        connection.send(question)
        #expect(connection.receive(exactly: whole.count) == Array(whole.prefix(whole.count / 2)))
        #expect(connection.isClosedByPeer())
    }

    @Test func `an answer claims two gigabytes`() throws {
        let whole = try whole()
        simulator.add(Fault(.endless, api: .listGroups))
        connection.send(question)
        #expect(connection.receive(exactly: whole.count) == [0x7f, 0xff, 0xff, 0xff] + whole.dropFirst(4))
    }

    @Test func `an answer is for a request nobody made`() throws {
        let whole = try whole()
        simulator.add(Fault(.misdirected, api: .listGroups))
        connection.send(question)
        let answer = connection.receive(exactly: whole.count)
        #expect(answer[4..<8] == [0x40, 0, 0, 1])
        #expect(answer.dropFirst(8) == whole.dropFirst(8))
    }

    @Test func `an answer comes byte by byte, and the connection goes on`() throws {
        let whole = try whole()
        simulator.add(Fault(.trickling(millisecondsPerByte: 3), api: .listGroups, calls: 1...1))
        let start = ContinuousClock.now
        #expect(try self.whole() == whole)
        #expect(ContinuousClock.now - start >= .milliseconds(3 * (whole.count - 1)))
        #expect(try self.whole() == whole)
    }
}
