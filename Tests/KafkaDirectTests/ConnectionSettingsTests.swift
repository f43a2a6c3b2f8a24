import Cluster
import Glibc
import KafkaProtocol
import KafkaTestSupport
import Offsets
import Testing

@testable import KafkaDirect

/// The properties that tune connections do what they say.
struct ConnectionSettingsTests {
    private static let patience: Duration = .seconds(60)
    /// More than any test makes of requests at once.
    private static let requests = 6

    private static func client(
        _ server: ScriptedServer,
        _ properties: KeyValuePairs<String, String>
    ) throws -> DirectClient {
        let configuration = KafkaConfiguration(
            bootstrapServers: server.address,
            properties: properties.map { .init(name: $0.key, value: $0.value) }
        )
        return try DirectClient(try DirectConfiguration(configuration)) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature)
        }
    }

    private static func ask(_ client: DirectClient) async throws(KafkaError) -> Answered {
        try await client.ask(nil, .metadata, upTo: DirectClient.metadataVersion, before: .after(patience)) { _ in
            DirectClient.metadataRequest(of: nil)
        }
    }

    @Test func `a broker that owes an answer for longer than socket.timeout.ms is given up, and asked anew`()
        async throws
    {
        let server = try ScriptedServer()
        let client = try Self.client(server, ["socket.timeout.ms": "500"])
        server.follow { question in question.api == .metadata ? .held(ScriptedServer.frame(question, [:])) : nil }
        let began = ContinuousClock.now
        let error = await #expect(throws: KafkaError.self) { try await Self.ask(client) }
        let taken = began.duration(to: .now)
        #expect(taken >= .milliseconds(450) && taken < .seconds(10))
        #expect(error?.connection?.reason == .silent)
        #expect(error?.message.contains("has not answered for 500ms") == true, "\(String(describing: error))")
        server.follow(nil)
        #expect(try await client.metadata(before: .after(Self.patience)).identity.id == "scripted")
        #expect(server.accepted == 2)
    }

    @Test func `no more requests are unanswered than max.in.flight says`() async throws {
        let server = try ScriptedServer()
        let client = try Self.client(server, ["max.in.flight": "2"])
        _ = try await Self.ask(client)
        server.follow { [weak server] question in
            server.map { .held(ScriptedServer.frame(question, $0.answer(to: question))) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.requests { group.addTask { _ = try await Self.ask(client) } }
            var answered = 0
            while answered < Self.requests {
                let most = min(2, Self.requests - answered)
                try await Waiting.until("as many wait as may") { server.heldCount == most }
                server.release()
                for _ in 0..<most { try await group.next() }
                answered += most
            }
        }
    }

    @Test func `only addresses of the family are dialled`() async throws {
        let server = try ScriptedServer()
        let other = try Self.client(server, ["broker.address.family": "v6"])
        let error = await #expect(throws: KafkaError.self) { try await Self.ask(other) }
        #expect(error?.connection?.reason == .unresolved)
        #expect(server.accepted == 0)
        let own = try Self.client(server, ["broker.address.family": "v4", "socket.receive.buffer.bytes": "65536"])
        _ = try await Self.ask(own)
        #expect(server.accepted == 1)
    }

    @Test func `what the system is told of a socket is what the properties say`() throws {
        let server = try ScriptedServer()
        let address = ServerAddress(host: "127.0.0.1", port: server.port)
        var settings = ConnectionSettings()
        for isOn in [true, false] {
            settings.keepsAlive = isOn
            settings.sendsAtOnce = isOn
            settings.sendBuffer = isOn ? nil : 32_768
            let socket = try TCPSocket(to: address, settings, before: .after(Self.patience))
            defer { socket.close() }
            #expect(Self.option(SOL_SOCKET, SO_KEEPALIVE, of: socket) == (isOn ? 1 : 0))
            #expect(Self.option(Int32(IPPROTO_TCP), TCP_NODELAY, of: socket) == (isOn ? 1 : 0))
            // Linux tells twice of what it was told, for what it needs itself.
            if !isOn { #expect(Self.option(SOL_SOCKET, SO_SNDBUF, of: socket) == 65_536) }
        }
    }

    private static func option(_ level: Int32, _ name: Int32, of socket: TCPSocket) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(socket.descriptor, level, name, &value, &size) == 0 ? value : nil
    }

    @Test func `pauses are those of the properties, and never none`() throws {
        var settings = ConnectionSettings()
        settings.firstDialPause = .milliseconds(400)
        settings.longestDialPause = .milliseconds(1_000)
        let jitter = (1 - DirectLimits.jitter)...(1 + DirectLimits.jitter)
        for (failures, expected) in [(0, 0.4), (1, 0.8), (2, 1.0), (60, 1.0)] {
            #expect(jitter.contains(ConnectionPool.pause(after: failures, settings) / .seconds(expected)))
        }
        settings.firstDialPause = .zero
        settings.longestDialPause = .zero
        #expect(ConnectionPool.pause(after: 3, settings) == DirectLimits.shortestDialPause)
    }

    @Test func `an answer longer than receive.message.max.bytes is refused before it has come`() throws {
        var buffer = AnswerBuffer(limit: 1_000)
        buffer.bytes = [0, 0, 0x03, 0xE9]
        #expect(throws: MalformedMessage.self) { try buffer.next() }
        buffer = AnswerBuffer(limit: 1_001)
        buffer.bytes = [0, 0, 0x03, 0xE9]
        #expect(try buffer.next() == nil)
    }
}
