import EngineTestSupport
import FoundationEssentials
import Offsets
import Testing

@testable import Commands

struct ApplyTests {
    /// A snapshot of group `a` at 42, which stands at 100 now, and a plan to put it back.
    private static func withPlan(_ body: (DictionaryCluster, String, String) async throws -> Void) async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            move(cluster, to: 100)
            let file = "\(store)/a.plan"
            let saved = await CommandRun(["restore", "latest", "--plan-out", file], cluster, store: store)
            #expect(saved.exitCode == .done, "\(saved)")
            #expect(saved.messages.contains("nothing was written; `tidemark apply \(file) --yes` carries"), "\(saved)")
            #expect(cluster.offset(of: "a") == 100)
            try await body(cluster, store, file)
        }
    }

    private static func move(_ cluster: DictionaryCluster, to offset: Int64) {
        cluster.change { $0.groups = DictionaryCluster(groups: ["a"], offset: offset).now.groups }
    }

    private static func text(of file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    }

    private static func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file))
    }

    @Test func `a saved plan is shown, and with --yes carried out`() async throws {
        try await Self.withPlan { cluster, store, file in
            let shown = await CommandRun(["apply", file, "--dry-run"], cluster, store: store)
            #expect(shown.exitCode == .done, "\(shown)")
            #expect(shown.messages.contains("1 group: 2 offsets to set (2 back by at most 58), 0 to keep"))
            #expect(cluster.offset(of: "a") == 100)
            let applied = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
            #expect(applied.output.contains(" done: 2 partitions read back"))
            #expect(cluster.offset(of: "a") == 42)
            let again = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(again.exitCode == .refused)
        }
    }

    @Test(arguments: [("yes", 100), ("c-1", 42)] as [(String, Int64)])
    func `a saved plan for a whole cluster asks for its name, too`(answer: String, held: Int64) async throws {
        try await Self.withPlan { cluster, store, file in
            let asked = await CommandRun(["apply", file], cluster, store: store, answer: .line(answer))
            #expect(asked.exitCode == .done, "\(asked)")
            #expect(asked.messages.contains("this restores every group of the snapshot"), "\(asked)")
            #expect(cluster.offset(of: "a") == held)
        }
    }

    @Test func `the file is the plan of the document, for the owner alone`() async throws {
        try await Self.withPlan { cluster, store, file in
            let document = await CommandRun(["apply", file, "--dry-run", "--json"], cluster, store: store)
            let saved = try Self.text(of: file)
            // Besides what the plan says, the document tells what the store knows of its source.
            let known = /("at":"[^"]*")[^}]*\},"job":[^}]*(?=\})/
            let shown = document.output.replacing(known) { $0.1 }.replacing(
                #","bootstrapServers":"memory:9092""#,
                with: ""
            )
            #expect(shown.hasPrefix(String(saved.dropLast(2))), "\(document.output)")
            #expect(document.output.contains(#""state":"complete","groups":1"#))
            #expect(saved.hasPrefix(#"{"schemaVersion":1,"plan":{"digest":""#))
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode.map { $0 & 0o777 } == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: store)
            #expect(!names.contains { $0.contains("tmp") })
        }
    }

    @Test func `a file that is there is never overwritten`() async throws {
        try await Self.withPlan { cluster, store, file in
            let before = try Self.text(of: file)
            let refused = await CommandRun(["restore", "latest", "--plan-out", file], cluster, store: store)
            #expect(refused.exitCode == .cannotCreate)
            #expect(refused.messages.contains("\(file) already exists; not overwritten"))
            #expect(try Self.text(of: file) == before)
        }
    }

    @Test func `a plan is saved or carried out, not both`() async throws {
        try await Self.withPlan { cluster, store, _ in
            let both = await CommandRun(["restore", "latest", "--plan-out", "x", "--yes"], cluster, store: store)
            #expect(both.exitCode == .usage)
            #expect(cluster.offset(of: "a") == 100)
        }
    }

    @Test func `a plan that findings stop is not saved`() async throws {
        try await Self.withPlan { cluster, store, file in
            cluster.change { $0.setState("a", .stable) }
            let refused = await CommandRun(["restore", "latest", "--plan-out", "\(file)2"], cluster, store: store)
            #expect(refused.exitCode == .refused)
            #expect(!FileManager.default.fileExists(atPath: "\(file)2"))
        }
    }

    @Test(arguments: [["apply"], ["apply", "--yes"]])
    func `a group that moved is named with both offsets, and nothing is written`(words: [String]) async throws {
        try await Self.withPlan { cluster, store, file in
            Self.move(cluster, to: 101)
            let stale = await CommandRun(words + [file], cluster, store: store)
            #expect(stale.exitCode == .refused)
            let message = "group a, orders[1]: moved since the plan was made: had offset 100 and has offset 101"
            #expect(stale.messages.contains("error: \(message)"), "\(stale)")
            #expect(stale.messages.hasSuffix("this plan is stale; make a new one\ntidemark: nothing was written\n"))
            #expect(cluster.offset(of: "a") == 101)
            let document = await CommandRun(words + [file, "--json"], cluster, store: store)
            #expect(document.output.contains(#""blocking":[{"finding":"plan-stale","group":"a","topic":"orders""#))
            #expect(document.output.contains(#""run":null"#))
        }
    }

    @Test func `a group that got members and a log that was cut stop it`() async throws {
        try await Self.withPlan { cluster, store, file in
            cluster.change { $0.setState("a", .stable) }
            let active = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(active.exitCode == .refused)
            #expect(active.messages.contains("error: group a has running members"))
            cluster.change { state in
                state.setState("a", .empty)
                state.endLogs(at: 41)
            }
            let cut = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(cut.exitCode == .refused)
            #expect(cut.messages.contains("group a, orders[0]: the topic was created again or lost records"), "\(cut)")
            #expect(cut.messages.contains("ends at 41, and reached"), "\(cut)")
            #expect(cluster.offset(of: "a") == 100)
        }
    }

    @Test(arguments: [
        (#""to":42"#, #""to":43"#), (#""from":100"#, #""from":99"#), (#""toMetadata":"""#, #""toMetadata":"x""#),
        (#""partition":1"#, #""partition":7"#), (#""reason":"back:"#, #""reason":"nothing:"#),
        (#""finding":null"#, #""finding":"below-log-start""#), (#""existed":true"#, #""existed":false"#),
        (#""type":"Classic""#, #""type":"Consumer""#), (#""others":[]"#, #""others":[{"topic":"t","partition":0}]"#),
        (#""onMissing":"fail""#, #""onMissing":"skip""#), (#""only":null"#, #""only":"rewind""#),
        (#""mode":"merge""#, #""mode":"exact""#), (#""kind":"restore""#, #""kind":"copy""#),
        (#""protocol":"transaction""#, #""protocol":"best-effort""#), (#""id":"c-1""#, #""id":"other""#),
        (#""everything":true"#, #""everything":false"#),
        (#""set":2"#, #""set":1"#), (#""largestRewind":58"#, #""largestRewind":5"#),
        (#""snapshot":"2"#, #""snapshot":"3"#), (#""at":"20"#, #""at":"21"#),
        (
            #""blocking":[]"#,
            #""blocking":[{"finding":"plan-stale","group":"a","topic":null,"partition":null,"message":""}]"#
        ),
    ])
    func `whatever is changed in the file shows, and it is refused`(original: String, edited: String) async throws {
        try await Self.withPlan { cluster, store, file in
            let saved = try Self.text(of: file)
            #expect(saved.contains(original))
            // The first place alone, as an editor would.
            try Self.write(saved.replacing(original, with: edited, maxReplacements: 1), to: file)
            let refused = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(refused.exitCode == .refused, "\(refused)")
            #expect(refused.messages.contains("the plan was edited after it was saved"), "\(refused)")
            #expect(cluster.offset(of: "a") == 100)
        }
    }

    @Test func `a file that is laid out in another way is the same plan`() async throws {
        try await Self.withPlan { cluster, store, file in
            let spread = try Self.text(of: file).replacing(",\"", with: " ,\n\t\"")
            try Self.write(spread, to: file)
            let applied = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(applied.exitCode == .done, "\(applied)")
        }
    }

    @Test(arguments: [
        ("", ExitCode.damagedData, "it is empty"), ("hello", .usage, "is not a plan"), ("[]", .usage, "is not a plan"),
        ("{}", .usage, "is not a plan"), (#"{"schemaVersion":1,"snapshots":[]}"#, .usage, "is not a plan"),
        (#"{"schemaVersion":2,"plan":{}}"#, .configuration, "version 2"),
        (#"{"schemaVersion":1,"plan":{}}"#, .damagedData, "digest is missing"),
        (#"{"schemaVersion":1,"plan""#, .damagedData, "cannot be read as a plan"),
    ])
    func `what is no plan is said to be none`(text: String, exitCode: ExitCode, words: String) async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let file = "\(store)/x"
            try Self.write(text, to: file)
            let refused = await CommandRun(["apply", file, "--yes"], cluster, store: store)
            #expect(refused.exitCode == exitCode, "\(refused)")
            #expect(refused.messages.contains(words), "\(refused)")
            #expect(refused.messages.contains(file))
        }
    }

    @Test func `a plan that is cut off anywhere is never carried out`() async throws {
        try await Self.withPlan { cluster, store, file in
            let saved = try Self.text(of: file)
            for count in stride(from: 0, to: saved.utf8.count - 2, by: 97) {
                try Self.write(String(saved.prefix(count)), to: file)
                let refused = await CommandRun(["apply", file, "--yes"], cluster, store: store)
                #expect(refused.exitCode == .damagedData, "\(count): \(refused)")
            }
            #expect(cluster.offset(of: "a") == 100)
        }
    }

    @Test(arguments: [("/none", ExitCode.notFound), ("", .usage), ("/snapshots", .usage)])
    func `a plan that is no file is named`(name: String, exitCode: ExitCode) async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let refused = await CommandRun(["apply", store + name], cluster, store: store)
            #expect(refused.exitCode == exitCode, "\(refused)")
            #expect(refused.messages.contains(store + name))
        }
    }

    @Test func `a plan of another cluster is refused`() async throws {
        try await Self.withPlan { cluster, store, file in
            // A plan whose digest fits: only the cluster is another one.
            let (plan, _) = try PlanFile.read(file)
            let other = DictionaryCluster(groups: ["a"], offset: 100)
            other.change { $0.id = "other" }
            let refused = await CommandRun(["apply", file, "--yes"], other, store: store)
            #expect(refused.exitCode == .refused)
            let message = "the plan was made for cluster \(plan.cluster.id), and this one is other"
            #expect(refused.messages.contains(message), "\(refused)")
        }
    }
}
