import EngineTestSupport
import FoundationEssentials
import Glibc
import Offsets
import Store
import TestSupport
import Testing

@testable import Commands

/// `tidemark import`, and a snapshot's own file by `tidemark export`.
@Suite(.timeLimit(.minutes(1)))
struct ImportTests {
    /// What tests look at of a document.
    private struct Document: Decodable {
        struct Shown: Decodable {
            let id: String
            let state: String
            let groups: Int
            let offsets: Int
            let job: String?
            let tags: [String]
            let note: String?
            let startedAt: String
            let offsetsDigest: String
            let importedFrom: String?
        }
        struct Listing: Decodable {
            let listed: Int
            let visibility: View
        }
        struct View: Decodable { let state: String }
        struct Group: Decodable {
            struct Held: Decodable {
                let offset: Int64
                let leaderEpoch: Int32?
                let logStart: Int64?
                let logEnd: Int64?
                let lag: Int64?
            }
            let group: String
            let state: String
            let type: String
            let offsets: [Held]
        }

        let snapshot: Shown
        let coverage: Listing
        let imported: Bool?
        let groups: [Group]?
    }

    private static func document(_ run: CommandRun) throws -> Document {
        try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    }

    /// The ids that a store lists.
    private static func ids(_ store: String) async throws -> [String] {
        try await SnapshotStore.open(store, for: .reading).list().map(\.id.text)
    }

