import EngineTestSupport
import Offsets
import Store
import Synchronization
import Testing

@testable import Commands

struct QuestionTests {
    /// Runs a restore of two groups that have moved from 42 to 100, or to 10, at a terminal with this answer.
    private static func restore(
        _ options: [String] = ["--group", "a"],
        moved offset: Int64 = 100,
        answer: TypedAnswer?
    ) async throws -> (run: CommandRun, held: Int64?, log: String) {
        let result = Mutex<(CommandRun, Int64?, String)?>(nil)
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "b"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change {
                $0.groups = DictionaryCluster(groups: ["a", "b"], offset: offset).now.groups
            }
            let run = await CommandRun(["restore", "latest"] + options, cluster, store: store, answer: answer)
            let log = await CommandRun(["log", "--json"], store: store)
            result.withLock { $0 = (run, cluster.offset(of: "a"), log.output) }
        }
        let (run, held, log) = try #require(result.withLock { $0 })
        return (run, held, log)
    }

    @Test func `the question names source and target, counts, and how far offsets move back and forward`() async throws
    {
        let back = try await Self.restore(answer: .line("no"))
        let rewind =
            " to cluster c-1 at memory:9092\ntidemark: 1 group: 2 offsets to set (2 back by at most 58), 0 to keep\n"
        #expect(back.run.messages.contains(rewind), "\(back)")
        #expect(back.run.messages.contains("tidemark: carry this plan out? [y/N] "), "\(back)")
        let forward = try await Self.restore(moved: 10, answer: .line("no"))
        #expect(
            forward.run.messages.contains(": 2 offsets to set (2 forward by at most 32), 0 to keep\n"),
            "\(forward)"
        )
    }

    @Test(arguments: ["y", "Y", " yes \r"])
    func `yes carries the plan out`(answer: String) async throws {
        let result = try await Self.restore(answer: .line(answer))
        #expect(result.run.exitCode == .done)
        #expect(result.held == 42)
        #expect(result.log.contains(#""result":"done""#))
    }

    @Test(arguments: [TypedAnswer.line(""), .line("n"), .line("yo"), .end])
    func `anything else writes nothing, and is no failure`(answer: TypedAnswer) async throws {
        let result = try await Self.restore(answer: answer)
        #expect(result.run.exitCode == .done)
        #expect(result.run.messages.hasSuffix("tidemark: nothing was written\n"))
        #expect(result.held == 100)
        #expect(result.log.contains(#""log":[]"#))
    }

    @Test func `an interruption and a question that nobody answers write nothing and say so`() async throws {
        let interrupted = try await Self.restore(answer: .interrupted)
        #expect(interrupted.run.exitCode == .interrupted)
        let late = try await Self.restore(answer: .late)
        #expect(late.run.exitCode == .usage)
        #expect(late.run.messages.contains("nobody answered within 10m"), "\(late)")
        for result in [interrupted, late] {
            #expect(result.run.messages.contains("nothing was written"))
            #expect(result.held == 100)
        }
    }

    @Test func `a whole snapshot wants the beginning of the cluster's id`() async throws {
        let yes = try await Self.restore([], answer: .line("yes"))
        #expect(
            yes.run.messages.contains("type the first 3 characters of the cluster's id to carry it out: "),
            "\(yes)"
        )
        #expect(yes.held == 100)
        #expect(try await Self.restore([], answer: .line("C-1")).held == 100)
        #expect(try await Self.restore([], answer: .line("c-1")).held == 42)
    }

    @Test(arguments: [["--yes"], ["--dry-run"], ["--json"], ["--json", "--yes"]])
    func `who has answered, or wants a document, is not asked`(options: [String]) async throws {
        let result = try await Self.restore(options + ["--group", "a"], answer: .line("n"))
        #expect(!result.run.messages.contains("carry this plan out?"), "\(result)")
        #expect(result.held == (options.contains("--yes") ? 42 : 100))
    }

    @Test func `without a terminal the plan is shown, and 64 says what to add`() async throws {
        let table = try await Self.restore(answer: nil)
        #expect(table.run.exitCode == .usage)
        #expect(table.run.output.contains("\na "))
        #expect(table.run.messages.contains("Add --yes to apply the plan, or --dry-run"))
        let document = try await Self.restore(["--json"], answer: nil)
        #expect(document.run.exitCode == .usage)
        #expect(document.run.output.contains(#""run":null,"error":{"code":"not-confirmed""#), "\(document)")
        #expect(document.run.output.split(separator: "\n").count == 1)
    }

    @Test func `what contradicts itself is 64`() async throws {
        let result = try await Self.restore(["--yes", "--dry-run"], answer: nil)
        #expect(result.run.exitCode == .usage)
        #expect(result.held == 100)
    }

    @Test func `a plan that was to be carried out and was refused is in the audit log`() async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change { $0.setState("a", .stable) }
            let looked = await CommandRun(["restore", "latest", "--dry-run"], cluster, store: store)
            let refused = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
            #expect([looked.exitCode, refused.exitCode] == [.refused, .refused])
            let log = await CommandRun(["log", "--json"], store: store).output
            #expect(log.contains(#"{"schemaVersion":1,"log":[{"number":1,"#) && !log.contains(#""number":2"#), "\(log)")
            #expect(log.contains(#""result":"refused","detail":"group a has running members"#), "\(log)")
        }
    }

    @Test(arguments: [["--yes"], ["--dry-run"], []])
    func `an older run that was cut short is decided before anything is written`(options: [String]) async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: 100).now.groups }
            try await Self.leaveRun(in: store)
            let words = ["restore", "latest", "--group", "a"] + options
            let restored = await CommandRun(words, cluster, store: store, answer: .line("y"))
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(cluster.offset(of: "a") == (options == ["--dry-run"] ? 100 : 42))
            let decided = "finished an interrupted run first: run 20261121T030000Z-00000001 aborted"
            #expect(restored.messages.contains(decided) == (options != ["--dry-run"]), "\(restored)")
        }
    }

    /// A run that ended before it had looked at anything, as a killed process would leave it.
    private static func leaveRun(in store: String) async throws {
        let journal = try Journal(of: try await SnapshotStore.open(store, for: .writing(wait: .zero)))
        try await journal.locked { try await beginRun(in: journal) }
    }

    private static func beginRun(in journal: Journal) async throws {
        let group = GroupID("a")
        let partition = TopicPartition(topic: "orders", partition: 0)
        let record = RunRecord(
            id: RunID(text: "20261121T030000Z-00000001"),
            kind: .restore,
            mode: .merge,
            commitProtocol: .transaction,
            cluster: ClusterName(id: "c-1", name: nil),
            planDigest: try #require(ContentDigest(bytes: [UInt8](repeating: 7, count: ContentDigest.length))),
            transactionalID: "tidemark-c-1",
            sentinelGroup: SentinelGroup.name(installation: try await journal.installation()),
            sentinelPartition: partition,
            startedAt: .now(),
            deadline: .now(),
            who: .current()
        )
        let item = RunItem(
            group: group,
            topicPartition: partition,
            action: .set,
            planned: CommittedOffset(partition, offset: 42)
        )
        try await journal.begin(
            record,
            groups: [RunGroup(group: group, existed: true, state: .empty)],
            items: [item]
        )
    }
}
