import EngineTestSupport
import Offsets
import Store
import Testing

@testable import Commands

/// `runs` and `log`: what the journal knows, without a cluster.
struct RunsTests {
    /// A store with a restore that was done and one that stopped at a group with members.
    private static func withTwoRuns(_ body: (String) async throws -> Void) async throws {
        try await CommandRun.withStore { store in
            let cluster = DictionaryCluster(groups: ["a", "new\nline"])
            _ = await CommandRun(["snapshot"], cluster, store: store)
            cluster.change {
                $0.groups = DictionaryCluster(groups: ["a", "new\nline"], offset: 100).now.groups
            }
            _ = await CommandRun(["restore", "latest", "--group", "a", "--yes"], cluster, store: store)
            // The plan lists the groups once, and the run before its transaction.
            cluster.change { $0.forgetCalls() }
            cluster.add(.at(.list, number: 2, .meanwhile { $0.setState("new\nline", .stable) }))
            _ = await CommandRun(["restore", "latest", "--yes"], cluster, store: store)
            try await body(store)
        }
    }

    @Test func `runs are listed oldest first with how they ended`() async throws {
        try await Self.withTwoRuns { store in
            let runs = await CommandRun(["runs"], store: store)
            #expect(runs.exitCode == .done)
            let lines = runs.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[1].contains("  restore  done "))
            #expect(lines[2].contains("  restore  aborted "))
            let document = await CommandRun(["runs", "--json"], store: store)
            #expect(document.output.hasPrefix(#"{"schemaVersion":1,"runs":[{"id":""#))
            #expect(document.output.contains(#""state":"done","#))
            #expect(
                document.output.contains(#""verified":2,"mismatches":[],"unread":[],"error":null,"kind":"restore","#)
            )
            #expect(
                document.output.contains(
                    #""verified":null,"mismatches":[],"unread":[],"error":{"code":"group-active","#
                )
            )
            #expect(document.output.contains(#""groups":2,"partitions":4}]}"#))
        }
    }

    @Test func `one run is shown state by state, with its groups and its error`() async throws {
        try await Self.withTwoRuns { store in
            let run = await CommandRun(["runs", "latest"], store: store)
            #expect(run.exitCode == .done)
            for word in ["planned", "prechecked", "pre-image", "aborted", "group new\\nline has running members"] {
                #expect(run.output.contains(word), "\(run.output)")
            }
            #expect(run.output.contains("new\\nline  Empty           2       0     0\n"), "\(run.output)")
            #expect(run.output.contains("2 to set, 0 to delete, 2 to keep; nothing was written\n"), "\(run.output)")
            let verbose = await CommandRun(["runs", "latest", "-v"], store: store)
            let row = "new\\nline  orders          1  set        100       42\n"
            #expect(verbose.output.contains(row), "\(verbose.output)")
            let document = await CommandRun(["runs", "latest", "--json"], store: store)
            let item =
                #"{"group":"a","topic":"orders","partition":0,"action":"keep","preImageRead":true,"before":42,"planned":42,"#
            #expect(document.output.contains(item), "\(document.output)")
            #expect(document.output.contains(#""events":[{"at":""#))
        }
    }

    @Test func `a run that is not there is 66`() async throws {
        try await Self.withTwoRuns { store in
            let run = await CommandRun(["runs", "1999"], store: store)
            #expect(run.exitCode == .notFound)
            #expect(run.messages.contains("there is no run 1999"))
        }
    }

    @Test func `a run is accepted by its id, when it is there and not over`() async throws {
        try await Self.withTwoRuns { store in
            let cluster = DictionaryCluster(groups: ["a"])
            let latest = await CommandRun(["recover", "--accept", "latest"], cluster, store: store)
            #expect(latest.exitCode == .usage)
            #expect(latest.messages.contains("--accept needs the id of the run"))
            let missing = await CommandRun(["recover", "--accept", "1999"], cluster, store: store)
            #expect(missing.exitCode == .notFound)
            let runs = await CommandRun(["runs"], store: store)
            let id = try #require(runs.output.split(separator: "\n")[1].split(separator: " ").first)
            let over = await CommandRun(["recover", "--accept", String(id)], cluster, store: store)
            #expect(over.exitCode == .refused)
            #expect(over.messages.contains("run \(id) is over: it ended as done"), "\(over.messages)")
        }
    }

    @Test func `the log has every run's beginning, pre-image and end, newest last, and its chain holds`() async throws {
        try await Self.withTwoRuns { store in
            let log = await CommandRun(["log", "--json"], store: store)
            #expect(log.exitCode == .done)
            #expect(log.output.hasPrefix(#"{"schemaVersion":1,"log":[{"number":1,"at":""#))
            let results = ["begun", "pre-image", "done", "begun", "pre-image", "aborted"]
            let parts = log.output.split(separator: #""result":""#).dropFirst()
            #expect(parts.map { String($0.prefix { $0 != "\"" }) } == results)
            #expect(log.output.contains(#""offsetsBefore":2,"offsetsAfter":2,"result":"done""#))
            let table = await CommandRun(["log"], store: store)
            #expect(table.output.split(separator: "\n").count == 7)
            let verified = await CommandRun(["log", "--verify"], store: store)
            #expect(verified.exitCode == .done)
            #expect(verified.output.hasPrefix("intact: 6 records; the last one is "))
        }
    }

    @Test func `nothing was run and nothing is logged in a store with snapshots alone`() async throws {
        try await CommandRun.withStore { store in
            _ = await CommandRun(["snapshot"], DictionaryCluster(groups: ["a"]), store: store)
            #expect(await CommandRun(["runs", "--json"], store: store).output == "{\"schemaVersion\":1,\"runs\":[]}\n")
            #expect(await CommandRun(["log", "--json"], store: store).output == "{\"schemaVersion\":1,\"log\":[]}\n")
            #expect(await CommandRun(["log", "--verify"], store: store).output == "intact: 0 records\n")
            #expect(await CommandRun(["runs", "latest"], store: store).exitCode == .notFound)
        }
    }
}