    /// Lends a cluster with two groups, a store with a snapshot of them, a directory, and what export makes of it.
    private static func withExport(
        _ form: String,
        _ body: (DictionaryCluster, _ store: String, _ file: String) async throws -> Void
    ) async throws {
        let directory = try ScratchDirectory()
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let file = directory.file("out.\(form)")
            let run = await CommandRun(["export", "latest", "--format", form, "--output", file], store: store)
            try #require(run.exitCode == .done, "\(run)")
            try await body(cluster, store, file)
        }
    }

    @Test func `what Kafka's tool exports comes back, with what it does not say unknown`() async throws {
        try await Self.withExport("kafka-csv") { cluster, store, file in
            let run = await CommandRun(
                [
                    "import", file, "--cluster", "c-1", "--at", "2026-11-21T03:00:00Z", "--tag", "t", "--note", "n",
                    "--json",
                ],
                store: store
            )
            #expect(run.exitCode == .done, "\(run)")
            let found = try Self.document(run)
            #expect(found.imported == true)
            #expect(found.snapshot.state == "partial" && found.snapshot.groups == 2 && found.snapshot.offsets == 4)
            #expect(found.snapshot.startedAt.hasPrefix("2026-11-21T03:00:00"))
            #expect(found.snapshot.tags == ["t"] && found.snapshot.note == "n" && found.snapshot.job == nil)
            #expect(found.snapshot.importedFrom?.hasPrefix("\(file) (kafka-csv, sha256 ") == true)
            #expect(found.coverage.visibility.state == "unknown")
            let shown = await CommandRun(["show", found.snapshot.id, "--json"], store: store)
            let groups = try #require(try Self.document(shown).groups)
            #expect(
                groups.map(\.group) == ["a", "b"] && groups.allSatisfy { $0.state == "Unknown" && $0.type == "Unknown" }
            )
            for held in groups.flatMap(\.offsets) {
                #expect(held.offset == 42)
                #expect(held.leaderEpoch == nil && held.logStart == nil && held.logEnd == nil && held.lag == nil)
            }
            cluster.change { state in
                for partition in 0..<2 as Range<Int32> { state.commit("a", "orders", partition, 7) }
            }
            let restored = await CommandRun(["restore", found.snapshot.id, "--yes"], cluster, store: store)
            #expect(restored.exitCode == .done, "\(restored)")
            #expect(cluster.offset(of: "a") == 42)
        }
    }

    @Test func `a table of ours has the offsets that it was made from`() async throws {
        try await Self.withExport("csv") { _, store, file in
            let taken = try Self.document(await CommandRun(["show", "latest", "--json"], store: store))
            let run = await CommandRun(["import", file, "--cluster", "c-1", "--json"], store: store)
            #expect(run.exitCode == .done, "\(run)")
            let found = try Self.document(run)
            #expect(found.snapshot.offsetsDigest == taken.snapshot.offsetsDigest)
            let shown = await CommandRun(["show", found.snapshot.id, "--json"], store: store)
            let groups = try #require(try Self.document(shown).groups)
            #expect(groups.allSatisfy { $0.state == "Empty" && $0.type == "Classic" })
            #expect(groups.flatMap(\.offsets).allSatisfy { $0.logStart == 0 && $0.logEnd == 1_000 && $0.lag == 958 })
        }
    }

    @Test func `a snapshot's file comes into another store with all that it says, outside of its job`() async throws {
        try await Self.withExport("snapshot") { cluster, store, file in
            let scratch = try ScratchDirectory()
            let taken = try Self.document(await CommandRun(["show", "latest", "--json"], store: store))
            let run = await CommandRun(["import", file, "--json"], store: scratch.store)
            #expect(run.exitCode == .done, "\(run)")
            let found = try Self.document(run)
            #expect(found.snapshot.state == "complete" && found.snapshot.startedAt == taken.snapshot.startedAt)
            #expect(found.snapshot.offsetsDigest == taken.snapshot.offsetsDigest)
            #expect(found.snapshot.importedFrom?.contains("(snapshot \(taken.snapshot.id), sha256 ") == true)
            let shown = await CommandRun(["show", found.snapshot.id], store: scratch.store)
            #expect(shown.messages.contains("imported from \(file)"), "\(shown)")
            cluster.change { $0.commit("a", "orders", 0, 7) }
            let restored = await CommandRun(["restore", found.snapshot.id, "--yes"], cluster, store: scratch.store)
            #expect(restored.exitCode == .done && cluster.offset(of: "a") == 42, "\(restored)")
        }
    }

    @Test(arguments: ["snapshot", "csv", "kafka-csv"])
    func `a file that was imported before is found and not stored again`(form: String) async throws {
        try await Self.withExport(form) { _, store, file in
            let scratch = try ScratchDirectory()
            let cluster = form == "snapshot" ? [] : ["--cluster-id", "c-1"]
            let first = await CommandRun(["import", file] + cluster, store: scratch.store)
            #expect(first.exitCode == .done, "\(first)")
            let again = await CommandRun(["import", file, "--json"] + cluster, store: scratch.store)
            #expect(again.exitCode == .done && again.messages.contains("imported before"), "\(again)")
            let found = try Self.document(again)
            #expect(found.imported == false && first.output == "\(found.snapshot.id)\n")
            #expect(try await Self.ids(scratch.store).count == 1)
            // The store that it was made from has it already.
            guard form == "snapshot" else { return }
            let home = await CommandRun(["import", file], store: store)
            #expect(home.exitCode == .done && home.messages.contains("is in the store"), "\(home)")
            #expect(try await Self.ids(store).count == 1)
        }
    }

    @Test func `latest means what was captured, however new an import is`() async throws {
        try await Self.withExport("kafka-csv") { cluster, store, file in
            let taken = try await Self.ids(store)[0]
            let imported = await CommandRun(["import", file, "--cluster", "c-1"], store: store)
            #expect(imported.exitCode == .done, "\(imported)")
            let id = String(imported.output.dropLast())
            for name in ["latest", "@2099-01-01T00:00Z"] {
                let shown = await CommandRun(["show", name, "--json"], store: store)
                #expect(try Self.document(shown).snapshot.id == taken, "\(shown)")
                #expect(shown.messages.contains("\(id) was imported from \(file) (kafka-csv)"), "\(shown)")
            }
            // Nor is it what the next capture follows.
            let next = await CommandRun(["snapshot"], cluster, store: store)
            #expect(next.exitCode == .done && !next.messages.contains("clock"), "\(next)")
            let verified = await CommandRun(["verify"], store: store)
            #expect(verified.exitCode == .done, "\(verified)")
        }
    }

    @Test func `a store with imported snapshots alone has no latest, and says how to name them`() async throws {
        try await Self.withExport("snapshot") { _, _, file in
            let scratch = try ScratchDirectory()
            let imported = await CommandRun(["import", file], store: scratch.store)
            let id = String(imported.output.dropLast())
            let shown = await CommandRun(["show", "latest"], store: scratch.store)
            #expect(shown.exitCode == .notFound, "\(shown)")
            #expect(shown.messages.contains("\(id) was imported") && shown.messages.contains("by its id"), "\(shown)")
        }
    }

    @Test func `an imported snapshot of another cluster makes latest not ambiguous`() async throws {
        try await Self.withExport("kafka-csv") { _, store, file in
            let taken = try await Self.ids(store)[0]
            let imported = await CommandRun(["import", file, "--cluster-id", "other"], store: store)
            #expect(imported.exitCode == .done, "\(imported)")
            let shown = await CommandRun(["show", "latest", "--json"], store: store)
            #expect(try Self.document(shown).snapshot.id == taken, "\(shown)")
        }
    }

    @Test func `however many were imported since, those by age are what was captured, and so is a history`()
        async throws
    {
        let store = try DatedStore()
        let taken = try await store.save("2026-11-20T03:00:00Z", ["billing": [100]])
        var imported: [StoredSnapshot] = []
        for minute in 10..<30 {
            imported.append(
                try await store.save("2026-11-21T03:\(minute):00Z", ["billing": [Int64(minute)]]) {
                    $0.origin.job = nil
                    $0.origin.importedFrom = "offsets.csv"
                    if minute % 2 == 0 { $0.origin.cluster = ClusterName(id: "other", name: nil) }
                }
            )
        }
        for name in ["latest", "@2099-01-01T00:00Z"] {
            let shown = await store.run("show", name, "--json")
            #expect(try Self.document(shown).snapshot.id == taken.id.text, "\(shown)")
        }
        let history = await store.run("history", "billing")
        #expect(history.exitCode == .done && history.output.split(separator: "\n").count == 2, "\(history)")
        #expect(await store.run("list").output.split(separator: "\n").count == 22)
        // One that is damaged is none that is meant, either.
        let file = URL(filePath: imported[19].file)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count / 2] ^= 1
        try FileManager.default.removeItem(at: file)
        try bytes.write(to: file)
        for words in [["show", "latest"], ["history", "billing"]] {
            let run = await CommandRun(words, store: store.path)
            #expect(run.exitCode == .done, "\(run)")
        }
        #expect(await store.run("list").messages.contains("is damaged"))
    }

    @Test func `imported snapshots push none out that was captured`() async throws {
        try await Self.withExport("kafka-csv") { _, store, file in
            for moment in ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"] {
                let run = await CommandRun(["import", file, "--cluster", "c-1", "--at", moment], store: store)
                #expect(run.exitCode == .done, "\(run)")
            }
            let taken = try await SnapshotStore.open(store, for: .reading).list().filter { !$0.isImported }
            let pruned = await CommandRun(["prune", "--keep-last", "1", "--yes"], store: store)
            #expect(pruned.exitCode == .done, "\(pruned)")
            let left = try await SnapshotStore.open(store, for: .reading).list()
            #expect(left.filter { !$0.isImported } == taken && left.count == 2)
        }
    }

    @Test func `a line that is wrong is named, and nothing is stored`() async throws {
        let directory = try ScratchDirectory()
        let good = "a,orders,0,1\n"
        let rows: [(String, [String], ExitCode, String)] = [
            ("\(good)a,orders,x,1\n", [], .damagedData, ":2: the partition \"x\""),
            ("\(good)a,orders,0,1\n", [], .damagedData, ":2: group a has orders[0] on line 1 already"),
            ("", [], .damagedData, "no offsets"), ("orders,0,1\n", [], .damagedData, "--group"),
            (good, ["--group", "a"], .damagedData, ":1: expected topic,partition,offset"),
            (good, ["--format", "csv"], .damagedData, ":1: expected the heading"),
            (good, ["--format", "snapshot"], .damagedData, "is damaged"),
            ("TIDEMARK and no more", [], .damagedData, "is damaged"),
        ]
        for (content, options, exitCode, text) in rows {
            let file = directory.file("in")
            try directory.write(Array(content.utf8), to: "in")
            let store = directory.file("store")
            let run = await CommandRun(["import", file, "--cluster-id", "c-1"] + options, store: store)
            #expect(run.exitCode == exitCode && run.messages.contains(text), "\(content) \(options) \(run)")
            #expect(run.messages.contains(file) && run.output.isEmpty, "\(run)")
            #expect(!FileManager.default.fileExists(atPath: store))
        }
    }

    @Test func `what is mistyped, missing or contradicts itself is an error and changes nothing`() async throws {
        try await Self.withExport("snapshot") { _, store, snapshot in
            let directory = try ScratchDirectory()
            try directory.write(Array("a,orders,0,1\n".utf8), to: "in")
            try #require(unsafe mkfifo(directory.file("pipe"), 0o600) == 0)
            let file = directory.file("in")
            let before = try await Self.ids(store)
            let rows: [([String], ExitCode, String)] = [
                (["import"], .usage, "FILE"), (["import", file], .usage, "--cluster"),
                (["import", file, "--cluster", "nowhere"], .usage, "knows no cluster 'nowhere'"),
                (["import", file, "--cluster", "c-1", "--cluster-id", "c-1"], .usage, "both"),
                (["import", file, "--cluster", "c-1", "--at", "2099-01-01T00:00:00Z"], .usage, "has not come yet"),
                (["import", file, "--cluster", "c-1", "--at", "soon"], .usage, "'soon' is not a time"),
                (["import", snapshot, "--at", "2026-01-01T00:00:00Z"], .usage, "--at is of no use"),
                (["import", snapshot, "--group", "a"], .usage, "--group is of no use"),
                (["import", snapshot, "--cluster-id", "other"], .refused, "cluster c-1"),
                (["import", directory.file("none")], .notFound, "none"),
                (["import", directory.path], .usage, "a directory"),
                (["import", directory.file("pipe")], .usage, "a named pipe"),
                (["export", "latest", "--format", "snapshot", "--group", "a"], .usage, "some are selected"),
            ]
            for (words, exitCode, text) in rows {
                let run = await CommandRun(words, store: store)
                #expect(run.exitCode == exitCode && run.messages.contains(text), "\(words) \(run)")
                #expect(run.output.isEmpty, "\(words) \(run)")
            }
            #expect(try await Self.ids(store) == before)
        }
    }

    @Test func `an import is in the audit log with the file and its digest`() async throws {
        try await Self.withExport("kafka-csv") { _, store, file in
            let run = await CommandRun(["import", file, "--cluster", "c-1"], store: store)
            let log = await CommandRun(["log", "--json"], store: store)
            #expect(log.output.contains("\"import\"") && log.output.contains("kafka-csv, sha256"), "\(log)")
            #expect(log.output.contains(run.output.dropLast()), "\(log)")
        }
    }
}
