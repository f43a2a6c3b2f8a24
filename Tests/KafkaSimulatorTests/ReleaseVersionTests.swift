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

extension RawConnection {
    /// Asks a broker and reads its answer.
    func ask(_ api: API, _ version: Int16, _ message: Structure) throws -> Structure {
        let frame = RequestMaker.frame(api, version, message)
        var length = MessageWriter()
        length.integer(Int32(clamping: frame.count))
        send(length.bytes + frame)
        var head = MessageReader(receive(exactly: 4))
        let bytes = receive(exactly: Int(try head.integer(Int32.self)))
        var reader = MessageReader(bytes)
        _ = try reader.integer(Int32.self)
        let isFlexible = api.table.isFlexible(version)
        if isFlexible, api != .apiVersions { try reader.skipTags() }
        return try reader.structure(api.table.response, version: version, isFlexible: isFlexible)
    }
}
