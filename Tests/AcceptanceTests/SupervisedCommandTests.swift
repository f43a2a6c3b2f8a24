import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// Whatever becomes of the process that talks to Kafka, the command ends in time and says what happened.
@Suite(.serialized)
struct SupervisedCommandTests {
    /// Enough for a busy machine to show the child before the command gives up.
    private static let timeout = Duration.seconds(6)
    /// The supervisor's patience after the timeout, the grace of a command that looks, and room for a busy machine.
    private static let patience = timeout + .seconds(2 + 10 + 60)

    @Test(arguments: [["snapshot"], ["groups"]])
    func `a stopped child does not stop the command`(_ arguments: [String]) async throws {
        let user = User(try #require(TestCluster.all.first))
        let (command, listener) = try await hanging(user, arguments + ["--timeout", "6s"])
        #expect(command.kill(SIGSTOP, .child))
        let result = try await command.result(within: Self.patience)
        #expect(result.exitCode != .done && result.exitCode != nil, "\(result)")
        #expect(result.messages.contains("tidemark: error: "), "\(result)")
        #expect(result.duration >= Self.timeout, "\(result)")
        #expect(user.store.names.isEmpty, "\(result)")
        try await command.isGone()
        _ = listener
    }

    @Test(arguments: [(SIGSEGV, "SIGSEGV"), (SIGABRT, "SIGABRT")], [false, true])
    func `a crash of the child is told and ends with 70`(_ signal: (Int32, String), _ isJSON: Bool) async throws {
        let user = User(try #require(TestCluster.all.first))
        let (command, listener) = try await hanging(user, ["snapshot"] + (isJSON ? ["--json"] : []))
        #expect(command.kill(signal.0, .child))
        let result = try await command.result(within: Self.patience)
        #expect(result.exitCode == .internalFault, "\(result)")
        #expect(result.messages.contains("crashed (\(signal.1))"), "\(result)")
        #expect(result.messages.contains("while taking a snapshot"), "\(result)")
        if isJSON { #expect(try result.document(ErrorDocument.self).error.code == "kafka-process-crashed") }
        #expect(user.store.names.isEmpty, "\(result)")
        _ = listener
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP], [RunningCommand.Recipient.parent, .group])
    func `an interrupted snapshot ends cleanly and writes nothing`(
        _ signal: Int32,
        _ recipient: RunningCommand.Recipient
    ) async throws {
        let user = User(try #require(TestCluster.all.first))
        let (command, listener) = try await hanging(user, ["snapshot"])
        #expect(command.kill(signal, recipient))
        let result = try await command.result(within: Self.patience)
        #expect(result.exitCode == (signal == SIGINT ? .interrupted : .terminated), "\(result)")
        #expect(result.messages.lowercased().contains("interrupted"), "\(result)")
        try await command.isGone()
        #expect(user.store.names.isEmpty, "\(result)")
        _ = listener
    }

    /// A command that waits for a broker which never answers, so that its child is there as long as the test needs.
    private func hanging(_ user: User, _ arguments: [String]) async throws -> (RunningCommand, SilentListener) {
        let listener = try SilentListener()
        let command = try user.start(arguments + ["--bootstrap-server", "127.0.0.1:\(listener.port)"])
        try #require(try await command.hasChild())
        return (command, listener)
    }

    @Test func `no broker at all is told within the timeout`() async throws {
        let user = User(try #require(TestCluster.all.first))
        let result = try await user.run("snapshot", "--bootstrap-server", "127.0.0.1:1", "--timeout", "3s", "--json")
        #expect(result.exitCode == .unreachable, "\(result)")
        #expect(result.duration < Self.patience, "\(result)")
        #expect(result.messages.contains("127.0.0.1:1"), "\(result)")
        #expect(result.messages.contains("refused"), "\(result)")
        #expect(try result.document(ErrorDocument.self).error.code == "unreachable")
        #expect(user.store.names.isEmpty)
        let list = try await user.run("list", "--json")
        if list.exitCode == .done {
            #expect(try list.document(ListDocument.self).snapshots.isEmpty, "\(list)")
        } else {
            #expect(list.exitCode == .notFound, "\(list)")
        }
    }

    @Test(arguments: ["snapshot", "groups", "describe"])
    func `a port that never answers is told within the timeout`(_ name: String) async throws {
        let listener = try SilentListener()
        let user = User(try #require(TestCluster.all.first))
        let arguments = name == "describe" ? [name, "some-group"] : [name]
        let result = try await user.start(
            arguments + ["--bootstrap-server", "127.0.0.1:\(listener.port)", "--timeout", "2s"]
        ).result(within: Self.patience)
        #expect(result.exitCode == .unreachable, "\(result)")
        #expect(result.messages.contains("no broker answered in time"), "\(result)")
        #expect(user.store.names.isEmpty)
    }

    @Test(arguments: TestCluster.all)
    func `a restore whose brokers are away changes nothing`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let result = try await user.run(
                "restore",
                "latest",
                "--yes",
                "--bootstrap-server",
                "127.0.0.1:1",
                "--timeout",
                "2s"
            )
            #expect(result.exitCode == .unreachable, "\(result)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.moved)
        }
    }
}
