import KafkaProtocol
import KafkaTestSupport
import Testing

@testable import KafkaSimulator

/// The versions that simulated releases offer, beside those of the releases themselves.
struct ReleaseVersionTests {
    @Test(.needsKafka, arguments: TestCluster.available)
    func `a simulated release offers what the release offers, as far as the tables go`(
        _ cluster: TestCluster
    ) throws {
        let release = try #require(SimulatedClusters.releases.first { $0.version == cluster.version })
        let first = try #require(cluster.bootstrapServers.split(separator: ",").first)
        let port = try #require(first.split(separator: ":").last.flatMap { UInt16($0) })
        let connection = try #require(RawConnection(port: port))
        let answer = try connection.ask(.apiVersions, 0, [:])
        for api in API.allCases {
            let told = answer["apiKeys"].structures.first { $0.int16("apiKey") == api.rawValue }
            let offered = told.map { $0.int16("minVersion")...$0.int16("maxVersion") }
            let known = offered.flatMap { $0.overlaps(api.table.versions) ? $0.clamped(to: api.table.versions) : nil }
            #expect(release.versions(of: api) == known, "\(api)")
        }
    }

    @Test func `Kafka 2_4 knows one group a request, and no types, identifiers or stable reads`() {
        let old = SimulatedRelease.kafka24
        #expect(old.versions(of: .offsetFetch) == 1...6)
        #expect(old.versions(of: .findCoordinator) == 0...3)
        #expect(old.versions(of: .listGroups) == 0...3)
        #expect(old.versions(of: .metadata) == 0...9)
        for api in [API.describeCluster, .describeTransactions, .consumerGroupDescribe, .streamsGroupDescribe] {
            #expect(old.versions(of: api) == nil)
        }
    }
}
