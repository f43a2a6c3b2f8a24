import EngineTestSupport
import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Commands

/// Snapshots that are signed by a key of the configuration, and who says so.
struct AuthenticityTests {
    /// A store, its configuration, and keys in files.
    private final class Place: Sendable {
        let cluster = DictionaryCluster(groups: ["billing"])
        let scratch: ScratchDirectory
        var store: String { scratch.store }

        init() throws {
            scratch = try ScratchDirectory()
            for year in ["2025", "2026"] { try write("the secret of the year \(year), 32 bytes\n", to: year) }
        }

        func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
            try scratch.write(Array(text.utf8), to: name)
            #expect(unsafe chmod(scratch.file(name), mode) == 0)
        }

        /// Has these keys from now on.
        func configure(keys: [String], _ lines: String...) throws {
            var text = "[store]\n" + lines.map { $0 + "\n" }.joined()
            if !keys.isEmpty { text += "[store.keys]\n" }
            for key in keys { text += "\(key) = \"\(scratch.file(key))\"\n" }
            try write(text, to: "tidemark.toml")
        }

        func run(_ words: String...) async -> CommandRun {
            await CommandRun(words + ["--config", scratch.file("tidemark.toml")], cluster, store: store)
        }

        /// Takes a snapshot.
        func snapshot() async -> String {
            let run = await run("snapshot")
            #expect(run.exitCode == .done, "\(run)")
            return String(run.output.dropLast())
        }

