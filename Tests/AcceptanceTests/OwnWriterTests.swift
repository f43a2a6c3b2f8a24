import Foundation
import Glibc
import KafkaProtocol
import KafkaSimulator
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// With `--client direct` Tidemark's own client does all of it: no client of librdkafka is made.
///
/// The dynamic linker tells, of every process, which functions of a library it calls: a debug build looks each up when it is
/// first called.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct OwnWriterTests {
    /// Commands of one user, with what the linker told of their processes.
    private final class Watched: Sendable {
        let user: User
        let client: ClientChoice
        private let scratch: ScratchDirectory
        private static let function = "normal symbol `rd_kafka_new'"

        init(_ user: User, _ client: ClientChoice) throws {
            self.user = user
            self.client = client
            scratch = try ScratchDirectory(named: "tidemark-bindings")
        }

        private var environment: [String: String] {
            ["TIDEMARK_CLIENT": client.rawValue, "LD_DEBUG": "bindings", "LD_DEBUG_OUTPUT": scratch.file("process")]
        }

        func start(_ arguments: [String]) throws -> RunningCommand {
            try user.start(arguments, environment: environment)
        }

        /// Runs a command that has to succeed; one that writes waits until no other test does.
        func run(_ arguments: String...) async throws {
            let result = try await user.cluster.withoutOtherRestores { try await start(arguments).result() }
            #expect(result.exitCode == .done, "\(result)")
        }

        /// Whether one of the commands has made a client of librdkafka.
        func hasMadeClient() throws -> Bool {
            let files = try FileManager.default.contentsOfDirectory(atPath: scratch.path)
            try #require(!files.isEmpty)
            return try files.contains { Self.tellsOfClient(try Data(contentsOf: URL(filePath: scratch.file($0)))) }
        }

        /// Whether the linker has bound the function for the program itself, not only for the library inside the library.
        private static func tellsOfClient(_ lines: Data) -> Bool {
            var rest = lines[...]
            while let found = rest.range(of: Data(function.utf8)) {
                let start = rest[..<found.lowerBound].lastIndex(of: UInt8(ascii: "\n")) ?? rest.startIndex
                if rest[start..<found.lowerBound].range(of: Data("binding file \(BuiltProgram.path) ".utf8)) != nil {
                    return true
                }
                rest = rest[found.upperBound...]
            }
            return false
        }
    }

    @Test(arguments: TestCluster.all, [ClientChoice.direct, .librdkafka])
    func `commands that write make a client of librdkafka only where it is asked for`(
        _ cluster: TestCluster,
        _ client: ClientChoice
    ) async throws {
        let watched = try Watched(User(cluster), client)
        try await cluster.withSeededGroups(4, partitions: 2) { seeded in
            // Of the last group the snapshot has one partition, and there are two afterwards.
            try await cluster.deleteOffsets(of: seeded.group(3), [seeded.topicPartitions[1]])
            let saved = try await cluster.committed(by: seeded.groups)
            try await watched.run("snapshot", "--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.deleteGroup(seeded.group(0))
            let before = try await cluster.committed(by: seeded.groups)
            try await watched.run("restore", "latest", "--mode", "exact", "--yes")
            #expect(try await cluster.committed(by: seeded.groups) == saved)
            try await watched.run("undo", "latest", "--yes")
            #expect(try await cluster.committed(by: seeded.groups) == before)
            #expect(try await cluster.groups()[seeded.group(0)] == nil)

            let (copy, name) = ("\(seeded.topic)-copy", "\(seeded.topic)-name")
            try await watched.run("copy", seeded.group(1).name, copy, "--yes")
            try await watched.run("rename", copy, name, "--yes")
            #expect(try await cluster.committed(by: GroupID(copy)).isEmpty)
            try await watched.run("reset", name, "--all-topics", "--to-earliest", "--yes")
            #expect(try await cluster.committed(by: GroupID(name)).map(\.offset) == [0, 0])
            try await watched.run("delete", name, "--yes")
            #expect(try await cluster.groups()[GroupID(name)] == nil)
            try await watched.run("recover")
            // Only these: of another test's group librdkafka may not be able to read the name, which makes the list partial.
            try await watched.run("groups", "--group", seeded.pattern)
            try await watched.run("stats", "--group", seeded.pattern)
            try await watched.run("describe", seeded.group(1).name)
            let doctor = try await watched.start([
                "doctor", "--try-transaction", "--bootstrap-server", cluster.bootstrapServers, "--store",
                watched.user.store.directory, "--json",
            ]).result()
            #expect(doctor.output.contains("transactions work and spare groups"), "\(doctor)")
        }
        #expect(try watched.hasMadeClient() == (client == .librdkafka))
    }

    /// A cluster of its own whose groups have changed since a snapshot of them.
    private static func place(
        _ release: SimulatedRelease,
        _ body: (Simulator, SeededGroups, Watched) async throws -> Void
    ) async throws {
        let simulator = try Simulator.start(brokers: 3, release: release)
        let cluster = TestCluster(simulating: release, by: simulator)
        let watched = try Watched(User(cluster), .direct)
        try await cluster.withSeededGroups(4, partitions: 2) { seeded in
            try await watched.run("snapshot", "--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            try await cluster.deleteGroup(seeded.group(0))
            try await body(simulator, seeded, watched)
        }
        #expect(try !watched.hasMadeClient())
    }

    @Test(arguments: SimulatedClusters.releases)
    func `without transactions groups are written and put back by our own client`(
        _ release: SimulatedRelease
    ) async throws {
        try await Self.place(release) { simulator, seeded, watched in
            let cluster = watched.user.cluster
            let before = try await cluster.committed(by: seeded.groups)
            simulator.add(Fault(.error(.transactionalIDAuthorizationFailed), api: .initProducerId))
            let last = Text(seeded.group(3).name)
            simulator.add(Fault(.error(.groupAuthorizationFailed), api: .offsetCommit, group: last))
            let words = ["restore", "latest", "--allow-best-effort", "--yes", "--json"]
            let refused = try await watched.start(words).result()
            #expect(try refused.document(PlanDocument.self).run?.state == "rolled-back", "\(refused)")
            #expect(try await cluster.committed(by: seeded.groups) == before)
            #expect(try await cluster.groups()[seeded.group(0)] == nil)
            simulator.clearFaults()
            simulator.add(Fault(.error(.transactionalIDAuthorizationFailed), api: .initProducerId))
            let done = try await watched.start(words).result()
            #expect(try done.document(PlanDocument.self).plan.protocol == "best-effort", "\(done)")
            #expect(done.exitCode == .done, "\(done)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    @Test(arguments: SimulatedClusters.releases)
    func `a restore that was killed is recovered by our own client`(_ release: SimulatedRelease) async throws {
        try await Self.place(release) { simulator, seeded, watched in
            simulator.add(Fault(.lostReply, api: .endTxn))
            let restore = try watched.start(["restore", "latest", "--yes"])
            // The first ends the transactions that prove the fence.
            try await Waiting.until("a transaction is ended") {
                simulator.requestCounts[.endTxn] != nil || restore.hasEnded
            }
            restore.kill(SIGKILL, .group)
            try await restore.isGone()
            simulator.clearFaults()
            try await watched.run("recover")
            let held = try await watched.user.cluster.committed(by: seeded.groups)
            #expect(held == seeded.everyOffset || held[seeded.group(0)]?.isEmpty == true)
        }
    }
}
