import Cluster
import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

/// What `copy` and `rename` refuse: one clear line, the exit code that fits, and nothing changed.
struct CopyRefusalTests {
    /// A command line that makes no sense, or not here.
    struct BadLine: Sendable, CustomTestStringConvertible {
        let words: [String]
        let exitCode: ExitCode
        let message: String

        init(_ words: String..., ends exitCode: ExitCode, _ message: String) {
            self.words = words
            self.exitCode = exitCode
            self.message = message
        }

        var testDescription: String { words.map { String($0.prefix(60)) }.joined(separator: " ") }
    }

    private static let long = String(repeating: "n", count: 10_000)
    private static let tooLong = String(repeating: "n", count: 40_000)

    static let lines: [BadLine] = [
        // Names.
        BadLine("copy", ends: .usage, "no group is named"),
        BadLine("rename", ends: .usage, "no group is named"),
        BadLine("copy", "a", ends: .usage, "DST is missing"),
        BadLine("rename", "a", ends: .usage, "DST is missing"),
        BadLine("copy", "a", "x", "y", ends: .usage, "'y'"),
        BadLine("copy", "", "x", ends: .usage, "empty"),
        BadLine("copy", "a", "", ends: .usage, "empty"),
        BadLine("copy", "a", "a", ends: .usage, "group a would be copied onto itself"),
        BadLine("rename", "a", "a", ends: .usage, "group a would be copied onto itself"),
        BadLine("copy", "nobody", "x", ends: .notFound, "there is no group nobody on the cluster"),
        BadLine("rename", "nobody", "x", ends: .notFound, "there is no group nobody on the cluster"),
        BadLine("copy", "A", "x", ends: .notFound, "there is no group A on the cluster"),
        BadLine("copy", "*", "x", ends: .notFound, "there is no group * on the cluster"),
        BadLine("copy", "re:a", "x", ends: .notFound, "there is no group re:a on the cluster"),
        BadLine("copy", "empty", "x", ends: .notFound, "group empty has no offset"),
        BadLine("copy", long, "x", ends: .notFound, "there is no group nnnn"),
        BadLine("rename", "a", tooLong, ends: .usage, "Kafka stores at most 32767"),
        BadLine("copy", "a", "tidemark.sentinel.x", ends: .usage, "are Tidemark's own"),
        BadLine("copy", "a", "x", "--map", "b=y", ends: .usage, "cannot be combined with other rules"),
        BadLine("copy", "a", "x", "--group", "b", ends: .usage, "cannot be combined with other rules"),
        // Maps.
        BadLine("copy", "--map", "a=x", "--map", "a=y", ends: .usage, "group a is mapped twice"),
        BadLine("copy", "--map", "a=x", "--map", "b=x", ends: .usage, "groups a and b would both go to group x"),
        BadLine("copy", "--map", "a=b", "--map", "b=a", ends: .usage, "itself mapped to another group"),
        BadLine("rename", "--map", "a=b", "--map", "b=x", ends: .usage, "itself mapped to another group"),
        BadLine("rename", "--map", "a=b", "--map", "b=x", "--map", "x=a", ends: .usage, "itself mapped"),
        BadLine("copy", "--map", "a", ends: .usage, "expected OLD=NEW"),
        BadLine("copy", "--map", "=x", ends: .usage, "the name before = is empty"),
        BadLine("copy", "--map", "a=", ends: .usage, "the target's name is empty"),
        BadLine("copy", "--map", "nobody=x", ends: .notFound, "there is no group nobody"),
        BadLine("copy", "--map-file", "/none/of/it", ends: .notFound, "/none/of/it"),
        BadLine("copy", "--rename", "s/[ab]/x/", ends: .usage, "groups a and b would both go to group x"),
        BadLine("copy", "--rename", "s/zzz/x/", ends: .notFound, "no group is selected that a mapping gives"),
        BadLine("rename", "--rename", "s/a/a/", ends: .usage, "group a would be copied onto itself"),
        BadLine("copy", "--group", "b", "--map", "a=x", ends: .usage, "group a is not there or not selected"),
        // Patterns.
        BadLine("copy", "--rename", "s/(/x/", ends: .usage, "--rename s/(/x/"),
        BadLine("copy", "--rename", "a", ends: .usage, "a substitution begins with s and a delimiter"),
        BadLine("copy", "--rename", "s/a/\\9/", ends: .usage, "--rename"),
        BadLine("copy", "--group", "re:(", "--rename", "s/a/x/", ends: .usage, "--group"),
        BadLine("copy", "--group", "[", "--rename", "s/a/x/", ends: .usage, "--group"),
        BadLine("copy", "a", "x", "--topic", "re:*", ends: .usage, "--topic"),
        BadLine("copy", "a", "x", "--topic", "nothing", ends: .notFound, "no offset of the selected topics"),
        BadLine("copy", "a", "x", "--partition=-1", ends: .usage, "is not a partition"),
        BadLine("copy", "a", "x", "--partition", "9", ends: .notFound, "no offset of the selected topics"),
        // Options.
        BadLine("copy", "a", "x", "--verify-lag=-1", ends: .usage, "'-1' is not a whole number"),
        BadLine("copy", "a", "x", "--verify-lag", "99999999999999999999", ends: .usage, "is not a whole number"),
        BadLine("copy", "a", "x", "--merge", "--mode", "exact", ends: .usage, "exclude each other"),
        BadLine("copy", "a", "x", "--mode", "half", ends: .usage, "'half' is not valid"),
        BadLine("rename", "a", "x", "--on-out-of-range", "skip", ends: .usage, "a rename cannot leave offsets out"),
        BadLine("rename", "a", "x", "--topic", "orders", ends: .usage, "--topic"),
        BadLine("copy", "a", "x", "--translate", "time", ends: .usage, "'time' is not valid"),
        BadLine("copy", "a", "x", "--from-cluster", "old", ends: .usage, "there is none"),
        BadLine("copy", "a", "x", "--from-bootstrap-server", "b:1", ends: .usage, "mean other records"),
        BadLine(
            "copy",
            "a",
            "x",
            "--from-cluster",
            "old",
            "--translate",
            "offset",
            ends: .usage,
            "there is none"
        ),
        BadLine(
            "copy",
            "a",
            "x",
            "--from-bootstrap-server",
            ":",
            "--translate",
            "offset",
            ends: .usage,
            "--from-bootstrap-server"
        ),
        BadLine(
            "copy",
            "a",
            "x",
            "--snapshot",
            "latest",
            "--from-bootstrap-server",
            "b:1",
            ends: .usage,
            "exclude each other"
        ),
        BadLine("copy", "a", "x", "--snapshot", "latest", ends: .notFound, "store"),
        // What is there.
        BadLine("copy", "a", "b", ends: .refused, "group b holds offsets of 2 partitions already"),
        BadLine("rename", "a", "b", ends: .refused, "group b holds offsets of 2 partitions already"),
        BadLine("copy", "a", "used", "--merge", ends: .refused, "group used has running members"),
        BadLine("rename", "used", "x", ends: .refused, "group used has running members"),
        BadLine("copy", "gone", "x", ends: .refused, "topic gone does not exist"),
        BadLine("copy", "beyond", "x", ends: .refused, "is beyond the log's end"),
        BadLine("rename", "beyond", "x", ends: .refused, "is beyond the log's end"),
    ]

