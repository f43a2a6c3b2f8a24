import EngineTestSupport
import FoundationEssentials
import Offsets
import Store
import TestSupport
import Testing

@testable import Commands

/// `log`: who did what where and why, narrowed down, and in a form for spreadsheets.
struct AuditLogTests {
    /// A store with a snapshot, and a configuration file that asks for reasons.
    private final class Place: Sendable {
        let scratch: ScratchDirectory
        let cluster: DictionaryCluster

        init() async throws {
            scratch = try ScratchDirectory()
            try scratch.write(Data("[store]\nrequire-reason = true\n".utf8), to: "tidemark.toml")
            cluster = DictionaryCluster(groups: ["a", "b"])
            _ = await CommandRun(["snapshot", "--note", "before, \"all\" of it"], cluster, store: scratch.store)
            cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b"], offset: 100).now.groups }
        }

        func run(_ words: String...) async -> CommandRun {
            await CommandRun(words, cluster, store: scratch.store)
        }

        /// With the configuration file.
        func strictly(_ words: String...) async -> CommandRun {
            await CommandRun(words + ["--config", scratch.file("tidemark.toml")], cluster, store: scratch.store)
        }

        /// The fields of the log's rows, without its heading; no field has a comma in it but the last snapshot's comment.
        func rows(_ words: String...) async -> [[String]] {
            let run = await CommandRun(["log", "--csv"] + words, store: scratch.store)
            return run.output.split(separator: "\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }
    }

    @Test func `a restore is in the log with host, groups and reason, and so is every other change`() async throws {
        let place = try await Place()
        let restore = await place.run("restore", "latest", "--group", "a", "--yes", "--reason", "ticket 4711")
        #expect(restore.exitCode == .done, "\(restore)")
        for words in [
            ["hold", "latest"], ["tag", "latest", "x"], ["note", "latest", "text"], ["release", "latest"],
        ] {
            let run = await CommandRun(words + ["--reason", "ticket 12"], store: place.scratch.store)
            #expect(run.exitCode == .done, "\(run)")
        }
        let rows = await place.rows()
        #expect(rows.map { $0[6] } == ["restore", "restore", "restore", "snapshot", "hold", "tag", "note", "release"])
        let host = try #require(Operator.current().host)
        #expect(Set(rows.map { $0[5] }) == [host])
        for row in rows.prefix(3) {
            #expect(row[9] == "a" && row[15] == "ticket 4711", "\(row)")
        }
        for row in rows.suffix(4) { #expect(row[9].isEmpty && row[15] == "ticket 12", "\(row)") }
        // The comment of a snapshot is its reason, in quotes because of what is in it.
        let log = await place.run("log", "--csv")
        #expect(log.output.contains(#""before, ""all"" of it""#), "\(log)")
        #expect(log.output.contains("taken at 20"), "\(log)")
        let table = await place.run("log")
        for word in ["HOST", "GROUPS", "REASON", host, "ticket 4711"] { #expect(table.output.contains(word)) }
        let json = await place.run("log", "--json")
        #expect(json.output.contains(#""reason":"ticket 4711","groups":["a"]"#), "\(json)")
        let shown = await place.run("runs", "latest")
        #expect(shown.output.contains("ticket 4711") && shown.output.contains(" on \(host)"), "\(shown)")
        #expect(await place.run("log", "--verify").exitCode == .done)
    }

    @Test func `the log is narrowed by group and by time`() async throws {
        let place = try await Place()
        for group in ["a", "b"] { _ = await place.run("restore", "latest", "--group", group, "--yes") }
        #expect(await place.rows("--group", "b").map { $0[9] } == ["b", "b", "b"])
        #expect(await place.rows("--group", "re:^[ab]$").count == 6)
        #expect(await place.rows("--group", "c").isEmpty)
        #expect(await place.rows("--since", "1h").count == 6)
        #expect(await place.rows("--since", "2099-01-01T00:00:00Z").isEmpty)
        for words in [
            ["--verify", "--csv"], ["--verify", "--since", "1h"], ["--csv", "--json"], ["--since", "sometime"],
            ["--group", "re:("],
        ] {
            let run = await CommandRun(["log"] + words, store: place.scratch.store)
            #expect(run.exitCode == .usage, "\(run)")
        }
    }

    @Test func `where the configuration asks for a reason, nothing is changed by hand without one`() async throws {
        let place = try await Place()
        _ = await place.run("restore", "latest", "--group", "b", "--yes")
        for words in [
            ["restore", "latest", "--group", "a", "--yes"], ["undo", "latest", "--yes"], ["hold", "latest"],
            ["release", "latest"], ["tag", "latest", "x"], ["note", "latest", "x"], ["undelete", "x"],
            ["prune", "--keep-last", "1"], ["verify", "--forget-missing"], ["recover", "--accept", "x"],
        ] {
            let run = await CommandRun(
                words + ["--config", place.scratch.file("tidemark.toml")],
                place.cluster,
                store: place.scratch.store
            )
            #expect(run.exitCode == .usage, "\(run)")
            #expect(run.messages.contains("require-reason in "), "\(run)")
        }
        #expect(place.cluster.offset(of: "a") == 100)
        let shown = await place.strictly("restore", "latest", "--group", "a", "--dry-run")
        #expect(shown.exitCode == .done, "\(shown)")
        let taken = await place.strictly("snapshot")
        #expect(taken.exitCode == .done, "\(taken)")
        let done = await place.strictly("restore", "latest~1", "--group", "a", "--yes", "--reason", "ticket 4711")
        #expect(done.exitCode == .done, "\(done)")
        let recover = await place.strictly("recover")
        #expect(recover.exitCode == .done, "\(recover)")
    }

    @Test func `a snapshot is entered once, by who tidies up next, and before it is removed`() async throws {
        let place = try await Place()
        for _ in 0..<3 { _ = await place.run("snapshot") }
        let log = await place.run("log")
        #expect(log.messages.contains("4 snapshots will be entered by the next command that tidies up"), "\(log)")
        let prune = await place.run("prune", "--journal-only", "--json")
        #expect(prune.exitCode == .done, "\(prune)")
        _ = await place.run("snapshot")
        for _ in 0..<2 { _ = await place.run("prune", "--keep-last", "3", "--trash", "1h", "--yes") }
        let rows = await place.rows()
        #expect(rows.map { $0[6] } == Array(repeating: "snapshot", count: 5) + ["prune", "prune"])
        #expect(Set(rows.prefix(5).map { $0[7] }).count == 5)
        #expect(await !place.run("log").messages.contains("will be entered"))
        for words in [["--dry-run"], ["--yes"]] {
            let run = await CommandRun(["prune", "--journal-only"] + words, store: place.scratch.store)
            #expect(run.exitCode == .usage, "\(run)")
        }
    }
}
