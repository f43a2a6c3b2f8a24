import EngineTestSupport
import FoundationEssentials
import Offsets
import Store
import Testing

@testable import Commands

/// The name of a cluster that has come to point to another one.
struct ClusterNameTests {
    /// A configuration with one cluster, and what is done with it.
    private struct Place {
        let directory: String
        var store: String { "\(directory)/store" }

        func run(_ words: [String], _ cluster: DictionaryCluster) async -> ConnectionAttempt {
            await ConnectionAttempt(words + ["--config", "\(directory)/tidemark.toml"], cluster: cluster)
        }

        /// Expects that the store has this id for the name.
        func expectTie(to id: String?) throws {
            let tie = try ClusterNames(of: store).tie(of: "prod")
            #expect(tie?.id == id)
        }
    }

    private static func withPlace(_ body: (Place) async throws -> Void) async throws {
        try await CommandRun.withStore { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let text = """
                [store]
                path = "\(directory)/store"
                [cluster.prod]
                bootstrap-servers = ["a:9092"]

                """
            try Data(text.utf8).write(to: URL(filePath: "\(directory)/tidemark.toml"))
            try await body(Place(directory: directory))
        }
    }

    private static func cluster(_ id: String) -> DictionaryCluster {
        let cluster = DictionaryCluster(groups: ["billing"])
        cluster.change { $0.id = id }
        return cluster
    }

    @Test func `a snapshot ties the name, and a look does not`() async throws {
        try await Self.withPlace { place in
            for words in [["groups"], ["describe", "billing"]] {
                #expect(await place.run(words, Self.cluster("c-1")).exitCode == .done)
            }
            #expect(!FileManager.default.fileExists(atPath: place.store))
            #expect(await place.run(["snapshot"], Self.cluster("c-1")).exitCode == .done)
            try place.expectTie(to: "c-1")
            #expect(await place.run(["groups"], Self.cluster("c-1")).exitCode == .done)
        }
    }

    @Test(
        arguments: [
            ["snapshot"], ["groups"], ["describe", "billing"], ["restore", "latest", "--dry-run"],
            ["restore", "latest", "--yes", "--other-cluster"], ["recover"],
        ]
    )
    func `another cluster under the name is refused, before anything is read or planned`(_ words: [String]) async throws
    {
        try await Self.withPlace { place in
            #expect(await place.run(["snapshot"], Self.cluster("c-1")).exitCode == .done)
            let other = Self.cluster("c-2")
            let refused = await place.run(words, other)
            #expect(refused.exitCode == .refused, "\(refused.messages)")
            for part in ["'prod' is cluster c-2 now", "it has been cluster c-1", "UTC", "--accept-new-cluster-id"] {
                #expect(refused.messages.contains(part), "\(part) in \(refused.messages)")
            }
            #expect(other.count(.list) == 0)
            #expect(other.count(.readAll) == 0)
            try place.expectTie(to: "c-1")
            #expect(await place.run(["list", "--json"], other).output.contains("c-2") == false)
        }
    }

    @Test func `an operator accepts the new cluster once, and the old one is refused from then on`() async throws {
        try await Self.withPlace { place in
            #expect(await place.run(["snapshot"], Self.cluster("c-1")).exitCode == .done)
            let look = await place.run(["groups", "--accept-new-cluster-id"], Self.cluster("c-2"))
            #expect(look.exitCode == .done, "\(look.messages)")
            try place.expectTie(to: "c-1")
            let accepted = await place.run(["snapshot", "--accept-new-cluster-id"], Self.cluster("c-2"))
            #expect(accepted.exitCode == .done, "\(accepted.messages)")
            #expect(accepted.messages.contains("'prod' is cluster c-2 from now on; it was cluster c-1"))
            try place.expectTie(to: "c-2")
            #expect(await place.run(["snapshot"], Self.cluster("c-2")).exitCode == .done)
            #expect(await place.run(["snapshot"], Self.cluster("c-1")).exitCode == .refused)
        }
    }

    @Test func `a restore ties the name as well`() async throws {
        try await Self.withPlace { place in
            let cluster = Self.cluster("c-1")
            let byHand = await CommandRun(["snapshot"], cluster, store: place.store)
            #expect(byHand.exitCode == .done)
            try place.expectTie(to: nil)
            #expect(await place.run(["restore", "latest", "--dry-run"], cluster).exitCode == .done)
            try place.expectTie(to: nil)
            let restored = await place.run(["restore", "latest", "--to", "copy", "--yes"], cluster)
            #expect(restored.exitCode == .done, "\(restored.messages)")
            try place.expectTie(to: "c-1")
        }
    }

    @Test func `without a name nothing is tied`() async throws {
        try await Self.withPlace { place in
            for id in ["c-1", "c-2"] {
                #expect(await CommandRun(["snapshot"], Self.cluster(id), store: place.store).exitCode == .done)
            }
            #expect(!FileManager.default.fileExists(atPath: "\(place.store)/clusters.sqlite"))
        }
    }

    @Test func `a snapshot does not wait for who holds the journal`() async throws {
        try await Self.withPlace { place in
            #expect(await place.run(["snapshot"], Self.cluster("c-1")).exitCode == .done)
            let store = try await SnapshotStore.open(place.store, for: .reading)
            let journal = try Journal(of: store)
            try await journal.locked {
                #expect(await place.run(["snapshot"], Self.cluster("c-1")).exitCode == .done)
            }
        }
    }
}
