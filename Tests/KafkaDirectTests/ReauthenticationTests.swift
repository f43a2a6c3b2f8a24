import Cluster
import Foundation
import KafkaDirect
import KafkaTestSupport
import Offsets
import Testing

/// Brokers that want a client to log in again every few seconds (KIP-368): ours does so on the connections it has.
@Suite(.needsKafka)
struct ReauthenticationTests {
    private static let session: Duration = .seconds(4)
    private static let sessions = 5
    private static let patience = Waiting.patience

    private static func client(_ secured: SecuredCluster, _ mechanism: String, _ user: String) throws -> DirectClient {
        let configuration = KafkaConfiguration(
            bootstrapServers: secured.address(.sasl),
            properties: [
                ("security.protocol", "SASL_PLAINTEXT"), ("sasl.mechanism", mechanism), ("sasl.username", user),
                ("sasl.password", SecuredCluster.password(of: user)),
            ].map { KafkaConfiguration.Property(name: $0.0, value: $0.1) }
        )
        return try DirectClient(try DirectConfiguration(configuration)) { () throws(KafkaError) in
            throw KafkaError(.unsupportedFeature)
        }
    }

    /// The ports of this process's open connections to a server on this machine.
    private static func ports(to server: String) throws -> Set<Substring> {
        let port = try #require(server.split(separator: ":").last.flatMap { UInt16($0) })
        let digits = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
        let established = "01"
        // Read to its end: the kernel hands over a page at a time.
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/net/tcp"))
        let table = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        return Set(
            table.split(separator: "\n").map { $0.split(separator: " ") }
                .filter { $0.count > 3 && $0[2].hasSuffix(suffix) && $0[3] == established }
                .map { $0[1] }
        )
    }

    @Test(arguments: TestCluster.available)
    func `a client reads on over many sessions, and is never disconnected`(_ cluster: TestCluster) async throws {
        try await SecuredCluster.withOwn(version: cluster.version, session: Self.session) { secured in
            let seeded = try await secured.cluster.seed(groups: 5, partitions: 3)
            let clients = [
                try Self.client(secured, "PLAIN", SecuredCluster.plainUser),
                try Self.client(secured, "SCRAM-SHA-512", SecuredCluster.scramUser),
            ]
            for client in clients { _ = try await client.metadata(before: .after(Self.patience)) }
            let address = secured.address(.sasl)
            let connected = try Self.ports(to: address)
            #expect(connected.count == clients.count)
            let end = ContinuousClock.now.advanced(by: Self.session * Self.sessions)
            var readings = 0
            try await Waiting.until("\(Self.sessions) sessions are over", within: Self.session * Self.sessions * 2) {
                for client in clients {
                    let listing = try await client.listGroups(before: .after(Self.patience))
                    #expect(listing.errors.isEmpty)
                    let held = await client.held(
                        by: seeded.groups,
                        patience: nil,
                        before: .after(Self.patience)
                    ) { _ in }
                    #expect(try held.allSatisfy { try $0.get().offsets.count == seeded.partitionCount })
                }
                readings += 1
                return end <= .now
            }
            #expect(readings > Self.sessions)
            // Not one of them was made again.
            #expect(try Self.ports(to: address) == connected)
            #expect(clients.allSatisfy { $0.lastConnectionFailure == nil })
        }
    }
}
