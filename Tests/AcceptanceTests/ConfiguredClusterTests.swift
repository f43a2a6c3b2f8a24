import Foundation
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// Clusters, stores and jobs of a configuration file, as whole commands see them.
struct ConfiguredClusterTests {
    /// A configuration with one cluster and a job.
    private final class Place: Sendable {
        private let scratch: ScratchDirectory
        let file: String
        let store: String

        init(_ cluster: TestCluster, groups: String) throws {
            scratch = try ScratchDirectory()
            file = scratch.file("tidemark.toml")
            store = scratch.file("store")
            try point(to: cluster, groups: groups)
        }

        /// Writes the file, in which `prod` is this cluster.
        func point(to cluster: TestCluster, groups: String) throws {
            let servers = cluster.bootstrapServers.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ", ")
            let text = """
                [store]
                path = "\(store)"
                [cluster.prod]
                bootstrap-servers = [\(servers)]
                [job.nightly]
                schedule = "daily"
                groups = ["\(groups)"]
                tags = ["nightly"]

                """
            try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        }

        /// Runs a command that is told of the file by its environment alone.
        func run(_ words: String...) async throws -> CommandResult {
            try await RunningCommand(words, environment: ["TIDEMARK_CONFIG": file], output: .captured).result()
        }
    }

    /// What of a snapshot's document these tests look at.
    private struct Document: Decodable {
        struct Entry: Decodable {
            struct Cluster: Decodable { let name: String? }
            let cluster: Cluster
            let job: String?
            let tags: [String]
            let groups: Int
        }
        let snapshot: Entry
    }

    @Test(arguments: TestCluster.all)
    func `a file that only the environment names reaches the child of every command, and its recovery`(
        _ cluster: TestCluster
    ) async throws {
        let seeded = try await cluster.seed(groups: 2, partitions: 2)
        let group = seeded.group(0).name
        let place = try Place(cluster, groups: "\(seeded.topic)-*")
        let taken = try await place.run("snapshot", "--job", "nightly", "--json")
        #expect(taken.exitCode == .done, "\(taken)")
        let snapshot = try taken.document() as Document
        #expect(snapshot.snapshot.cluster.name == "prod")
        #expect(snapshot.snapshot.job == "nightly")
        #expect(snapshot.snapshot.tags == ["nightly"])
        #expect(snapshot.snapshot.groups == 2)
        let described = try await place.run("describe", group)
        #expect(described.exitCode == .done, "\(described)")
        try await cluster.withoutOtherRestores {
            let restored = try await place.run("restore", "latest", "--group", group, "--to", "\(group)-copy", "--yes")
            #expect(restored.exitCode == .done, "\(restored)")
            #expect((restored.output + restored.messages).contains("prod ("), "\(restored)")
            let recovered = try await place.run("recover")
            #expect(recovered.exitCode == .done, "\(recovered)")
        }
        let runs = try await place.run("runs")
        #expect(runs.output.contains("prod"), "\(runs)")
    }

    @Test(arguments: TestCluster.all)
    func `a name that has come to point to another cluster is refused until that is accepted`(
        _ cluster: TestCluster
    ) async throws {
        let other = try #require(
            SimulatedClusters.shared.clusters.first { $0.bootstrapServers != cluster.bootstrapServers }
        )
        let seeded = try await cluster.seed(groups: 1, partitions: 1)
        let place = try Place(cluster, groups: "\(seeded.topic)-*")
        let first = try await place.run("snapshot", "--job", "nightly")
        #expect(first.exitCode == .done, "\(first)")
        try place.point(to: other, groups: "*")
        for words in [["snapshot"], ["groups"], ["restore", "latest", "--dry-run"], ["recover"]] {
            let refused = try await RunningCommand(
                words,
                environment: ["TIDEMARK_CONFIG": place.file],
                output: .captured
            ).result()
            #expect(refused.exitCode == .refused, "\(refused)")
            #expect(refused.messages.contains("'prod' is cluster"), "\(refused)")
            #expect(refused.messages.contains("--accept-new-cluster-id"), "\(refused)")
        }
        let accepted = try await place.run("snapshot", "--accept-new-cluster-id")
        #expect([.done, .partial].contains(accepted.exitCode), "\(accepted)")
        try place.point(to: cluster, groups: "\(seeded.topic)-*")
        #expect(try await place.run("snapshot", "--job", "nightly").exitCode == .refused)
    }
}
