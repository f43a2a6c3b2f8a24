import EngineTestSupport
import FoundationEssentials
import Glibc
import KafkaTestSupport
import Offsets
import Store
import TestSupport
import Testing

@testable import Commands

/// `prune`, `undelete`, and the marks that keep a snapshot.
struct PruneTests {
    private static let file = """
        [cluster.prod]
        bootstrap-servers = ["memory:9092"]
        [job.nightly]
        schedule = "*-*-* 03:00:00"
        [job.nightly.retention]
        last = 2
        trash = "1h"
        [job.kept]
        schedule = "yearly"
        """

    /// A store with snapshots of a job, and a configuration file beside it.
    private final class Place: Sendable {
        let scratch: ScratchDirectory
        let ids: [String]

        init(snapshots: Int = 4, job: String = "nightly", file: String = PruneTests.file) async throws {
            let scratch = try ScratchDirectory()
            try scratch.write(Data(file.utf8), to: "tidemark.toml")
            var ids: [String] = []
            let cluster = DictionaryCluster(groups: ["billing"])
            for _ in 0..<snapshots {
                let run = await CommandRun(["snapshot", "--job", job], cluster, store: scratch.store)
                ids.append(String(run.output.dropLast()))
            }
            self.ids = ids
            self.scratch = scratch
        }

        func run(_ words: String...) async -> CommandRun {
            await CommandRun(words + ["--config", scratch.file("tidemark.toml")], store: scratch.store)
        }

        func listed() async -> [String] {
            let list = await CommandRun(["list", "-v"], store: scratch.store)
            return list.output.split(separator: "\n").dropFirst().compactMap {
                $0.split(separator: " ").first.map(String.init)
            }
        }
    }

    @Test func `dry run says of every snapshot why it is kept or removed, and removes none`() async throws {
        let place = try await Place()
        let run = await place.run("prune", "--dry-run")
        #expect(run.exitCode == .done, "\(run)")
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 5 && lines[0].hasPrefix("SNAPSHOT"))
        for (id, line) in zip(place.ids, lines.dropFirst()) { #expect(line.hasPrefix(id)) }
        #expect(lines[1].hasSuffix("remove  no rule keeps it") && lines[2].hasSuffix("remove  no rule keeps it"))
        #expect(lines[3].hasSuffix("keep    last") && lines[4].hasSuffix("keep    last; the newest complete one stays"))
        #expect(run.messages.contains("2 of 4 snapshots would be removed"))
        #expect(await place.listed() == place.ids)
    }

