import FoundationEssentials
import Offsets
import Testing

@testable import Commands

/// Times as people type them, where commands take them.
struct TimeOptionTests {
    private static let hasZones = FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/Europe/Paris")

    @Test(
        .enabled(if: hasZones, "the time zone database is needed: apt-get install tzdata"),
        arguments: [
            ("@2026-11-21 04:00", "Europe/Paris", "20261121", "Sat 2026-11-21 04:00:00 CET (2026-11-21T03:00:00Z)"),
            ("@2026-11-22", "UTC", "20261122", "Sun 2026-11-22 00:00:00 UTC to Sun 2026-11-22 23:59:59 UTC"),
            ("@2026-11-22 02:00", ":Europe/Paris", "20261121", "Sun 2026-11-22 02:00:00 CET"),
            ("@2026-11-21 03:00 UTC", "Europe/Paris", "20261121", "Sat 2026-11-21 03:00:00 UTC"),
            ("@1s", "", "20261123", "UTC"),
        ]
    )
    func `a snapshot is named by a time as people type it, and what was understood is told`(
        _ name: String,
        _ zone: String,
        _ id: String,
        _ told: String
    ) async throws {
        let store = try DatedStore()
        for day in 21...23 { try await store.save("2026-11-\(day)T03:00:00Z", ["a": [1]]) }
        let run = await store.run("show", name, environment: ["TZ": zone])
        #expect(run.exitCode == .done, "\(run)")
        #expect(run.messages.contains("tidemark: '\(name.dropFirst())' is ") && run.messages.contains(told), "\(run)")
        #expect(run.messages.contains("snapshot \(id)T"), "\(run)")
        let quiet = await store.run("show", name, "-q", environment: ["TZ": zone])
        #expect(quiet.messages.isEmpty, "\(quiet)")
    }

    @Test func `a moment with its zone needs no telling`() async throws {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["a": [1]])
        let run = await store.run("show", "@2026-11-21T03:00Z", environment: ["TZ": "Nowhere/Land"])
        #expect(run.exitCode == .done && !run.messages.contains("' is "), "\(run)")
    }

    @Test(arguments: [
        (["show", "@soon"], "2026-11-21T03:00Z"), (["show", "@03:00"], "there is no time zone 'Nowhere/Land'"),
        (["show", "@03:00 Europe/Nowhere"], "there is no time zone 'Europe/Nowhere'"),
        (["show", "@9999-12-31 UTC"], "beyond the times"),
        (["history", "a", "--since", "soon"], "'soon' is not a time"),
        (["hold", "latest", "--until", "2h ago"], "has passed already"),
        (["hold", "latest", "--until", "yesterday UTC"], "has passed already"),
        (["hold", "latest", "--until", "40000d"], "later than"),
    ])
    func `what is no time is wrong usage, and says what to write`(_ words: [String], _ part: String) async throws {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["a": [1]])
        let run = await CommandRun(words, store: store.path, environment: ["TZ": "Nowhere/Land"])
        #expect(run.exitCode == .usage && run.messages.contains(part), "\(words) \(run)")
        #expect(run.output.isEmpty)
    }

    @Test func `a hold until a day is one for all of it`() async throws {
        let store = try DatedStore()
        try await store.save("2026-11-21T03:00:00Z", ["a": [1]])
        let run = await store.run("hold", "latest", "--until", "2099-01-31", "--json")
        #expect(run.output.contains(#""until":"2099-01-31T23:59:59Z""#), "\(run)")
        let exact = await store.run("hold", "latest", "--until", "2099-01-31T00:00:00Z", "--json")
        #expect(exact.output.contains(#""until":"2099-01-31T00:00:00Z""#), "\(exact)")
    }
}