    private static var cluster: DictionaryCluster {
        let cluster = DictionaryCluster(groups: ["a", "b", "used"])
        cluster.change { state in
            state.commit("b", "orders", 0, 7)
            state.setState("used", .stable)
            state.setState("empty", .empty)
            state.commit("gone", "gone", 0, 1)
            state.commit("beyond", "orders", 0, 1_001)
        }
        return cluster
    }

    @Test(arguments: lines)
    func `a bad line is refused, and changes nothing`(line: BadLine) async throws {
        try await CommandRun.withStore { store in
            let cluster = Self.cluster
            let before = cluster.now.groups.keys.sorted().map { ($0.name, cluster.now.held(by: $0.name)) }
            let run = await CommandRun(line.words + ["--yes"], cluster, store: store)
            #expect(run.exitCode == line.exitCode, "\(run)")
            #expect(run.messages.contains(line.message), "\(run)")
            #expect(run.messages.split(separator: "\n").count { $0.contains("error: ") } == 1, "\(run)")
            let after = cluster.now.groups.keys.sorted().map { ($0.name, cluster.now.held(by: $0.name)) }
            #expect(before.elementsEqual(after) { $0 == $1 })
            let writes = cluster.now.calls.count { $0.isWrite }
            #expect(writes == 0)
        }
    }

    @Test func `without a network nothing is known and nothing done`() async throws {
        try await CommandRun.withStore { store in
            for words in [["copy", "a", "x"], ["rename", "a", "x"]] {
                let run = await CommandRun(words + ["--yes"], store: store)
                #expect(run.exitCode == .unreachable, "\(run)")
                #expect(run.messages.contains("no broker at memory:9092"), "\(run)")
            }
        }
    }
}
