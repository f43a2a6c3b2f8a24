import Cluster
import Foundation
import KafkaProtocol
import KafkaTestSupport
import Offsets
import Testing

@testable import KafkaDirect

/// What a client does while it waits for brokers that are not there: next to nothing.
struct QuietTests {
    private static let patience: Duration = .seconds(60)
    private static let wait: Duration = .seconds(3)
    private static let attemptsPerSecond = 3
    private static let shareOfCore = 0.01
    /// More than may be unanswered on one connection, so that some of them wait to be sent.
    private static let requests = DirectLimits.requestsInFlight + 8

    private static func client(_ server: ScriptedServer) throws -> DirectClient {
        let configuration = KafkaConfiguration(bootstrapServers: server.address)
        return try DirectClient(try DirectConfiguration(configuration)) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature)
        }
    }

    @Test func `a broker that closes every connection is dialled a few times a second`() async throws {
        let server = try ScriptedServer()
        let client = try Self.client(server)
        _ = try await client.metadata(before: .after(Self.patience))
        let before = server.accepted
        server.closeAtOnce(true)
        server.disconnect()
        let began = ContinuousClock.now
        let error = await #expect(throws: KafkaError.self) { try await client.metadata(before: .after(Self.wait)) }
        let seconds = began.duration(to: .now) / .seconds(1)
        #expect(error?.connection?.address == server.address)
        let attempts = server.accepted - before
        #expect(attempts >= 2)
        #expect(Double(attempts) <= Double(Self.attemptsPerSecond) * max(seconds, Self.wait / .seconds(1)))
        server.closeAtOnce(false)
        #expect(try await client.metadata(before: .after(Self.patience)).identity.id == "scripted")
    }

    @Test func `a connection whose requests are all given up is quiet`() async throws {
        let server = try ScriptedServer()
        let client = try Self.client(server)
        _ = try await client.metadata(before: .after(Self.patience))
        server.follow { .held(ScriptedServer.frame($0, [:])) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<Self.requests {
                group.addTask {
                    let error = await #expect(throws: KafkaError.self) {
                        try await Self.ask(client, within: .milliseconds(500))
                    }
                    #expect(error?.code == .timedOut)
                }
            }
        }
        let (began, used) = (ContinuousClock.now, try Self.time(of: server))
        let error = await #expect(throws: KafkaError.self) { try await Self.ask(client, within: Self.wait) }
        #expect(error?.code == .timedOut)
        let share = (try Self.time(of: server) - used) / began.duration(to: .now)
        #expect(share < Self.shareOfCore)
    }

    private static func ask(_ client: DirectClient, within patience: Duration) async throws(KafkaError) -> Answered {
        try await client.ask(nil, .metadata, upTo: DirectClient.metadataVersion, before: .after(patience)) { _ in
            DirectClient.metadataRequest(of: nil)
        }
    }

    /// How long the thread of the connection to a server has run.
    private static func time(of server: ScriptedServer) throws -> Duration {
        let name = String(server.address.suffix(ConnectionThread.nameBytes))
        let tasks = "/proc/self/task"
        let own = try FileManager.default.contentsOfDirectory(atPath: tasks).filter { task in
            // Threads of other tests may end meanwhile.
            (try? String(contentsOfFile: "\(tasks)/\(task)/comm", encoding: .utf8))?.dropLast() == name[...]
        }
        try #require(own.count == 1)
        let text = try String(contentsOfFile: "\(tasks)/\(own[0])/schedstat", encoding: .utf8)
        let nanoseconds = try #require(text.split(separator: " ").first.flatMap { Int64($0) })
        return .nanoseconds(nanoseconds)
    }
}