    @Test func `prune follows the configuration, tells what it removed, and the log knows of it`() async throws {
        let place = try await Place()
        let run = await place.run("prune")
        #expect(run.exitCode == .done, "\(run)")
        #expect(run.messages.contains("removed 2 of 4 snapshots"))
        #expect(run.output.split(separator: "\n").count == 3)
        #expect(await place.listed() == Array(place.ids[2...]))
        let log = await place.run("log")
        for id in place.ids[..<2] {
            #expect(
                log.output.split(separator: "\n").contains { $0.contains(id) && $0.contains("prune") },
                "\(log.output)"
            )
        }
        #expect(await place.run("log", "--verify").exitCode == .done)
        let again = await place.run("prune", "--json")
        #expect(again.exitCode == .done && again.output.contains(#""removed":0,"emptied":[]"#), "\(again)")
    }

    @Test func `what was removed is listed in the trash and had back`() async throws {
        let place = try await Place()
        _ = await place.run("prune")
        let trash = await place.run("undelete")
        #expect(trash.output.split(separator: "\n").count == 3, "\(trash)")
        let back = await place.run("undelete", place.ids[0], place.ids[1])
        #expect(back.exitCode == .done && back.output == "\(place.ids[0])\n\(place.ids[1])\n", "\(back)")
        #expect(await place.listed() == place.ids)
        let none = await place.run("undelete", place.ids[0])
        #expect(none.exitCode == .notFound && none.messages.contains("in the trash") && none.output.isEmpty)
    }

    @Test func `rules on the command line take the place of the file`() async throws {
        let place = try await Place()
        let run = await place.run("prune", "--keep-last", "3", "--json")
        #expect(run.exitCode == .done && run.output.contains(#""removed":1,"#), "\(run)")
        #expect(await place.listed() == Array(place.ids[1...]))
    }

    @Test func `without a rule nothing is removed, and that is refused unless it is meant`() async throws {
        for words in [["prune"], ["prune", "--keep-last", "0"], ["prune", "--job", "kept"]] {
            let place = try await Place(job: "kept")
            let file = place.scratch.file("tidemark.toml")
            let refused = await CommandRun(words + ["--config", file], store: place.scratch.store)
            #expect(
                refused.exitCode == .refused && refused.messages.contains("nothing says which snapshots"),
                "\(refused)"
            )
            let meant = await CommandRun(words + ["--config", file, "--yes"], store: place.scratch.store)
            #expect(meant.exitCode == .done, "\(meant)")
            #expect(await place.listed() == place.ids)
        }
    }

    @Test func `a mass removal needs to be meant`() async throws {
        let place = try await Place(snapshots: 8)
        let refused = await place.run("prune", "--json")
        #expect(refused.exitCode == .refused && refused.output.contains(#""code":"mass-removal""#), "\(refused)")
        #expect(await place.listed() == place.ids)
        let shown = await place.run("prune", "--dry-run")
        #expect(shown.exitCode == .done && shown.messages.contains("needs --yes"))
        #expect(await place.run("prune", "--yes").exitCode == .done)
        #expect(await place.listed() == Array(place.ids[6...]))
    }

    @Test func `a held snapshot stays until it is released`() async throws {
        let place = try await Place()
        let held = await place.run("hold", place.ids[0], "--until", "90d", "--reason", "audit")
        #expect(held.exitCode == .done, "\(held)")
        let shown = await place.run("prune", "--dry-run")
        #expect(shown.output.contains("keep    held until 20"), "\(shown.output)")
        _ = await place.run("prune")
        #expect(await place.listed() == [place.ids[0]] + place.ids[2...])
        let list = await place.run("list", "--json")
        #expect(
            list.output.contains(#""held":true,"hold":{"since":"20"#) && list.output.contains(#""reason":"audit"}"#)
        )
        let show = await place.run("show", place.ids[0])
        #expect(show.messages.contains("held by ") && show.messages.contains(": audit"))
        #expect(await place.run("release", place.ids[0]).exitCode == .done)
        _ = await place.run("prune")
        #expect(await place.listed() == Array(place.ids[2...]))
        let log = await place.run("log")
        #expect(log.output.contains("hold") && log.output.contains("release"))
    }

    @Test func `tags and notes are changed beside the file`() async throws {
        let place = try await Place(snapshots: 1)
        #expect(await place.run("tag", "latest", "a", "b", "a").exitCode == .done)
        #expect(await place.run("tag", "latest", "a", "--remove").exitCode == .done)
        #expect(await place.run("note", "latest", "look \u{1b}[2J here").exitCode == .done)
        let list = await place.run("list", "--json")
        #expect(list.output.contains(#""tags":["b"],"note":"look \u001b[2J here""#), "\(list.output)")
        #expect(await place.run("note", "latest", "--remove").exitCode == .done)
        #expect(await place.run("list", "--json").output.contains(#""note":null"#))
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `on a full disk nothing is removed that the log does not know of, and the trash makes room`() async throws {
        let mount = try ScratchMount(kibibytes: 4_096)
        let cluster = DictionaryCluster(groups: ["billing"])
        for _ in 0..<4 { _ = await CommandRun(["snapshot", "--job", "nightly"], cluster, store: mount.path) }
        let names = { try FileManager.default.contentsOfDirectory(atPath: "\(mount.path)/snapshots").sorted() }
        let first = await CommandRun(["prune", "--keep-last", "3", "--trash", "1ms"], store: mount.path)
        #expect(first.exitCode == .done, "\(first)")
        let before = try names()
        try mount.fill()
        let full = await CommandRun(["prune", "--keep-last", "2"], store: mount.path)
        #expect(full.exitCode == .inputOutput && full.messages.contains(mount.path), "\(full)")
        #expect(try names() == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(mount.path)/trash").isEmpty)
        try mount.empty()
        #expect(await CommandRun(["prune", "--keep-last", "2"], store: mount.path).exitCode == .done)
        #expect(await CommandRun(["log", "--verify"], store: mount.path).exitCode == .done)
    }

    @Test(arguments: [
        ["prune", "--keep-last", "x"], ["prune", "--dry-run", "--yes"],
        ["hold", "latest", "--until", "2020-01-01T00:00Z"],
        ["hold", "latest", "--until", "soon"], ["hold"], ["tag", "latest"], ["note", "latest"],
        ["note", "latest", "x", "--remove"], ["hold", "lates"], ["prune", "--keep-within", "0s"],
    ])
    func `a wrong command line changes nothing`(words: [String]) async throws {
        let place = try await Place(snapshots: 1)
        let file = place.scratch.file("tidemark.toml")
        let run = await CommandRun(words + ["--config", file], store: place.scratch.store)
        #expect(run.exitCode == .usage && run.output.isEmpty, "\(run)")
        #expect(try place.scratch.names(in: "store/snapshots").count == 1)
        #expect(try !place.scratch.names(in: "store").contains("journal.sqlite"))
    }

    @Test(arguments: [
        ["prune", "--keep-last", "1"], ["prune", "--keep-last", "1", "--dry-run"], ["undelete"], ["undelete", "2026"],
        ["hold", "latest"], ["release", "latest"], ["tag", "latest", "x"], ["note", "latest", "x"],
    ])
    func `where there is no store none is made`(words: [String]) async throws {
        try await CommandRun.withStore { store in
            let run = await CommandRun(words, store: store)
            #expect(run.exitCode == .notFound && run.output.isEmpty, "\(run)")
            #expect(!FileManager.default.fileExists(atPath: store))
        }
    }

    @Test func `what others write to meanwhile is waited for, or is exit 75`() async throws {
        let place = try await Place()
        let descriptor = unsafe open("\(place.scratch.store)/lock", O_RDWR | O_CLOEXEC)
        try #require(descriptor >= 0)
        #expect(flock(descriptor, LOCK_EX) == 0)
        for words in [["prune"], ["hold", "latest"], ["undelete", "2026"]] {
            let file = place.scratch.file("tidemark.toml")
            let run = await CommandRun(words + ["--config", file], store: place.scratch.store)
            #expect(run.exitCode == .busy, "\(run)")
        }
        // Who only looks waits for nobody.
        #expect(await place.run("prune", "--dry-run").exitCode == .done)
        close(descriptor)
        #expect(await place.run("prune").exitCode == .done)
    }
}
