import Cluster
import EngineTestSupport
import Foundation
import Offsets
import Store
import Testing

@testable import Commands

/// `tidemark stats`.
struct StatsTests {
    /// A cluster with a group at the end of its logs, one that is behind, one without members and one outside its logs.
    private static func cluster() -> DictionaryCluster {
        let cluster = DictionaryCluster(groups: ["behind", "empty", "fresh", "stray"])
        cluster.change { state in
            for group in ["behind", "fresh", "stray"] { state.setState(group, .stable) }
            for partition in 0..<2 as Range<Int32> { state.commit("fresh", "orders", partition, 1_000) }
            state.commit("stray", "orders", 0, 1_500)
            var settings = BrokerSettings()
            settings.offsetsRetention = .seconds(7 * 86_400)
            state.settings = settings
        }
        return cluster
    }

    private static func time(_ hoursAgo: Int64) -> String {
        Timestamp.now().advanced(by: .seconds(-hoursAgo * 3_600)).inSeconds
    }

    @Test func `without snapshots what came before is unknown, and everything else is told`() async {
        let run = await CommandRun(["stats", "--json"], Self.cluster(), store: "/none/such")
        #expect(run.exitCode == .done, "\(run)")
        for text in [
            #""groups":4,"states":[{"state":"Stable","groups":3},{"state":"Empty","groups":1}]"#,
            #""types":[{"type":"Classic","groups":4}],"offsets":8"#, #""stale":null"#,
            #""outside":[{"group":"stray","topic":"orders","partition":0,"offset":1500,"logStart":0,"logEnd":1000}]"#,
            #""withoutMembers":[{"group":"empty","state":"Empty","type":"Classic","offsets":2,"lag":1916,"#
                + #""unknownLags":0,"unchangedSince":null,"emptySince":null,"expiresBy":null}]"#,
            #""offsetsRetentionSeconds":604800,"snapshots":[]"#,
        ] {
            #expect(run.output.contains(text), "\(text) \(run)")
        }
        let table = await CommandRun(["stats"], Self.cluster(), store: "/none/such")
        #expect(table.output.contains("standing still for 1d: unknown, no snapshot is as old"), "\(table)")
        #expect(table.output.contains("offsets of empty groups are kept for: 7d"), "\(table)")
        #expect(table.output.contains("Without members: 1"), "\(table)")
    }

    @Test func `snapshots tell which groups stand still, are empty, and expire next`() async throws {
        let store = try DatedStore()
        let held: [String: [Int64]] = ["behind": [42, 42], "empty": [42, 42], "fresh": [1_000, 1_000]]
        let first = Self.time(50)
        try await store.save(first, held)
        try await store.save(Self.time(26), held)
        try await store.save(Self.time(2), held)
        let run = await CommandRun(["stats", "--json"], Self.cluster(), store: store.path)
        #expect(run.exitCode == .done, "\(run)")
        #expect(
            run.output.contains(
                #""stale":[{"group":"empty","state":"Empty","type":"Classic","offsets":2,"lag":1916,"unknownLags":0,"#
                    + #""unchangedSince":"\#(first)","emptySince":"\#(first)""#
            ) || run.output.contains(#""stale":[{"group":"behind""#),
            "\(run)"
        )
        let expiry = try #require(Timestamp(rfc3339: first)).advanced(by: .seconds(7 * 86_400)).inSeconds
        #expect(run.output.contains(#""emptySince":"\#(first)","expiresBy":"\#(expiry)""#), "\(run)")
        let table = await CommandRun(["stats", "--top", "1"], Self.cluster(), store: store.path)
        #expect(table.output.contains("Behind and standing still for 1d or longer: 2"), "\(table)")
        #expect(table.output.contains("… and 1 more"), "\(table)")
        #expect(table.output.contains("in 4 days"), "\(table)")
        let hourly = await CommandRun(["stats", "--json", "--stale-after", "3d"], Self.cluster(), store: store.path)
        #expect(hourly.output.contains(#""stale":null"#), "\(hourly)")
    }

    @Test func `a snapshot of another cluster, and one that is damaged, tell nothing`() async throws {
        let store = try DatedStore()
        let stored = try await store.save(Self.time(30), ["behind": [42, 42]])
        let other = Self.cluster()
        other.change { $0.id = "another" }
        let elsewhere = await CommandRun(["stats", "--json"], other, store: store.path)
        #expect(elsewhere.output.contains(#""stale":null"#), "\(elsewhere)")
        var bytes = try Data(contentsOf: URL(filePath: stored.file))
        bytes[bytes.count / 2] ^= 0xff
        try bytes.write(to: URL(filePath: stored.file))
        let damaged = await CommandRun(["stats", "--json"], Self.cluster(), store: store.path)
        #expect(damaged.exitCode == .done && damaged.output.contains(#""stale":null"#), "\(damaged)")
        #expect(damaged.messages.contains("warning"), "\(damaged)")
    }

    @Test func `what cannot be read makes it partial and is named`() async {
        let cluster = Self.cluster()
        cluster.add(.at(.readAll, "behind", number: nil, .fails(KafkaError(.groupAuthorizationFailed, "not for you"))))
        cluster.change { $0.settings = nil }
        let run = await CommandRun(["stats", "--json"], cluster, store: "/none/such")
        #expect(run.exitCode == .partial, "\(run)")
        #expect(run.output.contains(#""offsetsRetentionSeconds":null"#), "\(run)")
        #expect(run.messages.contains("group behind could not be read"), "\(run)")
    }

    @Test func `a cluster without groups has none`() async {
        let run = await CommandRun(["stats"], DictionaryCluster(groups: []), store: "/none/such")
        #expect(run.exitCode == .done && run.output.contains("groups: 0\n"), "\(run)")
    }
}
