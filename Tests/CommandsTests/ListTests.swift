import FoundationEssentials
import Offsets
import Store
import Testing

@testable import Commands

/// `tidemark list`: which snapshots it lists, and how.
struct ListTests {
    private static func days(_ run: CommandRun) -> [String] {
        run.output.split(separator: "\n").dropFirst().map { String($0.prefix(8)) }
    }

    private static func store() async throws -> DatedStore {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["billing": [1], "shop": [1]])
        try await store.save("2026-11-22T03:00:00Z", ["shop": [1]]) { $0.origin.tags = ["before", "safe"] }
        try await store.save("2026-11-23T03:00:00Z", ["billing": [1]]) { $0.origin.job = "hourly" }
        try await store.save("2026-11-24T03:00:00Z", ["billing": [1]]) {
            $0.origin.cluster = ClusterName(id: "c-2", name: "staging")
            $0.origin.tags = ["safe"]
            $0.origin.job = nil
        }
        return store
    }

    @Test(
        arguments: [
            ([], ["20261121", "20261122", "20261123", "20261124"]),
            (["--cluster", "prod"], ["20261121", "20261122", "20261123"]),
            (["--cluster", "c-2"], ["20261124"]), (["--job", "nightly"], ["20261121", "20261122"]),
            (["--tag", "safe"], ["20261122", "20261124"]), (["--tag", "safe", "--tag", "before"], ["20261122"]),
            (["--since", "2026-11-23"], ["20261123", "20261124"]),
            (["--until", "2026-11-22"], ["20261121", "20261122"]),
            (["--since", "2026-11-22T03:00Z", "--until", "2026-11-22T03:00Z"], ["20261122"]),
            (["--group", "billing"], ["20261121", "20261123", "20261124"]),
            (["--group", "s*"], ["20261121", "20261122"]),
            (["--group", "billing", "--cluster", "prod", "--job", "hourly"], ["20261123"]), (["--job", "weekly"], []),
        ] as [([String], [String])]
    )
    func `a filter leaves what is asked for`(_ words: [String], _ expected: [String]) async throws {
        let store = try await Self.store()
        let run = await CommandRun(["list"] + words, store: store.path)
        #expect(run.exitCode == .done && Self.days(run) == expected, "\(run)")
        let document = await CommandRun(["list", "--json"] + words, store: store.path)
        let ids = document.output.split(separator: #""id":"2026"#).dropFirst().map { "2026\($0.prefix(4))" }
        #expect(ids == expected, "\(document)")
    }

    @Test func `a group that no snapshot holds is exit 66`() async throws {
        let store = try await Self.store()
        let run = await store.run("list", "--group", "z*")
        #expect(run.exitCode == .notFound && run.output.isEmpty, "\(run)")
        #expect(run.messages.contains("none of 4 snapshots holds a group that matches z*"), "\(run)")
    }

    @Test(arguments: ["lost", "l*"])
    func `a snapshot that cannot tell of a group is named, and exit 3`(_ pattern: String) async throws {
        let store = try DatedStore()
        try await store.save("2026-11-20T03:00:00Z", ["lost": [1]])
        try await store.save("2026-11-21T03:00:00Z", ["a": [1]]) {
            $0.coverage.failed = [GroupFailure(group: GroupID("lost"), code: "DENIED", reason: "not for you")]
        }
        // One that was taken of other groups is as it should be.
        try await store.save("2026-11-22T03:00:00Z", ["a": [1]]) { $0.origin.selection = Selection(groups: ["a"]) }
        let run = await store.run("list", "--group", pattern)
        #expect(run.exitCode == .partial && Self.days(run) == ["20261120"], "\(run)")
        #expect(run.messages.contains("cannot tell: not for you (DENIED)"), "\(run)")
        let document = await store.run("list", "--group", pattern, "--json")
        #expect(document.output.contains(#""cannotTell":[{"id":"20261121T030000Z"#), "\(document)")
    }

    @Test func `a damaged file is listed and makes the search for a group uncertain`() async throws {
        let store = try await Self.store()
        let file = "\(store.path)/snapshots/20261125T030000Z-00000000.tidemark"
        try Data("no snapshot".utf8).write(to: URL(filePath: file))
        let all = await store.run("list")
        #expect(all.exitCode == .done && Self.days(all).last == "20261125", "\(all)")
        #expect(all.output.contains("damaged"), "\(all)")
        let searched = await store.run("list", "--group", "billing")
        #expect(searched.exitCode == .damagedData && searched.messages.contains(file), "\(searched)")
        let before = await store.run("list", "--group", "billing", "--until", "2026-11-24")
        #expect(before.exitCode == .done && Self.days(before).count == 3, "\(before)")
    }

    @Test func `how many groups a snapshot holds of those that it should is said, or that some were selected`()
        async throws
    {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["a": [1], "b": [1]])
        try await store.save("2026-11-22T03:00:00Z", ["a": [1]]) {
            $0.coverage.selected = 3
            $0.coverage.failed = [GroupFailure(group: GroupID("b"), code: "X", reason: "y")]
        }
        try await store.save("2026-11-23T03:00:00Z", ["a": [1]]) { $0.origin.selection = Selection(groups: ["a"]) }
        let run = await store.run("list")
        let groups = run.output.split(separator: "\n").dropFirst().map {
            $0.contains("2 of 2") ? 0 : $0.contains("1 of 3") ? 1 : $0.contains("1 selected") ? 2 : 3
        }
        #expect(groups == [0, 1, 2], "\(run)")
    }

    @Test func `without a snapshot there is no heading but a word`() async throws {
        let store = try DatedStore()
        _ = try await SnapshotStore.open(store.path, for: .writing(wait: .zero))
        let list = await store.run("list")
        #expect(list.exitCode == .done && list.output.isEmpty && list.messages.contains("no snapshots yet"), "\(list)")
        let runs = await store.run("runs")
        #expect(runs.exitCode == .done && runs.output.isEmpty && runs.messages.contains("no runs yet"), "\(runs)")
        let trash = await store.run("undelete")
        #expect(trash.output.isEmpty && trash.messages.contains("the trash is empty"), "\(trash)")
        let quiet = await store.run("list", "-q")
        #expect(quiet.messages.isEmpty && quiet.output.isEmpty, "\(quiet)")
    }

    @Test func `everything is shown whole where that is asked for`() async throws {
        let store = try await Self.store()
        let terminal = TerminalTraits(showsMessages: false, showsOutput: true, width: 40)
        let run = await store.run("list", "-v", environment: ["NO_COLOR": "1"], terminal: terminal)
        #expect(run.output.contains("  2026-11-22T03:00:00Z  ") && run.output.contains("before,safe"), "\(run)")
        #expect(run.output.contains("  prod     "), "\(run)")
    }
}
