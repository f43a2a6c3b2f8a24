import Foundation
import Glibc
import KafkaTestSupport
import Offsets
import TestSupport
import Testing

/// The table of exit codes, each reached by a command line.
@Suite(.serialized)
struct ExitCodeTests {
    @Test(
        arguments: [
            ["snapsot"], ["snapshot", "--grup", "a"], ["snapshot", "--timeout", "soon"],
            ["snapshot", "--group", "re:("],
            ["restore"], ["restore", "latest", "--to", "a", "--map", "b=c"],
            ["restore", "latest", "--yes", "--dry-run"],
            ["restore", "latest", "--map", "no-equals"],
            ["show"], ["show", "latest", "extra"], ["list", "--store"], ["show", "latest~x"],
            ["show", "@soon"], ["history"], ["list", "--since", "soon"], ["snapshot", "--timeout=0s"],
            ["snapshot", "-X", "no-equals"],
        ]
    )
    func `a wrong command line is 64 and changes nothing`(_ arguments: [String]) async throws {
        let user = User(try #require(TestCluster.all.first))
        let result = try await user.start(arguments).result()
        #expect(result.exitCode == .usage, "\(result)")
        #expect(result.messages.contains("tidemark: error: "), "\(result)")
        #expect(result.output.isEmpty, "\(result)")
        #expect(!FileManager.default.fileExists(atPath: user.store.directory), "\(result)")
    }

    @Test func `a cluster that is not named is 64`() async throws {
        let store = ScratchStore()
        let result = try await RunningCommand(
            ["snapshot", "--store", store.directory],
            environment: [:],
            output: .captured
        ).result()
        #expect(result.exitCode == .usage, "\(result)")
        #expect(result.messages.contains("--bootstrap-server"), "\(result)")
    }

    @Test(
        arguments: [
            ["show", "latest~5"], ["show", "20200101T000000Z-00000000"], ["show", "@2001-01-01T00:00Z"],
            ["restore", "latest~5", "--yes"], ["show", "latest", "--group", "no such group"],
            ["restore", "latest", "--group", "no such group", "--yes"],
            ["snapshot", "--group", "no such group of any test"],
        ]
    )
    func `what is not there is 66`(_ arguments: [String]) async throws {
        let cluster = try #require(TestCluster.all.first)
        let user = User(cluster)
        try await cluster.withSeededGroups(1, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            let result = try await cluster.withoutOtherRestores { try await user.start(arguments).result() }
            #expect(result.exitCode == .notFound, "\(result)")
            #expect(result.messages.contains("tidemark: error: "), "\(result)")
            #expect(user.store.snapshots.count == 1)
        }
    }

    @Test(arguments: [["list"], ["show", "latest"], ["restore", "latest", "--dry-run"]])
    func `a store that is not there is 66`(_ arguments: [String]) async throws {
        let user = User(try #require(TestCluster.all.first))
        let result = try await user.start(arguments).result()
        #expect(result.exitCode == .notFound, "\(result)")
        #expect(result.messages.contains(user.store.directory), "\(result)")
        #expect(!FileManager.default.fileExists(atPath: user.store.directory), "\(result)")
    }

    @Test(arguments: TestCluster.all)
    func `what another process holds is 75 for who needs it, and can be waited for`(_ cluster: TestCluster) async throws
    {
        let user = User(cluster)
        try await cluster.withSeededGroups(1, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            let snapshot = ["snapshot", "--group", seeded.pattern]
            let restore = ["restore", "latest", "--yes"]
            let locks = [
                (file: "lock", of: "the store", refused: snapshot, others: restore),
                (file: "journal.lock", of: "the journal", refused: restore, others: snapshot),
            ]
            for (file, name, refused, others) in locks {
                let lock = unsafe open("\(user.store.directory)/\(file)", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
                try #require(lock >= 0)
                defer { close(lock) }
                try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
                let busy = try await user.start(refused).result()
                #expect(busy.exitCode == .busy, "\(busy)")
                let words = "\(name) is in use: another process holds \(user.store.directory)/\(file)"
                #expect(busy.messages.contains(words), "\(busy)")
                // Who only looks needs no lock, and neither does who needs the other one.
                for arguments in [["list"], ["show", "latest"], ["restore", "latest", "--dry-run"], ["runs"], others] {
                    let result = try await cluster.withoutOtherRestores { try await user.start(arguments).result() }
                    #expect(result.exitCode == .done, "\(result)")
                }
                let waiting = try user.start(refused + ["--wait", "60s"])
                try #require(try await waiting.hasChild())
                flock(lock, LOCK_UN)
                let result = try await waiting.result()
                #expect(result.exitCode == .done, "\(result)")
            }
            #expect(user.store.snapshots.count == 3)
        }
    }

    @Test func `a snapshot of another cluster is 79, unless that is asked for`() async throws {
        let clusters = TestCluster.all
        let user = User(clusters[0])
        let abroad = User(clusters[1], store: user.store)
        try await clusters[0].withSeededGroups(2, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            let refused = try await abroad.run("restore", "latest", "--yes")
            #expect(refused.exitCode == .refused, "\(refused)")
            #expect(refused.messages.contains("--other-cluster"), "\(refused)")
            #expect(try await clusters[1].committed(by: seeded.groups).values.allSatisfy(\.isEmpty))

            // The other cluster lacks the topic: refused for that, until it is there.
            let missing = try await abroad.run("restore", "latest", "--yes", "--other-cluster", "--json")
            #expect(missing.exitCode == .refused, "\(missing)")
            let plan = try missing.document(PlanDocument.self).plan
            #expect(Set(plan.summary.blocking.map(\.finding)) == ["missing-topic"], "\(missing)")
            try await clusters[1].createTopic(seeded.topic)
            try await clusters[1].produce(topic: seeded.topic, count: 100)
            let restored = try await abroad.run("restore", "latest", "--yes", "--other-cluster")
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(try await clusters[1].committed(by: seeded.groups) == seeded.everyOffset)
            try await clusters[1].deleteGroups(seeded.groups)
            try await clusters[1].deleteTopic(seeded.topic)
        }
    }

    @Test(arguments: ["no.such.property=1", "socket.timeout.ms=many", "security.protocol=carrier-pigeon"])
    func `a wrong property is 78 and named`(_ property: String) async throws {
        let user = User(try #require(TestCluster.all.first))
        let result = try await user.run("snapshot", "-X", property)
        #expect(result.exitCode == .configuration, "\(result)")
        let name = property.prefix { $0 != "=" }
        #expect(result.messages.contains(name), "\(result)")
        #expect(user.store.names.isEmpty)
    }

    @Test func `a store that cannot be made is 73`() async throws {
        let cluster = try #require(TestCluster.all.first)
        let scratch = try ScratchDirectory()
        let file = scratch.file("no-directory")
        try scratch.write([], to: "no-directory")
        for store in ["\(file)/store", file] {
            let result = try await User(cluster).run("snapshot", "--store", store)
            #expect(result.exitCode == .cannotCreate, "\(result)")
            #expect(result.messages.contains(file), "\(result)")
        }
    }

    /// `/sys` lets nobody make a directory, not even root.
    @Test func `a store that is not permitted is 77`() async throws {
        let cluster = try #require(TestCluster.all.first)
        let result = try await User(cluster).run("snapshot", "--store", "/sys/tidemark-no-store")
        #expect([.denied, .cannotCreate].contains(result.exitCode), "\(result)")
        #expect(result.messages.contains("/sys/tidemark-no-store"), "\(result)")
    }

    @Test(arguments: [StandardOutput.path("/dev/full"), .closed])
    func `output that cannot be written is 74 and a message`(_ output: StandardOutput) async throws {
        let cluster = try #require(TestCluster.all.first)
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            for arguments in [
                ["show", "latest"], ["show", "latest", "--json"], ["list"], ["list", "--json"],
                ["groups", "--group", seeded.pattern], ["describe", seeded.group(0).name],
                ["restore", "latest", "--dry-run"],
                ["restore", "latest", "--yes"], ["--help"], ["--version"],
            ] {
                let result = try await user.start(arguments, output: output).result()
                #expect(result.exitCode == .inputOutput, "\(result)")
                #expect(result.messages.contains("tidemark: error: "), "\(result)")
            }
            // A plan that nobody could see is not carried out.
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
            #expect(user.store.names == user.store.snapshots && user.store.names.count == 1)

            let snapshot = try await user.start(["snapshot", "--group", seeded.pattern], output: output).result()
            #expect(snapshot.exitCode == .inputOutput, "\(snapshot)")
            #expect(user.store.snapshots.count == 2, "a snapshot that was taken is kept: \(snapshot)")
        }
    }

    @Test(arguments: TestCluster.all)
    func `a reader that has read enough is no error, and stops no restore`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            for arguments in [
                ["show", "latest"], ["list", "--json"], ["groups"], ["describe", seeded.group(0).name],
                ["restore", "latest", "--dry-run"], ["--help"],
            ] {
                let result = try await user.start(arguments, output: .abandonedPipe).result()
                #expect(result.exitCode == .done, "\(result)")
                #expect(!result.messages.contains("tidemark: error: "), "\(result)")
            }
            let restore = try await user.run("restore", "latest", "--yes", output: .abandonedPipe)
            #expect(restore.exitCode == .done, "\(restore)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }
}