        func file(_ id: String) -> String { "\(store)/snapshots/\(id).tidemark" }
    }

    @Test func `verify, show and restore say which key has signed a snapshot`() async throws {
        let place = try Place()
        try place.configure(keys: ["2026"])
        let id = await place.snapshot()
        let verify = await place.run("verify")
        #expect(verify.exitCode == .done, "\(verify)")
        #expect(verify.output.contains("\(id)  authenticated"), "\(verify)")
        #expect(verify.messages.contains("1 snapshot intact, 1 authenticated"), "\(verify)")
        let json = await place.run("verify", "--json")
        #expect(
            json.output.contains(#""state":"intact","detail":null,"authenticity":"authenticated","key":"2026""#),
            "\(json)"
        )
        let sentence = "snapshot \(id) is authenticated: key 2026 has signed it"
        for words in [["show", id], ["restore", id, "--dry-run"], ["export", id]] {
            let run = await CommandRun(
                words + ["--config", place.scratch.file("tidemark.toml")],
                place.cluster,
                store: place.store
            )
            #expect(run.exitCode == .done && run.messages.contains(sentence), "\(run)")
        }
        let shown = await place.run("show", id, "--json")
        #expect(shown.output.contains(#""authenticity":"authenticated","key":"2026""#), "\(shown)")
    }

    @Test func `what nobody has signed is intact, and no more is said where there are no keys`() async throws {
        let place = try Place()
        try place.configure(keys: [])
        let id = await place.snapshot()
        let shown = await place.run("show", id)
        #expect(shown.exitCode == .done && !shown.messages.contains("sign"), "\(shown)")
        #expect(await place.run("show", id, "--json").output.contains(#""authenticity":"intact","key":null"#))
        try place.configure(keys: ["2026"])
        let warned = await place.run("restore", id, "--dry-run")
        #expect(warned.exitCode == .done && warned.messages.contains("intact and not signed"), "\(warned)")
    }

    @Test func `where it is required, nothing is restored of what no key of ours has signed`() async throws {
        let place = try Place()
        try place.configure(keys: [])
        let unsigned = await place.snapshot()
        try place.configure(keys: ["2025"])
        let older = await place.snapshot()
        try place.configure(keys: ["2026"], "require-authentic = true")
        let newer = await place.snapshot()
        place.cluster.change { $0.commit("billing", "orders", 0, 77) }
        for (id, what) in [(unsigned, "not signed"), (older, "signed by an unknown key, 2025,")] {
            for words in [["restore", id, "--yes"], ["restore", id, "--dry-run"]] {
                let run = await CommandRun(
                    words + ["--config", place.scratch.file("tidemark.toml")],
                    place.cluster,
                    store: place.store
                )
                #expect(run.exitCode == .damagedData && run.messages.contains(what), "\(run)")
                #expect(run.messages.contains("the configuration requires"), "\(run)")
            }
            #expect(await place.run("show", id).exitCode == .done)
        }
        #expect(place.cluster.offset(of: "billing") == 77)
        #expect(await place.run("restore", newer, "--dry-run").exitCode == .done)
        let verify = await place.run("verify")
        #expect(verify.exitCode == .damagedData, "\(verify)")
        #expect(
            verify.messages.contains("3 snapshots intact, 1 authenticated, 1 signed by an unknown key"),
            "\(verify)"
        )
        #expect(await place.run("verify", newer).exitCode == .done)
        // The damage is not in the files: nothing of them is forgotten.
        try place.configure(keys: [])
        #expect(await place.run("verify").exitCode == .done)
    }

    @Test func `where it is required, no saved plan is carried out of what no key of ours has signed`() async throws {
        let place = try Place()
        try place.configure(keys: ["2025"])
        let id = await place.snapshot()
        place.cluster.change { $0.commit("billing", "orders", 0, 77) }
        let plan = place.scratch.file("restore.plan")
        #expect(await place.run("restore", id, "--plan-out", plan).exitCode == .done)
        func expect(refusalOf plan: String, _ what: String) async {
            let run = await place.run("apply", plan, "--yes")
            #expect(run.exitCode == .damagedData && run.messages.contains(what), "\(run)")
            #expect(place.cluster.offset(of: "billing") == 77)
        }
        try place.configure(keys: ["2026"], "require-authentic = true")
        await expect(refusalOf: plan, "signed by an unknown key, 2025,")
        try place.write("another secret under the same name, long\n", to: "2025")
        try place.configure(keys: ["2025"])
        await expect(refusalOf: plan, "the signature does not fit")
        try place.write("the secret of the year 2025, 32 bytes\n", to: "2025")
        try place.configure(keys: ["2025"], "require-authentic = true")
        #expect(unsafe rename(place.file(id), place.scratch.file("elsewhere")) == 0)
        await expect(refusalOf: plan, "cannot be read here, and the configuration requires that it is signed")
        #expect(unsafe rename(place.scratch.file("elsewhere"), place.file(id)) == 0)
        let run = await place.run("apply", plan, "--yes")
        #expect(run.exitCode == .done, "\(run)")
        #expect(place.cluster.offset(of: "billing") != 77)
    }

    @Test func `keys follow each other: the old one vouches for its snapshots for as long as it is there`() async throws
    {
        let place = try Place()
        try place.configure(keys: ["2025"], "require-authentic = true")
        let older = await place.snapshot()
        try place.configure(keys: ["2025", "2026"], "signing-key = \"2026\"", "require-authentic = true")
        let newer = await place.snapshot()
        let verify = await place.run("verify", "--json")
        #expect(verify.exitCode == .done, "\(verify)")
        for (id, key) in [(older, "2025"), (newer, "2026")] {
            #expect(
                verify.output.contains(
                    #"{"id":"\#(id)","state":"intact","detail":null,"authenticity":"authenticated","key":"\#(key)"}"#
                ),
                "\(verify)"
            )
            #expect(await place.run("restore", id, "--dry-run").exitCode == .done)
        }
    }

    @Test func `a signature that does not fit is 65 everywhere, and nothing is written`() async throws {
        let place = try Place()
        try place.configure(keys: ["2026"])
        let id = await place.snapshot()
        try place.write("another secret under the same name, long\n", to: "2026")
        place.cluster.change { $0.commit("billing", "orders", 0, 77) }
        for words in [["verify"], ["verify", id], ["show", id], ["restore", id, "--yes"], ["export", id]] {
            let run = await CommandRun(
                words + ["--config", place.scratch.file("tidemark.toml")],
                place.cluster,
                store: place.store
            )
            #expect(run.exitCode == .damagedData, "\(run)")
            #expect(
                run.messages.contains("says that the key 2026 has signed it, and the signature does not fit"),
                "\(run)"
            )
        }
        #expect(place.cluster.offset(of: "billing") == 77)
        #expect(await place.run("list", "--json").output.contains(#""verifiedAt":null"#))
        // The snapshot is there as before once the key is right again.
        try place.write("the secret of the year 2026, 32 bytes\n", to: "2026")
        #expect(await place.run("verify").exitCode == .done)
    }

    @Test func `a snapshot that cannot be signed is not taken, and who cannot read a key is told`() async throws {
        let place = try Place()
        try place.configure(keys: ["2026"])
        let id = await place.snapshot()
        for (text, mode, what) in [
            ("short", 0o600, "the secret has 5 bytes, and 32 are needed at least"),
            ("the secret of the year 2026, 32 bytes", 0o644, "has mode 0644"),
        ] as [(String, mode_t, String)] {
            try place.write(text, to: "2026", mode: mode)
            let run = await place.run("snapshot")
            #expect(run.exitCode == .configuration && run.messages.contains(what), "\(run)")
            #expect(run.messages.contains("[store.keys] 2026"), "\(run)")
            let check = await place.run("config", "check")
            #expect(check.exitCode == .configuration && check.messages.contains(what), "\(check)")
            let shown = await place.run("show", id)
            #expect(shown.exitCode == .done && shown.messages.contains("cannot be checked"), "\(shown)")
            #expect(shown.messages.contains("signed by an unknown key, 2026"), "\(shown)")
        }
        #expect(await place.run("list", "--json").output.components(separatedBy: #""id":"20"#).count == 2)
    }
}
