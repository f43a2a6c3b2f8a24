import KafkaTestSupport
import Offsets
import Testing

/// A cluster, or a broker of one, that cannot be reached.
@Suite(.serialized)
struct UnreachableClusterTests {
    private static let patience = Duration.seconds(12)

    private static func groups(_ options: String...) async throws -> CommandResult {
        try await RunningCommand(["groups"] + options, environment: [:], output: .captured).result()
    }

    @Test(arguments: ["127.0.0.1:1", "127.0.0.1:1,127.0.0.1:2", "[::1]:1,localhost:1"])
    func `a refused connection is an error within seconds, and says refused`(_ servers: String) async throws {
        let result = try await Self.groups("--bootstrap-server", servers)
        #expect(result.exitCode == .unreachable, "\(result)")
        #expect(result.messages.contains("connection refused"), "\(result)")
        #expect(result.duration < Self.patience, "\(result)")
    }

    @Test func `a host that is not known is an error within seconds, and says so`() async throws {
        let result = try await Self.groups("--bootstrap-server", "no-such-host.invalid:9092")
        #expect(result.exitCode == .unreachable, "\(result)")
        #expect(result.messages.contains("no-such-host.invalid:9092: the host is not known"), "\(result)")
        #expect(result.duration < Self.patience, "\(result)")
    }

    @Test(.needsKafka, arguments: TestCluster.available)
    func `one server that refuses does not hide another that answers`(_ cluster: TestCluster) async throws {
        let result = try await Self.groups("--bootstrap-server", "127.0.0.1:1,\(cluster.bootstrapServers)")
        #expect(result.exitCode == .done, "\(result)")
    }

    @Test(
        .needsKafka,
        arguments: TestCluster.available,
        [("127.0.0.1:1", "connection refused"), ("no-such-host.invalid:9092", "the host is not known")]
    )
    func `a listener that is advertised and cannot be reached is named as that`(
        _ cluster: TestCluster,
        _ listener: (address: String, words: String)
    ) async throws {
        try await TestCluster.withOwn(
            version: cluster.version,
            settings: ["advertised.listeners=PLAINTEXT://\(listener.address)"]
        ) { own in
            for command in [["groups"], ["snapshot"], ["describe", "billing"]] {
                let result = try await User(own).start(command).result()
                #expect(result.exitCode == .unreachable, "\(result)")
                #expect(
                    result.messages.contains(
                        "broker 1 advertises \(listener.address), which cannot be reached: \(listener.words)"
                    ),
                    "\(result)"
                )
                #expect(result.messages.contains("advertised.listeners"), "\(result)")
                #expect(result.duration < Self.patience + .seconds(8), "\(result)")
            }
        }
    }

    @Test(.needsKafka, arguments: TestCluster.available)
    func `a dead broker of three costs no processor time, and is named`(_ cluster: TestCluster) async throws {
        let brokers = try await BrokerCluster.start(version: cluster.version, brokers: 3, heap: TestCluster.smallHeap)
        let result: CommandResult
        do {
            let all = try await User(brokers.cluster).start(["groups"]).result()
            #expect(all.exitCode == .done, "\(all)")
            try await brokers.kill(3)
            result = try await User(brokers.cluster).start(["groups", "--timeout", "8s"]).result()
        } catch {
            await brokers.destroy()
            throw error
        }
        await brokers.destroy()
        #expect(result.exitCode == .partial, "\(result)")
        #expect(result.messages.contains("broker 3 advertises "), "\(result)")
        #expect(result.messages.contains("connection refused"), "\(result)")
        // It was as much as the time that the listing waited, 4 s of the 8 s.
        #expect(result.processorTime < .seconds(1.5), "\(result.processorTime): \(result)")
    }
}
