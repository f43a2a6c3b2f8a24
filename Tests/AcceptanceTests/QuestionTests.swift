import Glibc
import KafkaTestSupport
import Offsets
import Testing

/// A person at a terminal is shown the plan and asked; nothing is written before the answer, and nothing without it.
@Suite(.serialized)
struct QuestionTests {
    private static let prompt = "carry this plan out? [y/N] "

    /// Two groups that have moved since their snapshot, and a person who restores them.
    private func withQuestion(
        on cluster: TestCluster,
        selected: Bool = true,
        _ body: (User, SeededGroups, PseudoTerminal, RunningCommand) async throws -> Void
    ) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 2) { seeded in
            if selected {
                _ = try await user.snapshot("--group", seeded.pattern)
            } else {
                _ = try await user.snapshot()
            }
            try await cluster.moveOffsets(of: seeded)
            try await cluster.withoutOtherRestores {
                let terminal = try PseudoTerminal()
                let selection = selected ? ["--group", seeded.pattern] : []
                let command = try user.start(["restore", "latest"] + selection, terminal: terminal)
                try await terminal.shows(selected ? Self.prompt : "to carry it out: ")
                #expect(terminal.text.contains("2 groups: 4 offsets to set ("), "\(terminal.text)")
                try await body(user, seeded, terminal, command)
            }
        }
    }

    private func expectNothingWritten(_ user: User, _ seeded: SeededGroups, _ result: CommandResult) async throws {
        #expect(result.messages.contains("nothing was written"), "\(result)")
        #expect(try await user.cluster.committed(by: seeded.groups) == seeded.moved, "\(result)")
        let runs = try await user.run("runs", "--json")
        #expect(runs.output.contains("\"runs\":[]"), "\(runs)")
    }

    @Test(arguments: TestCluster.all, ["y", "YES"])
    func `a yes carries the plan out`(_ cluster: TestCluster, _ answer: String) async throws {
        try await withQuestion(on: cluster) { user, seeded, terminal, command in
            terminal.type("\(answer)\n")
            let result = try await command.result()
            #expect(result.exitCode == .done, "\(result)")
            #expect(result.output.contains(" done: 4 partitions read back"), "\(result)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset)
        }
    }

    @Test(arguments: TestCluster.all, ["n\n", "\n", "yess\n", PseudoTerminal.end])
    func `anything else writes nothing and is no failure`(_ cluster: TestCluster, _ keys: String) async throws {
        try await withQuestion(on: cluster) { user, seeded, terminal, command in
            terminal.type(keys)
            let result = try await command.result()
            #expect(result.exitCode == .done, "\(result)")
            try await expectNothingWritten(user, seeded, result)
        }
    }

    @Test(arguments: TestCluster.all)
    func `Ctrl-C at the question is 130, and nothing is written`(_ cluster: TestCluster) async throws {
        try await withQuestion(on: cluster) { user, seeded, terminal, command in
            terminal.type(PseudoTerminal.interrupt)
            let result = try await command.result()
            #expect(result.exitCode == .interrupted, "\(result)")
            #expect(result.messages.contains("interrupted at the question; nothing was written"), "\(result)")
            try await expectNothingWritten(user, seeded, result)
            try await command.isGone()
        }
    }

    @Test(arguments: TestCluster.all)
    func `a whole snapshot is not put back for a yes, but for the cluster's id`(_ cluster: TestCluster) async throws {
        try await TestCluster.withOwn(like: cluster) { cluster in
            try await withQuestion(on: cluster, selected: false) { user, seeded, terminal, command in
                terminal.type("y\n")
                let result = try await command.result()
                #expect(result.exitCode == .done, "\(result)")
                try await expectNothingWritten(user, seeded, result)

                let second = try PseudoTerminal()
                let again = try user.start(["restore", "latest"], terminal: second)
                try await second.shows("to carry it out: ")
                let line = try #require(second.text.split(separator: "\n").first { $0.contains(" to cluster ") })
                let id = try #require(line.split(separator: " to cluster ").last?.split(separator: " at ").first)
                second.type("\(id.prefix(8))\n")
                let done = try await again.result()
                #expect(done.exitCode == .done, "\(done)")
                #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset, "\(done)")
            }
        }
    }

    @Test(arguments: TestCluster.all)
    func `a question survives being stopped, and keeps nobody out of the store`(_ cluster: TestCluster) async throws {
        try await withQuestion(on: cluster) { user, seeded, terminal, command in
            #expect(command.kill(SIGSTOP, .group))
            _ = try await user.snapshot("--group", seeded.pattern)
            #expect(command.kill(SIGCONT, .group))
            terminal.type("yes\n")
            let result = try await command.result()
            #expect(result.exitCode == .done, "\(result)")
            #expect(try await cluster.committed(by: seeded.groups) == seeded.everyOffset, "\(result)")
        }
    }

    @Test(arguments: TestCluster.all)
    func `what moved while somebody thought is not overwritten`(_ cluster: TestCluster) async throws {
        try await withQuestion(on: cluster) { _, seeded, terminal, command in
            let moved = seeded.moved.mapValues { offsets in
                offsets.map { CommittedOffset($0.topicPartition, offset: $0.offset + 1) }
            }
            try await cluster.commit(moved.map { (group: $0.key, offsets: $0.value) })
            terminal.type("y\n")
            let result = try await command.result()
            #expect(result.exitCode == .refused, "\(result)")
            #expect(result.messages.contains("has moved since the plan was made"), "\(result)")
            #expect(try await cluster.committed(by: seeded.groups) == moved, "\(result)")
        }
    }

    @Test(arguments: TestCluster.all)
    func `off a terminal the plan is shown, and 64 asks for --yes`(_ cluster: TestCluster) async throws {
        let user = User(cluster)
        try await cluster.withSeededGroups(2, partitions: 1) { seeded in
            _ = try await user.snapshot("--group", seeded.pattern)
            try await cluster.moveOffsets(of: seeded)
            let result = try await user.run("restore", "latest")
            #expect(result.exitCode == .usage, "\(result)")
            for group in seeded.groups { #expect(result.output.contains(group.name), "\(result)") }
            #expect(result.messages.contains("--yes"), "\(result)")
            let document = try await user.run("restore", "latest", "--json")
            #expect(document.exitCode == .usage, "\(document)")
            #expect(try document.document(PlanDocument.self).plan.summary.set == 2, "\(document)")
            #expect(try document.document(ErrorDocument.self).error.code == "not-confirmed", "\(document)")
            try await expectNothingWritten(user, seeded, result)
        }
    }
}
