import Cluster
import KafkaProtocol
import KafkaTestSupport
import Offsets
import Testing

@testable import KafkaDirect

/// Brokers that say what no broker says, or nothing: the call fails in time, says who it was, and the next one works.
struct OddBrokerTests {
    /// What is sent in the place of an answer.
    enum Oddity: CaseIterable {
        case garbage, otherRequest, twoGibibytes, lessThanNothing, half, nothingAndCloses

        func reply(to question: ScriptedServer.Question, _ message: Structure) -> ScriptedServer.Reply {
            let frame = ScriptedServer.frame(question, message)
            switch self {
            case .garbage: return .bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
            case .otherRequest:
                return .bytes(ScriptedServer.frame(question, message, correlation: question.correlation + 1_000))
            case .twoGibibytes: return .bytes([0x7F, 0xFF, 0xFF, 0xFF] + frame.dropFirst(4))
            case .lessThanNothing: return .bytes([0xFF, 0xFF, 0xFF, 0xFF] + frame.dropFirst(4))
            case .half: return .last(Array(frame.prefix(frame.count / 2)))
            case .nothingAndCloses: return .last([])
            }
        }

        /// What the operator is told.
        func reason(isKnown: Bool) -> ConnectionFailureReason {
            switch self {
            // Who has answered before is a broker.
            case .garbage, .otherRequest, .twoGibibytes, .lessThanNothing: isKnown ? .other : .notKafka
            case .half: .other
            // Once is what a broker does that starts or goes down.
            case .nothingAndCloses: .other
            }
        }
    }

    /// Far longer than anything here takes.
    private static let patience: Duration = .seconds(60)
    /// How long a call is given that ends at its deadline.
    private static let short: Duration = .seconds(1)
    /// How long a listing is given of which one broker never tells: half of it is spent on asking again, on a busy machine too.
    private static let share: Duration = .seconds(16)

