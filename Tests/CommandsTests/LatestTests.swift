import EngineTestSupport
import FoundationEssentials
import Offsets
import Store
import Testing

@testable import Commands

/// Which snapshot `latest`, `latest~N` and `@TIME` mean.
struct LatestTests {
    private static func cluster(_ groups: [String], id: String = "c-1", offset: Int64 = 42) -> DictionaryCluster {
        let cluster = DictionaryCluster(groups: groups, offset: offset)
        cluster.change { $0.id = id }
        return cluster
    }

    /// Takes a snapshot and gives its id.
    private static func snapshot(_ cluster: DictionaryCluster, _ store: String, _ options: String...) async -> String {
        let run = await CommandRun(["snapshot"] + options, cluster, store: store)
        return String(run.output.dropLast())
    }

    /// The id of the snapshot that a command shows or restores.
    private static func id(_ run: CommandRun) -> String? {
        let document = try? JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
        return document?.snapshot?.id ?? document?.plan?.source.snapshot
    }

    private struct Document: Decodable {
        struct Shown: Decodable { let id: String }
        struct Plan: Decodable {
            struct Source: Decodable { let snapshot: String }
            let source: Source
        }
        let snapshot: Shown?
        let plan: Plan?
    }

    @Test func `a capture of some groups takes the place of one of all groups only for those it holds`() async throws {
        try await CommandRun.withStore { store in
            let cluster = Self.cluster(["a", "b", "c"])
            let all = await Self.snapshot(cluster, store)
            let few = await Self.snapshot(cluster, store, "--group", "a", "--group", "b")
            let cases: [([String], String)] = [
                ([], all), (["--group", "a"], few), (["--group", "b", "--group", "a"], few), (["--group", "c"], all),
                (["--group", "a", "--group", "c"], all), (["--group", "a*"], all), (["--exclude-group", "c"], all),
            ]
            for (selection, id) in cases {
                let shown = await CommandRun(["show", "latest", "--json"] + selection, store: store)
                #expect(Self.id(shown) == id, "\(selection) \(shown)")
                let planned = await CommandRun(
                    ["restore", "latest", "--json", "--dry-run"] + selection,
                    cluster,
                    store: store
                )
                #expect(Self.id(planned) == id, "\(selection) \(planned)")
                let isSaid = planned.messages.contains("'latest' means \(all); skipped: \(few) ")
                #expect(isSaid == (id == all), "\(selection) \(planned)")
            }
        }
    }

    @Test func `captures of one selection alone are what latest means in their store`() async throws {
        try await CommandRun.withStore { store in
            let cluster = Self.cluster(["a1", "a2", "b"])
            _ = await Self.snapshot(cluster, store, "--group", "a*")
            let newest = await Self.snapshot(cluster, store, "--group", "a*")
            #expect(Self.id(await CommandRun(["show", "latest", "--json"], store: store)) == newest)
            let other = await Self.snapshot(cluster, store, "--group", "b")
            let ambiguous = await CommandRun(["show", "latest"], store: store)
            #expect(ambiguous.exitCode == .notFound)
            #expect(ambiguous.messages.contains("'latest' means no snapshot: \(other) was taken of 1 selected group"))
            let same = await CommandRun(["show", "latest", "--group", "a*", "--json"], store: store)
            #expect(Self.id(same) == newest)
        }
    }

    @Test func `a group that is gone from the newest snapshots is found in the newest that holds it`() async throws {
        try await CommandRun.withStore { store in
            let cluster = Self.cluster(["a", "b", "c"])
            let before = await Self.snapshot(cluster, store)
            cluster.change { $0.deleteGroup("a") }
            _ = await Self.snapshot(cluster, store)
            let newest = await Self.snapshot(cluster, store)
            let restored = await CommandRun(["restore", "latest", "--group", "a", "--yes"], cluster, store: store)
            #expect(restored.exitCode == .done, "\(restored)")
            let said = "warning: 'latest' means \(before); skipped: \(newest) does not hold group a"
            #expect(restored.messages.contains(said), "\(restored)")
            #expect(cluster.offset(of: "a") == 42)
            let nowhere = await CommandRun(["restore", "latest", "--group", "z"], cluster, store: store)
            #expect(nowhere.exitCode == .notFound)
            #expect(nowhere.messages.contains("\(newest) does not hold group z; none of the other 2"), "\(nowhere)")
        }
    }

    @Test func `a suspicious snapshot never displaces an older one`() async throws {
        try await CommandRun.withStore { store in
            let good = await Self.snapshot(Self.cluster(["a", "b", "c"]), store)
            let empty = await Self.snapshot(Self.cluster([]), store)
            let shown = await CommandRun(["show", "latest", "--json"], store: store)
            #expect(Self.id(shown) == good)
            #expect(shown.messages.contains("skipped: \(empty) is suspicious"), "\(shown)")
            let named = await CommandRun(["show", empty], store: store)
            #expect(named.exitCode == .done)
            #expect(named.messages.contains("the snapshot is suspicious: it has no groups"))
        }
    }

