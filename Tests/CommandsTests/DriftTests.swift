import EngineTestSupport
import FoundationEssentials
import Offsets
import Store
import TestSupport
import Testing

@testable import Commands

/// `tidemark verify --against live`: the bytes of one snapshot first, then what has moved since.
struct DriftTests {
    @Test func `a cluster that stands still has not drifted, and one that moved has`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let same = await CommandRun(["verify", "--against", "live"], cluster, store: store)
            #expect(same.exitCode == .done, "\(same)")
            #expect(same.messages.contains("1 snapshot intact") && same.messages.contains("no difference"), "\(same)")
            #expect(await CommandRun(["list", "--json"], store: store).output.contains(#""verifiedAt":"20"#))
            cluster.change { $0.commit("a", "orders", 0, 50) }
            let moved = await CommandRun(["verify", "--against", "live"], cluster, store: store)
            #expect(moved.exitCode == .failure && moved.messages.contains("1 of 2 groups differs"), "\(moved)")
            let json = await CommandRun(["verify", "--against", "live", "--json"], cluster, store: store)
            #expect(json.exitCode == .failure, "\(json)")
            #expect(
                json.output.contains(#""state":"intact""#) && json.output.contains(#""drift":{"from":{"id":"#),
                "\(json)"
            )
            #expect(json.output.contains(#""change":"advanced","from":42,"to":50"#), "\(json)")
        }
    }

    @Test func `the snapshot is one that is named, by its id or by its file`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let first = try #require(try await SnapshotStore.open(store, for: .reading).list().first)
            cluster.change { $0.commit("a", "orders", 0, 50) }
            _ = await CommandRun(["snapshot"], cluster, store: store)
            let latest = await CommandRun(["verify", "--against", "live"], cluster, store: store)
            #expect(latest.exitCode == .done, "\(latest)")
            for name in [first.id.text, first.file, "latest~1"] {
                let run = await CommandRun(["verify", name, "--against", "live"], cluster, store: store)
                #expect(run.exitCode == .failure && run.messages.contains("1 snapshot intact"), "\(name) \(run)")
            }
        }
    }

    @Test func `a damaged snapshot is 65, and the cluster is not compared with it`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let stored = try #require(try await SnapshotStore.open(store, for: .reading).list().first)
            var bytes = try Data(contentsOf: URL(filePath: stored.file))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(filePath: stored.file))
            for name in [stored.id.text, stored.file, "latest"] {
                let run = await CommandRun(["verify", name, "--against", "live"], cluster, store: store)
                #expect(run.exitCode == .damagedData && run.messages.contains(stored.file), "\(name) \(run)")
                #expect(!run.messages.contains("no difference"), "\(name) \(run)")
            }
        }
    }

    @Test func `what a table left out is neither drift nor done`() async throws {
        try await CommandRun.withSnapshot(of: ["a", "b"]) { cluster, store in
            let directory = try ScratchDirectory()
            try directory.write(Array("a,orders,0,42\n".utf8), to: "in.csv")
            let imported = await CommandRun(["import", directory.file("in.csv"), "--cluster", "c-1"], store: store)
            let id = String(imported.output.dropLast())
            let run = await CommandRun(["verify", id, "--against", "live"], cluster, store: store)
            #expect(run.exitCode == .partial, "\(run)")
            #expect(run.messages.contains("not compared"), "\(run)")
        }
    }

    @Test func `options about many snapshots, and several names, are refused`() async throws {
        try await CommandRun.withSnapshot(of: ["a"]) { cluster, store in
            let rows: [([String], String)] = [
                (["--sample", "10%"], "--sample"), (["--max-duration", "1m"], "--max-duration"),
                (["--forget-missing"], "--forget-missing"), (["--job", "nightly"], "--job"),
                (["2026", "2027"], "2 snapshots"),
                (["nonsense!"], "nonsense!"),
            ]
            for (options, text) in rows {
                let run = await CommandRun(["verify", "--against", "live"] + options, cluster, store: store)
                #expect(run.exitCode == .usage && run.messages.contains(text), "\(options) \(run)")
            }
            let other = await CommandRun(["verify", "--against", "dead"], cluster, store: store)
            #expect(other.exitCode == .usage && other.messages.contains("live"), "\(other)")
        }
    }

    @Test func `a verification that asks no cluster needs neither brokers nor what the file says of clusters`()
        async throws
    {
        try await CommandRun.withSnapshot(of: ["a"]) { _, store in
            let run = await CommandRun(
                ["verify", "--cluster", "c-1", "--config", "/dev/null/none", "--store", store],
                store: store
            )
            #expect(run.exitCode == .notFound, "a file that is named is read: \(run)")
            let plain = await CommandRun(["verify", "--cluster", "c-1", "--store", store], store: store)
            #expect(plain.exitCode == .done, "\(plain)")
        }
    }
}
