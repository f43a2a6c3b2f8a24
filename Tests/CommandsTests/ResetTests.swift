import EngineTestSupport
import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Commands

struct ResetTests {
    /// Groups `a` and `b` at 42 of the records 10 to 99 in both partitions of `orders`; `bills` has one partition and no offset.
    private static func withGroups(_ body: (DictionaryCluster, String) async throws -> Void) async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            cluster.change { state in
                state.topics["bills"] = .init(partitionCount: 1)
                for name in ["orders", "bills"] { state.topics[name]?.bounds = LogBounds(start: 10, end: 100) }
                state.topics["orders"]?.times = [0: (0..<90).map { Timestamp(nanoseconds: $0 * 1_000_000_000) }]
            }
            try await body(cluster, store)
        }
    }

    private static func file(_ text: String, in store: String) throws -> String {
        let path = "\(store)/offsets.csv"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    @Test(arguments: [
        (["--topic", "orders", "--to-earliest"], ["orders[0]=10", "orders[1]=10"]),
        (["--topic", "orders", "--to-latest"], ["orders[0]=100", "orders[1]=100"]),
        (["--topic", "orders:1", "--to-latest"], ["orders[0]=42", "orders[1]=100"]),
        (["--topic", "orders", "--partition", "0", "--to-latest"], ["orders[0]=100", "orders[1]=42"]),
        (["--topic", "bills", "--to-current"], ["bills[0]=100", "orders[0]=42", "orders[1]=42"]),
        (
            ["--topic", "bills", "--topic", "orders:0", "--to-offset", "50"],
            ["bills[0]=50", "orders[0]=50", "orders[1]=42"]
        ),
        (["--all-topics", "--shift-by", "-10"], ["orders[0]=32", "orders[1]=32"]),
        (["--all-topics", "--shift-by", "8"], ["orders[0]=50", "orders[1]=50"]),
        (["--all-topics", "--shift-by=-9223372036854775808"], ["orders[0]=10", "orders[1]=10"]),
        (["--all-topics", "--to-offset", "9223372036854775807"], ["orders[0]=100", "orders[1]=100"]),
        (["--all-topics", "--to-datetime", "1970-01-01T00:00:05Z"], ["orders[0]=15", "orders[1]=100"]),
        (["--all-topics", "--to-datetime", "1970-01-01T01:00:05.5+01:00"], ["orders[0]=16", "orders[1]=100"]),
        (["--all-topics", "--by-duration", "PT1S"], ["orders[0]=100", "orders[1]=100"]),
        (["--all-topics", "--by-duration", "365d"], ["orders[0]=100", "orders[1]=100"]),
        (["--topic", "ord*", "--to-earliest"], ["orders[0]=10", "orders[1]=10"]),
        (["--all-topics", "--exclude-topic", "orders:0", "--to-earliest"], ["orders[0]=42", "orders[1]=10"]),
        (
            ["--topic", "bills:0,7", "--to-earliest", "--on-missing", "skip"],
            ["bills[0]=10", "orders[0]=42", "orders[1]=42"]
        ),
        (
            ["--all-topics", "--to-offset", "500", "--on-out-of-range", "skip"],
            ["orders[0]=42", "orders[1]=42"]
        ),
    ])
    func `every position is written to the group that is named, and undone`(
        words: [String],
        held: [String]
    ) async throws {
        try await Self.withGroups { cluster, store in
            let shown = await CommandRun(["reset", "a"] + words + ["--dry-run", "--json"], cluster, store: store)
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(cluster.now.held(by: "a") == ["orders[0]=42", "orders[1]=42"])
            let written = await CommandRun(
                ["reset", "a"] + words + ["--yes", "--reason", "test"],
                cluster,
                store: store
            )
            #expect(written.exitCode == .done, "\(written)")
            #expect(cluster.now.held(by: "a") == held)
            #expect(cluster.now.held(by: "b") == ["orders[0]=42", "orders[1]=42"])
            guard held != ["orders[0]=42", "orders[1]=42"] else { return }
            let undone = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(cluster.now.held(by: "a") == ["orders[0]=42", "orders[1]=42"])
        }
    }

    @Test func `what Kafka's tool clamps without a word is said`() async throws {
        try await Self.withGroups { cluster, store in
            let words = ["reset", "a", "--all-topics", "--to-offset", "500", "--dry-run"]
            let shown = await CommandRun(words, cluster, store: store)
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(
                shown.messages.contains(
                    "group a, orders[0]: offset 500 is beyond the log's end 100; moved from 500 to 100"
                ),
                "\(shown)"
            )
            let stopped = await CommandRun(words + ["--on-out-of-range", "fail"], cluster, store: store)
            #expect(stopped.exitCode == .refused, "\(stopped)")
        }
    }

    @Test func `where no record is as young, that is said`() async throws {
        try await Self.withGroups { cluster, store in
            let shown = await CommandRun(
                ["reset", "a", "--all-topics", "--to-datetime", "2200-01-01T00:00:00Z", "--dry-run"],
                cluster,
                store: store
            )
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(
                shown.messages.contains("group a, orders[0]: no record is as late as 2200-01-01T00:00:00.000Z"),
                "\(shown)"
            )
            #expect(!shown.messages.contains("clamped"), "\(shown)")
        }
    }

    @Test func `every group is reset in one run, and a group that is named in full is made`() async throws {
        try await Self.withGroups { cluster, store in
            let all = await CommandRun(
                ["reset", "--all-groups", "--all-topics", "--to-earliest", "--yes"],
                cluster,
                store: store
            )
            #expect(all.exitCode == .done, "\(all)")
            #expect(cluster.now.held(by: "a") == ["orders[0]=10", "orders[1]=10"])
            #expect(cluster.now.held(by: "b") == ["orders[0]=10", "orders[1]=10"])
            let made = await CommandRun(
                ["reset", "new", "--topic", "bills", "--to-latest", "--yes"],
                cluster,
                store: store
            )
            #expect(made.exitCode == .done, "\(made)")
            #expect(cluster.now.held(by: "new") == ["bills[0]=100"])
            let undone = await CommandRun(["undo", "latest", "--yes"], cluster, store: store)
            #expect(undone.exitCode == .done, "\(undone)")
            #expect(cluster.now.groups[GroupID("new")] == nil)
        }
    }

    @Test func `the plan is asked about, saved and applied like any other`() async throws {
        try await Self.withGroups { cluster, store in
            let words = ["reset", "a", "--all-topics", "--to-earliest"]
            let asked = await CommandRun(words, cluster, store: store, answer: .line("y"))
            #expect(asked.exitCode == .done, "\(asked)")
            #expect(asked.messages.contains("position: to-earliest, on cluster c-1"), "\(asked)")
            #expect(cluster.now.held(by: "a") == ["orders[0]=10", "orders[1]=10"])
            let declined = await CommandRun(
                ["reset", "a", "--all-topics", "--to-latest"],
                cluster,
                store: store,
                answer: .line("n")
            )
            #expect(declined.exitCode == .done && cluster.offset(of: "a") == 10, "\(declined)")
            let saved = await CommandRun(
                [
                    "reset", "b", "--all-topics", "--to-datetime", "1970-01-01T00:00:05Z", "--plan-out",
                    "\(store)/b.plan",
                ],
                cluster,
                store: store
            )
            #expect(saved.exitCode == .done, "\(saved)")
            let applied = await CommandRun(["apply", "\(store)/b.plan", "--yes"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(cluster.now.held(by: "b") == ["orders[0]=15", "orders[1]=100"])
            let runs = await CommandRun(["runs", "--json"], cluster, store: store)
            #expect(runs.output.contains(#""kind":"reset""#), "\(runs)")
            #expect(runs.output.contains(#""source":"to-earliest""#), "\(runs)")
            let log = await CommandRun(["log", "--json"], cluster, store: store)
            #expect(log.output.contains(#""action":"reset""#), "\(log)")
        }
    }

    @Test func `an export is the plan's offsets in Kafka's form, and is taken back from a file`() async throws {
        try await Self.withGroups { cluster, store in
            let exported = await CommandRun(
                ["reset", "--all-groups", "--all-topics", "--to-current", "--export"],
                cluster,
                store: store
            )
            #expect(exported.exitCode == .done, "\(exported)")
            #expect(exported.output == "a,orders,0,42\na,orders,1,42\nb,orders,0,42\nb,orders,1,42\n")
            let later = await CommandRun(
                ["reset", "a", "--topic", "orders:0", "--to-latest", "--export"],
                cluster,
                store: store
            )
            #expect(later.output == "a,orders,0,100\n", "\(later)")
            #expect(cluster.offset(of: "a") == 42)
            _ = await CommandRun(
                ["reset", "--all-groups", "--all-topics", "--to-latest", "--yes"],
                cluster,
                store: store
            )
            #expect(cluster.offset(of: "b") == 100)
            let file = try Self.file(exported.output, in: store)
            let back = await CommandRun(["reset", "a", "--from-file", file, "--yes"], cluster, store: store)
            #expect(back.exitCode == .done, "\(back)")
            #expect(cluster.offset(of: "a") == 42 && cluster.offset(of: "b") == 100)
            let rest = await CommandRun(["reset", "--all-groups", "--from-file", file, "--yes"], cluster, store: store)
            #expect(rest.exitCode == .done && cluster.offset(of: "b") == 42, "\(rest)")
        }
    }

    @Test func `a file of one group needs no name of it, as Kafka's tool writes it`() async throws {
        try await Self.withGroups { cluster, store in
            let file = try Self.file("orders,0,20\norders,1,5000\n", in: store)
            let written = await CommandRun(["reset", "a", "--from-file", file, "--yes"], cluster, store: store)
            #expect(written.exitCode == .done, "\(written)")
            #expect(cluster.now.held(by: "a") == ["orders[0]=20", "orders[1]=100"])
            #expect(written.messages.contains("offset 5000 is beyond the log's end 100; moved from 5000 to 100"))
        }
    }

    @Test func `a snapshot is put back as a restore does, and its offsets are not clamped`() async throws {
        try await Self.withGroups { cluster, store in
            _ = await CommandRun(
                ["reset", "--all-groups", "--all-topics", "--to-latest", "--yes"],
                cluster,
                store: store
            )
            cluster.change { $0.endLogs(at: 1_000) }
            let back = await CommandRun(["reset", "a", "--to-snapshot", "latest", "--yes"], cluster, store: store)
            #expect(back.exitCode == .done, "\(back)")
            #expect(cluster.offset(of: "a") == 42 && cluster.offset(of: "b") == 100)
            cluster.change { $0.endLogs(at: 30) }
            let refused = await CommandRun(["reset", "b", "--to-snapshot", "latest", "--yes"], cluster, store: store)
            #expect(refused.exitCode == .refused, "\(refused)")
        }
    }

    /// A command line behind `reset`, its exit code, and what its one line says; `FILE` stands for a file of `contents`.
    struct BadInput: Sendable, CustomStringConvertible {
        let words: [String]
        let exitCode: ExitCode
        let message: String
        var contents = ""

        init(_ words: String..., code: ExitCode, says message: String, file contents: String = "") {
            self.words = words
            exitCode = code
            self.message = message
            self.contents = contents
        }

        var description: String { words.map { String($0.prefix(40)) }.joined(separator: " ") }
    }

    private static let long = String(repeating: "x", count: 10_000)

    static let badInputs: [BadInput] = [
        BadInput(code: .usage, says: "nothing says where"),
        BadInput("a", "--all-topics", code: .usage, says: "nothing says where"),
        BadInput("a", "--to-earliest", code: .usage, says: "nothing says which topics"),
        BadInput("--all-topics", "--to-earliest", code: .usage, says: "nothing says which groups"),
        BadInput("a", "--all-groups", "--all-topics", "--to-earliest", code: .usage, says: "--all-groups and the name"),
        BadInput(
            "a",
            "--topic",
            "orders",
            "--all-topics",
            "--to-earliest",
            code: .usage,
            says: "--all-topics and --topic"
        ),
        BadInput(
            "a",
            "--all-topics",
            "--to-earliest",
            "--to-latest",
            code: .usage,
            says: "--to-earliest and --to-latest"
        ),
        BadInput(
            "a",
            "--all-topics",
            "--to-offset",
            "1",
            "--shift-by",
            "1",
            code: .usage,
            says: "--to-offset and --shift-by"
        ),
        BadInput(
            "a",
            "--to-snapshot",
            "latest",
            "--from-file",
            "x",
            code: .usage,
            says: "--from-file and --to-snapshot"
        ),
        BadInput("a", "--all-topics", "--to-offset", "-1", code: .usage, says: "--to-offset"),
        BadInput("a", "--all-topics", "--to-offset", "1e3", code: .usage, says: "'1e3' is not an offset"),
        BadInput("a", "--all-topics", "--to-offset", "9223372036854775808", code: .usage, says: "is not an offset"),
        BadInput("a", "--all-topics", "--to-offset", "", code: .usage, says: "is not an offset"),
        BadInput("a", "--all-topics", "--shift-by", "--10", code: .usage, says: "--shift-by"),
        BadInput("a", "--all-topics", "--shift-by", "-9223372036854775809", code: .usage, says: "--shift-by"),
        BadInput("a", "--all-topics", "--shift-by", "half", code: .usage, says: "'half' is not a number of records"),
        BadInput(
            "a",
            "--all-topics",
            "--to-datetime",
            "2026-11-21T03:00:00.000",
            code: .usage,
            says: "has no zone; write 2026-11-21T03:00:00.000Z"
        ),
        BadInput(
            "a",
            "--all-topics",
            "--to-datetime",
            "2026-11-21",
            code: .usage,
            says: "write for example 2026-11-21T00:00:00Z"
        ),
        BadInput(
            "a",
            "--all-topics",
            "--to-datetime",
            "2026-02-30T03:00:00Z",
            code: .usage,
            says: "is not a time in RFC 3339"
        ),
        BadInput("a", "--all-topics", "--to-datetime", "yesterday", code: .usage, says: "is not a time in RFC 3339"),
        BadInput(
            "a",
            "--all-topics",
            "--to-datetime",
            "9999-01-01T00:00:00Z",
            code: .usage,
            says: "is not a time in RFC 3339"
        ),
        BadInput(
            "a",
            "--all-topics",
            "--to-datetime",
            "1790000000000",
            code: .usage,
            says: "is not a time in RFC 3339"
        ),
        BadInput("a", "--all-topics", "--by-duration", "P1Y", code: .usage, says: "'P1Y' is not a duration"),
        BadInput("a", "--all-topics", "--by-duration", "-PT1H", code: .usage, says: "--by-duration"),
        BadInput(
            "a",
            "--all-topics",
            "--by-duration",
            "99999999999999999999d",
            code: .usage,
            says: "is not a duration"
        ),
        BadInput("a", "--all-topics", "--by-duration", "P99999999999999999D", code: .usage, says: "is not a duration"),
        BadInput("a", "--topic", "orders:x", "--to-earliest", code: .usage, says: "'x' is not a partition"),
        BadInput("a", "--topic", "orders:0,", "--to-earliest", code: .usage, says: "'' is not a partition"),
        BadInput("a", "--topic", "orders:0:1", "--to-earliest", code: .usage, says: "'0:1' is not a partition"),
        BadInput("a", "--topic", ":0", "--to-earliest", code: .usage, says: "no topic before the colon"),
        BadInput("a", "--topic", "or ders", "--to-earliest", code: .usage, says: "no topic can have such a name"),
        BadInput("a", "--topic", long, "--to-earliest", code: .usage, says: "no topic can have such a name"),
        BadInput("a", "--topic", "orders:\(long)", "--to-earliest", code: .usage, says: "is not a partition"),
        BadInput("a", "--topic", "re:(", "--to-earliest", code: .usage, says: "--topic re:("),
        BadInput("re:[", "--all-topics", "--to-earliest", code: .usage, says: "re:["),
        BadInput("", "--all-topics", "--to-earliest", code: .usage, says: "the value is empty"),
        BadInput(
            String(repeating: "x", count: 40_000),
            "--topic",
            "orders",
            "--to-earliest",
            code: .usage,
            says: "40000 bytes"
        ),
        BadInput(
            "a",
            "--all-topics",
            "--to-earliest",
            "--on-out-of-range",
            "guess",
            code: .usage,
            says: "'guess' is not valid"
        ),
        BadInput("a", "--all-topics", "--to-earliest", "--export", "--yes", code: .usage, says: "--export and --yes"),
        BadInput("a", "--all-topics", "--to-earliest", "--export", "--plan-out", "x", code: .usage, says: "--plan-out"),
        BadInput("a", "--all-topics", "--to-earliest", "--other-cluster", code: .usage, says: "--other-cluster"),
        BadInput(
            "a",
            "--all-topics",
            "--to-earliest",
            "--yes",
            "--dry-run",
            code: .usage,
            says: "--yes cannot be combined"
        ),
        BadInput("a", "--from-file", "/none.csv", code: .notFound, says: "/none.csv"),
        BadInput("a", "--from-file", "FILE", code: .damagedData, says: "it has no offsets", file: ""),
        BadInput("a", "--from-file", "FILE", code: .damagedData, says: ":1:", file: "a,orders\n"),
        BadInput("a", "--from-file", "FILE", code: .damagedData, says: ":2:", file: "a,orders,0,1\na,orders,x,1\n"),
        BadInput(
            "a",
            "--from-file",
            "FILE",
            code: .damagedData,
            says: "on line 1 already",
            file: "a,orders,0,1\na,orders,0,2\n"
        ),
        BadInput(
            "a",
            "--from-file",
            "FILE",
            code: .damagedData,
            says: "is above",
            file: "a,orders,0,9223372036854775808\n"
        ),
        BadInput("b", "--from-file", "FILE", code: .notFound, says: "has no offset of group b", file: "a,orders,0,1\n"),
        BadInput(
            "a",
            "--from-file",
            "FILE",
            code: .refused,
            says: "topic nosuch does not exist",
            file: "a,nosuch,0,1\n"
        ),
        BadInput("a", "--to-snapshot", "no such", code: .usage, says: "no such"),
        BadInput("nosuch", "--all-topics", "--to-earliest", code: .notFound, says: "there is no group nosuch"),
        BadInput(long, "--all-topics", "--to-earliest", code: .notFound, says: "there is no group"),
        BadInput("no*", "--all-topics", "--to-earliest", code: .notFound, says: "no group of the cluster"),
        BadInput(
            "a",
            "--topic",
            "none-*",
            "--to-earliest",
            code: .notFound,
            says: "group a has no offset of the selected"
        ),
        BadInput("a", "--topic", "bills", "--shift-by", "1", code: .notFound, says: "nothing to shift"),
        BadInput("a", "--topic", "nosuch", "--to-earliest", code: .refused, says: "topic nosuch does not exist"),
        BadInput("a", "--topic", "orders:2", "--to-earliest", code: .refused, says: "there is no partition 2"),
        BadInput("live", "--topic", "orders", "--to-earliest", code: .refused, says: "group live has running members"),
        BadInput(
            "--all-groups",
            "--topic",
            "orders",
            "--to-earliest",
            code: .refused,
            says: "group live has running members"
        ),
    ]

    @Test func `a person agrees to a distance, and sees where it leads once the members have left`() async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { $0.setState("a", .stable) }
            let words = ["reset", "a", "--all-topics", "--shift-by", "-2", "--wait-empty", "1m"]
            let leaving: @Sendable () -> Void = {
                cluster.change { state in
                    state.commit("a", "orders", 0, 60)
                    state.setState("a", .empty)
                }
            }
            let run = await CommandRun(words, cluster, store: store, answer: .line("y"), beforeAnswer: leaving)
            #expect(run.exitCode == .done, "\(run)")
            #expect(run.messages.contains("once the members have left, it is planned again"), "\(run)")
            let parts = run.messages.split(separator: "the members have left; planned again")
            #expect(parts.count == 2 && parts[1].contains("back by at most 2"), "\(run)")
            #expect(cluster.offset(of: "a") == 58)
        }
    }

    @Test(arguments: badInputs)
    func `bad input is one clear line, and changes nothing`(_ input: BadInput) async throws {
        try await Self.withGroups { cluster, store in
            cluster.change { state in
                state.commit("live", "orders", 0, 42)
                state.setState("live", .stable)
            }
            let before = cluster.now.groups.mapValues(\.offsets)
            let file = try Self.file(input.contents, in: store)
            let isShown = ["--yes", "--export", "--plan-out", "--dry-run"].contains(where: input.words.contains)
            let words = input.words.map { $0 == "FILE" ? file : $0 } + (isShown ? [] : ["--yes"])
            let refused = await CommandRun(["reset"] + words, cluster, store: store)
            #expect(refused.exitCode == input.exitCode, "\(refused)")
            #expect(refused.messages.contains(input.message), "\(refused)")
            #expect(refused.messages.split(separator: "\n").count { $0.contains("error: ") } == 1, "\(refused)")
            // A plan that findings stop is shown.
            #expect(refused.output.isEmpty || input.exitCode == .refused, "\(refused)")
            #expect(cluster.now.groups.mapValues(\.offsets) == before)
            #expect(!cluster.now.calls.contains { $0.isWrite })
            let runs = await CommandRun(["runs", "--json"], cluster, store: store)
            #expect(!runs.output.contains(#""kind":"reset""#))
        }
    }
}