    private static func client(_ servers: ScriptedServer...) throws -> DirectClient {
        let configuration = KafkaConfiguration(bootstrapServers: servers.map(\.address).joined(separator: ","))
        return try DirectClient(try DirectConfiguration(configuration)) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature)
        }
    }

    /// Asks once, without the repetitions of the calls that ask.
    private static func ask(_ client: DirectClient) async throws(KafkaError) -> Answered {
        try await client.ask(nil, .metadata, upTo: DirectClient.metadataVersion, before: .after(patience)) { _ in
            DirectClient.metadataRequest(of: nil)
        }
    }

    @Test func `an answer that comes byte by byte is read`() async throws {
        let server = try ScriptedServer()
        server.follow { [weak server] question in
            server.map { .slowly(ScriptedServer.frame(question, $0.answer(to: question))) }
        }
        let metadata = try await Self.client(server).metadata(before: .after(Self.patience))
        #expect(metadata.identity.id == "scripted")
    }

    @Test(arguments: Oddity.allCases, [false, true])
    func `what is no answer ends the call at once, and the next call works`(
        _ oddity: Oddity,
        isKnown: Bool
    ) async throws {
        let server = try ScriptedServer()
        let client = try Self.client(server)
        if isKnown { _ = try await Self.ask(client) }
        server.follow { [weak server] question in
            guard let server, question.api == .metadata else { return nil }
            return oddity.reply(to: question, server.answer(to: question))
        }
        let began = ContinuousClock.now
        let error = await #expect(throws: KafkaError.self) { try await Self.ask(client) }
        #expect(began.duration(to: .now) < Self.patience / 2)
        #expect(error?.connection?.reason == oddity.reason(isKnown: isKnown))
        #expect(error?.message.contains(server.address) == true)
        server.follow(nil)
        #expect(try await client.metadata(before: .after(Self.patience)).identity.id == "scripted")
    }

    @Test(arguments: [false, true])
    func `a listener that closes three connections in a row wants a log-in, unless it has answered before`(
        isKnown: Bool
    ) async throws {
        let server = try ScriptedServer()
        let client = try Self.client(server)
        if isKnown { _ = try await Self.ask(client) }
        server.follow { question in question.api == .metadata ? Oddity.nothingAndCloses.reply(to: question, [:]) : nil }
        var reasons: [ConnectionFailureReason?] = []
        for _ in 0..<3 {
            do throws(KafkaError) { _ = try await Self.ask(client) } catch { reasons.append(error.connection?.reason) }
        }
        #expect(reasons == [.other, .other, isKnown ? .other : .wantsSASL])
    }

    @Test(arguments: Oddity.allCases)
    func `a call that repeats itself ends by its deadline`(_ oddity: Oddity) async throws {
        let server = try ScriptedServer()
        let client = try Self.client(server)
        server.follow { [weak server] question in
            guard let server, question.api == .metadata else { return nil }
            return oddity.reply(to: question, server.answer(to: question))
        }
        let began = ContinuousClock.now
        let error = await #expect(throws: KafkaError.self) { try await client.metadata(before: .after(Self.short)) }
        #expect(began.duration(to: .now) < Self.patience / 2)
        #expect(error?.connection?.address == server.address)
    }

    @Test(arguments: [API.apiVersions, .metadata])
    func `a broker that never answers is named at the deadline, and is read when it goes on`(_ silent: API) async throws
    {
        let server = try ScriptedServer()
        let client = try Self.client(server)
        server.follow { [weak server] question in
            guard let server, question.api == silent else { return nil }
            return .held(ScriptedServer.frame(question, server.answer(to: question)))
        }
        let began = ContinuousClock.now
        let error = await #expect(throws: KafkaError.self) { try await client.metadata(before: .after(Self.short)) }
        let taken = began.duration(to: .now)
        #expect(taken >= Self.short * 0.9)
        #expect(taken < Self.patience / 2)
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains(server.address) == true)
        server.follow(nil)
        server.release()
        // The answer that comes late is dropped, and the connection goes on.
        #expect(try await client.metadata(before: .after(Self.patience)).identity.id == "scripted")
        #expect(server.accepted == 1)
    }

    @Test(arguments: Oddity.allCases)
    func `other brokers are read while one is odd`(_ oddity: Oddity) async throws {
        let good = try ScriptedServer(broker: 0)
        let odd = try ScriptedServer(broker: 1)
        for server in [good, odd] { server.tell(of: [0: good.port, 1: odd.port]) }
        let client = try Self.client(good)
        odd.follow { [weak odd] question in
            guard let odd, question.api == .listGroups else { return nil }
            return oddity.reply(to: question, odd.answer(to: question))
        }
        let listing = try await client.listGroups(until: { _ in true }, before: .after(Self.share))
        #expect(listing.groups.map(\.group.name) == ["group-0"])
        #expect(listing.errors.contains { $0.message.contains(odd.address) })
        odd.follow(nil)
        let whole = try await client.listGroups(until: { _ in true }, before: .after(Self.patience))
        #expect(whole.groups.map(\.group.name) == ["group-0", "group-1"])
    }

    @Test func `a frozen broker is passed over by what any broker can tell, and only the first time is waited for it`()
        async throws
    {
        let good = try ScriptedServer(broker: 1)
        let frozen = try ScriptedServer(broker: 0)
        for server in [good, frozen] { server.tell(of: [0: frozen.port, 1: good.port]) }
        let client = try Self.client(frozen)
        _ = try await client.metadata(before: .after(Self.patience))
        frozen.follow { [weak frozen] question in
            frozen.map { .held(ScriptedServer.frame(question, $0.answer(to: question))) }
        }
        for mostWaited in [Self.share, Self.short] {
            let began = ContinuousClock.now
            #expect(try await client.metadata(before: .after(Self.patience)).identity.id == "scripted")
            #expect(began.duration(to: .now) < mostWaited)
        }
        frozen.follow(nil)
        frozen.release()
        good.disconnect()
        good.closeAtOnce(true)
        // One that has come back is asked where nobody else is left.
        #expect(try await client.metadata(before: .after(Self.patience)).identity.id == "scripted")
    }

    @Test func `other brokers are read while one is silent`() async throws {
        let good = try ScriptedServer(broker: 1)
        let silent = try ScriptedServer(broker: 0)
        for server in [good, silent] { server.tell(of: [0: silent.port, 1: good.port]) }
        let client = try Self.client(good)
        silent.follow { .held(ScriptedServer.frame($0, [:])) }
        let listing = try await client.listGroups(until: { _ in true }, before: .after(Self.share))
        #expect(listing.groups.map(\.group.name) == ["group-1"])
        // Whoever asks any broker does not wait for the one whose connection is not made.
        let metadata = try await client.metadata(before: .after(Self.patience))
        #expect(metadata.identity.id == "scripted")
    }

    @Test func `a log-in may hold for longer than there are days`() async throws {
        let server = try ScriptedServer()
        server.follow { question in
            guard question.api == .saslAuthenticate else { return nil }
            return .bytes(ScriptedServer.frame(question, ["sessionLifetimeMs": .integer(.max)]))
        }
        let configuration = KafkaConfiguration(
            bootstrapServers: server.address,
            properties: [
                .init(name: "security.protocol", value: "sasl_plaintext"),
                .init(name: "sasl.mechanism", value: "PLAIN"),
                .init(name: "sasl.username", value: "user"),
                .init(name: "sasl.password", value: "secret"),
            ]
        )
        let client = try DirectClient(try DirectConfiguration(configuration)) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature)
        }
        #expect(try await client.metadata(before: .after(Self.patience)).identity.id == "scripted")
    }
}