    @Test func `latest is of the cluster that is connected to or named, and else of the only one`() async throws {
        try await CommandRun.withStore { store in
            let (mine, other) = (Self.cluster(["a"], id: "c-1"), Self.cluster(["a"], id: "c-2"))
            let first = await Self.snapshot(mine, store)
            #expect(Self.id(await CommandRun(["show", "latest", "--json"], store: store)) == first)
            let second = await Self.snapshot(other, store)
            for words in [["show", "latest"], ["show", "latest~1"], ["show", "@2200-01-01T00:00Z"]] {
                let ambiguous = await CommandRun(words, store: store)
                #expect(ambiguous.exitCode == .usage, "\(ambiguous)")
                #expect(ambiguous.messages.contains("snapshots of 2 clusters, and '"), "\(ambiguous)")
                #expect(ambiguous.messages.contains("c-1, c-2"), "\(ambiguous)")
                for (id, snapshot) in [("c-1", first), ("c-2", second)] where !words[1].contains("~") {
                    let named = await CommandRun(words + ["--cluster", id, "--json"], store: store)
                    #expect(Self.id(named) == snapshot)
                }
            }
            for (cluster, id) in [(mine, first), (other, second)] {
                let planned = await CommandRun(["restore", "latest", "--dry-run", "--json"], cluster, store: store)
                #expect(Self.id(planned) == id, "\(planned)")
            }
            let third = Self.cluster(["a"], id: "c-3")
            let none = await CommandRun(["restore", "latest", "--dry-run"], third, store: store)
            #expect(none.exitCode == .notFound, "\(none)")
            #expect(none.messages.contains("there are none of cluster c-3"), "\(none)")
            let abroad = await CommandRun(["restore", "latest", "--other-cluster", "--dry-run"], third, store: store)
            #expect(abroad.exitCode == .usage, "\(abroad)")
        }
    }

    @Test func `a newest file that is gone stops latest as a damaged one does, until there is a newer one`()
        async throws
    {
        try await CommandRun.withStore { store in
            let cluster = Self.cluster(["a"])
            let first = await Self.snapshot(cluster, store)
            let gone = await Self.snapshot(cluster, store)
            try FileManager.default.removeItem(atPath: "\(store)/snapshots/\(gone).tidemark")
            // The second command that writes knows it as well as the first.
            for words in [["show", "latest"], ["restore", "latest", "--yes"], ["restore", "latest", "--yes"]] {
                let refused = await CommandRun(words, cluster, store: store)
                #expect(refused.exitCode == .notFound, "\(refused)")
                #expect(refused.messages.contains("a newer snapshot may be meant, and it is gone: "), "\(refused)")
                #expect(refused.messages.contains("\(gone).tidemark"), "\(refused)")
            }
            #expect(await CommandRun(["show", first], store: store).exitCode == .done)
            let newer = await Self.snapshot(cluster, store)
            #expect(Self.id(await CommandRun(["show", "latest", "--json"], store: store)) == newer)
        }
    }

    @Test func `a clock that was set back is said, and latest is the one that was taken last`() async throws {
        try await CommandRun.withStore { store in
            let cluster = Self.cluster(["a"])
            let taken = await Self.snapshot(cluster, store)
            // The same content, dated in the year 2100, and the last of its chain.
            do {
                let writer = try await SnapshotStore.open(store, for: .writing(wait: .zero))
                var ahead = try await writer.load(try #require(await writer.list().first))
                ahead.origin.previousDigest = await writer.list().first?.digest
                ahead.origin.startedAt = try #require(Timestamp(rfc3339: "2100-01-01T00:00:00Z"))
                ahead.origin.finishedAt = ahead.origin.startedAt
                _ = try await writer.save(ahead)
            }
            #expect(Self.id(await CommandRun(["show", "latest", "--json"], store: store))?.hasPrefix("2100") == true)
            let back = await CommandRun(["snapshot"], cluster, store: store)
            let said = "the clock of this machine was set back, or was ahead before: snapshot 21000101T000000Z"
            #expect(back.messages.contains(said), "\(back)")
            #expect(back.messages.contains("'latest' means the new one"), "\(back)")
            let newest = String(back.output.dropLast())
            #expect(newest != taken)
            #expect(Self.id(await CommandRun(["show", "latest", "--json"], store: store)) == newest)
            let job = await CommandRun(["snapshot", "--job", "nightly"], cluster, store: store)
            #expect(job.messages.contains("'latest' means \(newest), which is of another job"), "\(job)")
        }
    }

    @Test func `a selection shows wherever a snapshot does, and never asks for a whole cluster`() async throws {
        try await CommandRun.withStore { store in
            let cluster = Self.cluster(["a", "b", "c"])
            let taken = await CommandRun(["snapshot", "--group", "[ab]"], cluster, store: store)
            #expect(taken.messages.contains("captured 2 of 2 selected groups"), "\(taken)")
            let listed = await CommandRun(["list"], store: store)
            #expect(listed.output.contains("  2 selected  "), "\(listed)")
            let document = await CommandRun(["list", "--json"], store: store)
            #expect(document.output.contains(#""selection":{"groups":["[ab]"],"excludedGroups":[]"#), "\(document)")
            let shown = await CommandRun(["show", "latest"], store: store)
            #expect(shown.messages.contains(": 2 selected groups, 4 offsets, complete"), "\(shown)")
            cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b", "c"], offset: 100).now.groups }
            let asked = await CommandRun(["restore", "latest"], cluster, store: store, answer: .line("y"))
            #expect(asked.messages.contains(": no job, complete, 2 selected groups\n"), "\(asked)")
            #expect(asked.messages.contains("carry this plan out? [y/N] "), "\(asked)")
            #expect(cluster.offset(of: "a") == 42)
            let excluding = await CommandRun(["snapshot", "--exclude-group", "c"], cluster, store: store)
            #expect(excluding.messages.contains("captured 2 of 2 selected groups"), "\(excluding)")
            cluster.change { $0.groups = DictionaryCluster(groups: ["a", "b", "c"], offset: 100).now.groups }
            let whole = await CommandRun(["restore", "latest"], cluster, store: store, answer: .line("y"))
            #expect(whole.messages.contains("this restores every group of the snapshot; type"), "\(whole)")
            #expect(cluster.offset(of: "a") == 100)
        }
    }
}
