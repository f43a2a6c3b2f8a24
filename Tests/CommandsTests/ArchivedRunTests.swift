import EngineTestSupport
import FoundationEssentials
import Offsets
import TestSupport
import Testing

@testable import Commands
@testable import Store

/// Old runs move into archives of the journal: they are listed when asked for, proven by the log, and undone as before.
struct ArchivedRunTests {
    /// A store with five runs, each of which put a group back, and what they have left to one another.
    private final class Place: Sendable {
        let scratch: ScratchDirectory
        let cluster: DictionaryCluster
        let runs: [String]

        init() async throws {
            let scratch = try ScratchDirectory()
            let cluster = DictionaryCluster(groups: ["a", "b", "c", "d", "e"])
            _ = await CommandRun(["snapshot"], cluster, store: scratch.store)
            cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b", "c", "d", "e"], offset: 100).now.groups }
            for group in ["a", "b", "c", "d", "e"] {
                let run = await CommandRun(
                    ["restore", "latest", "--group", group, "--yes"],
                    cluster,
                    store: scratch.store
                )
                #expect(run.exitCode == .done, "\(run)")
            }
            let listed = await CommandRun(["runs"], store: scratch.store)
            runs = Self.ids(listed)
            try scratch.write(Data("[store]\njournal-runs = 2\n".utf8), to: "tidemark.toml")
            self.scratch = scratch
            self.cluster = cluster
        }

        static func ids(_ run: CommandRun) -> [String] {
            run.output.split(separator: "\n").dropFirst().compactMap { $0.split(separator: " ").first.map(String.init) }
        }

        func run(_ words: String...) async -> CommandRun {
            await CommandRun(words, cluster, store: scratch.store)
        }

        /// Tidies up, which moves the first three runs.
        func prune() async -> CommandRun {
            await CommandRun(
                ["prune", "--keep-last", "1", "--json", "--config", scratch.file("tidemark.toml")],
                store: scratch.store
            )
        }

        var archives: [String] {
            get throws { try scratch.names(in: "store").filter { $0.hasPrefix("journal-0") } }
        }

        var archive: String {
            get throws {
                try #require(try archives.first)
            }
        }
    }

    @Test func `what is old moves with a prune, is listed when asked for, and undone by its id`() async throws {
        let place = try await Place()
        let prune = await place.prune()
        #expect(prune.exitCode == .done, "\(prune)")
        #expect(prune.output.contains(#""archive":"\#(try place.archive)""#), "\(prune)")
        let runs = await place.run("runs")
        #expect(Place.ids(runs) == Array(place.runs.suffix(2)), "\(runs)")
        #expect(runs.messages.contains("3 older runs in archives: add --archived"), "\(runs)")
        #expect(Place.ids(await place.run("runs", "--archived")) == place.runs)
        let one = await place.run("runs", place.runs[0])
        #expect(one.exitCode == .done, "\(one)")
        #expect(one.output.contains("2 set, 0 deleted"), "\(one)")
        let verify = await place.run("log", "--verify")
        #expect(verify.exitCode == .done, "\(verify)")
        #expect(verify.output.contains("intact: 17 records"), "\(verify)")

        #expect(place.cluster.offset(of: "a") == 42)
        let undo = await place.run("undo", place.runs[0], "--yes")
        #expect(undo.exitCode == .done, "\(undo)")
        #expect(place.cluster.offset(of: "a") == 100)
        // An undo is undone as well, and nothing moves twice.
        let redo = await place.run("undo", "latest", "--yes")
        #expect(redo.exitCode == .done, "\(redo)")
        #expect(Place.ids(await place.run("runs", "--archived")).count == 7)
        let again = await place.prune()
        #expect(again.exitCode == .done, "\(again)")
        #expect(Place.ids(await place.run("runs", "--archived")).count == 7)
        #expect(await place.run("log", "--verify").exitCode == .done)
    }

    @Test func `without the configuration little is old, and dry run moves nothing`() async throws {
        let place = try await Place()
        let prune = await place.run("prune", "--keep-last", "1", "--json")
        #expect(prune.output.contains(#""archive":null"#), "\(prune)")
        let dry = await place.run(
            "prune",
            "--dry-run",
            "--keep-last",
            "1",
            "--config",
            place.scratch.file("tidemark.toml")
        )
        #expect(dry.exitCode == .done, "\(dry)")
        #expect(try place.archives.isEmpty)
    }

    @Test func `an archive that is gone is named by who needs it, and by nobody else`() async throws {
        let place = try await Place()
        _ = await place.prune()
        let archive = try place.archive
        try FileManager.default.removeItem(atPath: place.scratch.file("store/\(archive)"))
        for words in [["undo", place.runs[0], "--dry-run"], ["runs", place.runs[0]], ["log", "--verify"]] {
            let run = await CommandRun(words, place.cluster, store: place.scratch.store)
            #expect(run.exitCode == .damagedData, "\(run)")
            #expect(run.messages.contains(archive), "\(run)")
        }
        let restore = await place.run("restore", "latest", "--yes", "--group", "a")
        #expect(restore.exitCode == .done, "\(restore)")
        #expect(await place.run("recover").exitCode == .done)
        #expect(await place.run("runs").exitCode == .done)
    }

    @Test func `a journal that is older than its archives is refused, and nothing is lost`() async throws {
        let place = try await Place()
        let old = try place.scratch.bytes("store/journal.sqlite")
        for _ in 0..<3 { _ = await place.run("undo", "latest", "--yes") }
        _ = await place.prune()
        try place.scratch.write(old, to: "store/journal.sqlite")
        let prune = await place.prune()
        #expect(prune.exitCode == .refused, "\(prune)")
        #expect(prune.messages.contains(try place.archive), "\(prune)")
        let verify = await place.run("log", "--verify")
        #expect(verify.exitCode == .refused, "\(verify)")
        let recover = await place.run("recover")
        #expect(recover.exitCode == .partial, "\(recover)")
    }

    @Test func `a journal that somebody else has is left for the next time`() async throws {
        let place = try await Place()
        let path = place.scratch.file("store/journal.lock")
        let holder = try await FileLock.acquire(path, of: "the journal", wait: .zero, for: "tidemark restore")
        let prune = await place.prune()
        #expect(prune.exitCode == .done, "\(prune)")
        #expect(prune.output.contains(#""archive":null"#), "\(prune)")
        #expect(prune.messages.contains("the journal is in use"), "\(prune)")
        holder.release()
        #expect(await place.prune().output.contains(#""archive":"journal-"#))
    }
}
