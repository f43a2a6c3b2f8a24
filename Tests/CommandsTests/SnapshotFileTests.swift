import EngineTestSupport
import FoundationEssentials
import Glibc
import Offsets
import Store
import TestSupport
import Testing

@testable import Commands

/// Commands that are given a snapshot's file from anywhere in place of a snapshot of the store.
@Suite(.timeLimit(.minutes(1)))
struct SnapshotFileTests {
    /// Lends a cluster, a store with a snapshot of it, an empty directory, and the snapshot's file in it.
    private static func withFile(
        _ body: (DictionaryCluster, _ store: String, _ directory: borrowing ScratchDirectory, _ file: String)
            async throws
            -> Void
    ) async throws {
        let directory = try ScratchDirectory()
        let file = directory.file("monday.tidemark")
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let run = await CommandRun(
                ["export", "latest", "--format", "snapshot", "--output", file],
                store: store
            )
            try #require(run.exitCode == .done, "\(run)")
            try await body(cluster, store, directory, file)
        }
    }

    @Test(arguments: [
        ("/a/b", true), ("./x", true), ("a/b", true), ("x.tidemark", true), ("20261121T030000Z-1a2b3c4d", false),
        ("latest~2", false), ("@2026-11-21T03:00Z", false), ("tidemark", false),
    ])
    func `a path has a slash or the ending of a snapshot's file`(text: String, isFile: Bool) {
        #expect(NamedSnapshot.isFile(text) == isFile)
    }

    @Test func `show and export say the same of the file as of the snapshot, and need no store`() async throws {
        try await Self.withFile { _, store, directory, file in
            for words in [
                ["show"], ["show", "--group", "a"], ["export", "--format", "csv"], ["export", "--format", "kafka-csv"],
            ] {
                let stored = await CommandRun(words + ["latest"], store: store)
                let read = await CommandRun(words + [file], store: directory.store)
                #expect(read.exitCode == .done && read.output == stored.output, "\(words) \(read)")
            }
            let copy = directory.file("copy")
            let exported = await CommandRun(
                ["export", file, "--format", "snapshot", "--output", copy],
                store: directory.store
            )
            #expect(exported.exitCode == .done, "\(exported)")
            let (copied, original) = (try directory.bytes("copy"), try directory.bytes("monday.tidemark"))
            #expect(copied == original)
            #expect(directory.names == ["copy", "monday.tidemark"])
        }
    }

    @Test func `diff compares a file with a file, a snapshot of the store, and the cluster`() async throws {
        try await Self.withFile { cluster, store, directory, file in
            for words in [["diff", file, file], ["diff", file, "live"], ["diff", file]] {
                let run = await CommandRun(words, cluster, store: directory.store)
                #expect(run.exitCode == .done && run.messages.contains("no difference"), "\(words) \(run)")
            }
            #expect(directory.names == ["monday.tidemark"])
            cluster.change { $0.commit("a", "orders", 0, 50) }
            _ = await CommandRun(["snapshot"], cluster, store: store)
            for words in [["diff", file, "latest"], ["diff", file, "live"], ["diff", "latest", file]] {
                let run = await CommandRun(words, cluster, store: store)
                #expect(run.exitCode == .failure && run.messages.contains("1 of 2 groups differs"), "\(words) \(run)")
            }
        }
    }

    @Test func `restore puts a file back where there is no store yet, and its journal says where it came from`()
        async throws
    {
        try await Self.withFile { cluster, _, directory, file in
            cluster.change { $0.commit("a", "orders", 0, 7) }
            let dry = await CommandRun(["restore", file, "--dry-run"], cluster, store: directory.store)
            #expect(dry.exitCode == .done && dry.messages.contains("in the file \(file)"), "\(dry)")
            #expect(cluster.offset(of: "a") == 7)
            let run = await CommandRun(["restore", file, "--yes"], cluster, store: directory.store)
            #expect(run.exitCode == .done && cluster.offset(of: "a") == 42, "\(run)")
            let shown = await CommandRun(["runs", "latest", "--json"], store: directory.store)
            #expect(shown.output.contains("\"detail\":\"from the file \(file)\""), "\(shown)")
            let undone = await CommandRun(["undo", "latest", "--yes"], cluster, store: directory.store)
            #expect(undone.exitCode == .done && cluster.offset(of: "a") == 7, "\(undone)")
            let verified = await CommandRun(["log", "--verify"], store: directory.store)
            #expect(verified.exitCode == .done, "\(verified)")
        }
    }

    @Test func `a saved plan keeps the file, and one that names another is not believed`() async throws {
        try await Self.withFile { cluster, _, directory, file in
            cluster.change { $0.commit("a", "orders", 0, 7) }
            let plan = directory.file("monday.plan")
            let saved = await CommandRun(["restore", file, "--plan-out", plan], cluster, store: directory.store)
            #expect(saved.exitCode == .done, "\(saved)")
            let text = String(decoding: try directory.bytes("monday.plan"), as: UTF8.self)
            // JSON writes a slash as it is.
            #expect(text.contains("\"file\":\"\(file)\""))
            try directory.write(text.replacing(file, with: "/elsewhere.tidemark").utf8, to: "edited.plan")
            let edited = await CommandRun(
                ["apply", directory.file("edited.plan"), "--yes"],
                cluster,
                store: directory.store
            )
            #expect(edited.exitCode == .refused, "\(edited)")
            let run = await CommandRun(["apply", plan, "--yes"], cluster, store: directory.store)
            #expect(run.exitCode == .done && cluster.offset(of: "a") == 42, "\(run)")
        }
    }

    @Test func `a file of another cluster is refused as a snapshot of it is`() async throws {
        try await Self.withFile { cluster, store, _, file in
            cluster.change { $0.id = "c-2" }
            let restored = await CommandRun(["restore", file, "--yes"], cluster, store: store)
            #expect(restored.exitCode == .refused && restored.messages.contains("of cluster c-1"), "\(restored)")
            let shown = await CommandRun(["show", file, "--cluster", "c-2"], store: store)
            #expect(shown.exitCode == .refused && shown.messages.contains("of cluster c-1"), "\(shown)")
            let own = await CommandRun(["show", file, "--cluster", "c-1"], store: store)
            #expect(own.exitCode == .done, "\(own)")
            let compared = await CommandRun(["diff", file], cluster, store: store)
            #expect(compared.messages.contains("taken of cluster c-1"), "\(compared)")
        }
    }

    /// What can be named in place of a snapshot's file.
    enum Thing: String, CaseIterable {
        case missing, directory, pipe, device, linkToDevice, empty, text, damaged, cut

        func make(_ directory: borrowing ScratchDirectory, of file: String) throws -> String {
            let path = directory.file("thing.tidemark")
            var bytes = Array(try Data(contentsOf: URL(filePath: file)))
            switch self {
            case .missing: return path
            case .directory: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            case .pipe: try #require(unsafe mkfifo(path, 0o600) == 0)
            case .device: return "/dev/zero"
            case .linkToDevice: try #require(unsafe symlink("/dev/zero", path) == 0)
            case .empty: try directory.write([], to: "thing.tidemark")
            case .text: try directory.write(Array("a,orders,0,1\n".utf8), to: "thing.tidemark")
            case .damaged:
                bytes[bytes.count / 2] ^= 1
                try directory.write(bytes, to: "thing.tidemark")
            case .cut: try directory.write(bytes.dropLast(), to: "thing.tidemark")
            }
            return path
        }

        var exitCode: ExitCode {
            switch self {
            case .missing: .notFound
            case .directory, .pipe, .device, .linkToDevice: .usage
            case .empty, .text, .damaged, .cut: .damagedData
            }
        }
    }

    @Test(arguments: Thing.allCases)
    func `what is no intact file of a snapshot is an error that names it, and changes nothing`(
        thing: Thing
    ) async throws {
        try await Self.withFile { cluster, _, directory, file in
            cluster.change { $0.commit("a", "orders", 0, 7) }
            let path = try thing.make(directory, of: file)
            for words in [
                ["show", path], ["export", path], ["export", path, "--format", "snapshot"], ["diff", path],
                ["restore", path, "--yes"], ["verify", path, "--against", "live"],
            ] {
                let run = await CommandRun(words, cluster, store: directory.store)
                #expect(run.exitCode == thing.exitCode && run.messages.contains(path), "\(words) \(run)")
                #expect(run.output.isEmpty, "\(words) \(run)")
            }
            #expect(cluster.offset(of: "a") == 7 && !directory.names.contains("store"))
        }
    }

    @Test func `a symbolic link to a snapshot's file is followed`() async throws {
        try await Self.withFile { _, _, directory, file in
            let link = directory.file("link")
            try #require(unsafe symlink(file, link) == 0)
            let run = await CommandRun(["show", link], store: directory.store)
            #expect(run.exitCode == .done, "\(run)")
        }
    }
}
