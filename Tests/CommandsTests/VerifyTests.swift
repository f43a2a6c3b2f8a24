import EngineTestSupport
import FoundationEssentials
import Glibc
import KafkaTestSupport
import Offsets
import Store
import TestSupport
import Testing

@testable import Commands

/// `verify`: what is damaged, replaced or gone shows, and what was removed on purpose does not.
struct VerifyTests {
    /// A store with a chain of snapshots.
    private final class Place: Sendable {
        let store: String
        let ids: [String]
        private let scratch: ScratchDirectory

        init(snapshots: Int = 4, in directory: String? = nil) async throws {
            let scratch = try ScratchDirectory()
            let store = directory ?? scratch.store
            var ids: [String] = []
            let cluster = DictionaryCluster(groups: ["billing"])
            for _ in 0..<snapshots {
                let run = await CommandRun(["snapshot", "--job", "nightly"], cluster, store: store)
                ids.append(String(run.output.dropLast()))
            }
            self.ids = ids
            self.store = store
            self.scratch = scratch
        }

        func run(_ words: String...) async -> CommandRun { await CommandRun(words, store: store) }

        func file(_ number: Int) -> String { "\(store)/snapshots/\(ids[number]).tidemark" }

        /// Changes a bit in the middle of a file, as a disk does.
        func rot(_ number: Int) throws {
            var bytes = try Data(contentsOf: URL(filePath: file(number)))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(filePath: file(number)))
        }
    }

    @Test func `what is intact is said to be, and list says since when`() async throws {
        let place = try await Place()
        #expect(await place.run("list", "--json").output.contains(#""verifiedAt":null"#))
        let run = await place.run("verify")
        #expect(run.exitCode == .done && run.messages.contains("4 snapshots intact"), "\(run)")
        #expect(run.output.split(separator: "\n").dropFirst().allSatisfy { $0.hasSuffix("  intact") })
        let list = await place.run("list", "--json")
        #expect(!list.output.contains(#""verifiedAt":null"#) && list.output.contains(#""verifiedAt":"20"#))
        let json = await place.run("verify", "--json")
        #expect(
            json.output.contains(#""state":"intact","detail":null,"authenticity":"intact","key":null}"#)
                && json.output.hasSuffix(#""notLookedAt":0}"# + "\n")
        )
    }

    @Test func `a damaged file is exit 65 and named, and remembered`() async throws {
        let place = try await Place()
        _ = await place.run("verify")
        try place.rot(1)
        let run = await place.run("verify", "--json")
        #expect(run.exitCode == .damagedData, "\(run)")
        #expect(run.output.contains(#"{"id":"\#(place.ids[1])","state":"damaged""#), "\(run.output)")
        let one = await place.run("verify", place.ids[1])
        #expect(one.exitCode == .damagedData && one.messages.contains(place.ids[1]), "\(one)")
        #expect(await place.run("verify", place.ids[0]).exitCode == .done)
        #expect(await place.run("list").output.contains("damaged"))
    }

    @Test(arguments: [0, 1, 3])
    func `a file that is gone shows, whichever it is`(number: Int) async throws {
        let place = try await Place()
        try FileManager.default.removeItem(atPath: place.file(number))
        let chain = await place.run("verify")
        #expect(chain.exitCode == .damagedData && chain.output.contains("missing"), "\(chain)")
        try FileManager.default.removeItem(atPath: "\(place.store)/catalog.sqlite")
        // Without the catalog nobody knows of the last one, unless it was verified before.
        let run = await place.run("verify")
        #expect(run.exitCode == (number == 3 ? .done : .damagedData), "\(run)")
    }

    @Test(arguments: [0, 1, 3])
    func `what is lost for good is forgotten once somebody says so`(number: Int) async throws {
        let place = try await Place()
        _ = await place.run("verify")
        try FileManager.default.removeItem(atPath: place.file(number))
        let told = await place.run("verify", "--forget-missing")
        #expect(told.exitCode == .done && told.messages.contains("not missed any more"), "\(told)")
        let again = await place.run("verify")
        #expect(again.exitCode == .done && again.messages.contains("3 snapshots intact"), "\(again)")
        #expect(await place.run("log").output.contains("forget"))
        #expect(await place.run("verify", place.ids[2], "--forget-missing").exitCode == .usage)
    }

    @Test func `the last one shows when it was verified before, and everything else that knew it is lost`() async throws
    {
        let place = try await Place()
        _ = await place.run("verify")
        for name in ["snapshots/\(place.ids[3]).tidemark", "catalog.sqlite"] {
            try FileManager.default.removeItem(atPath: "\(place.store)/\(name)")
        }
        let run = await place.run("verify")
        #expect(run.exitCode == .damagedData && run.messages.contains(place.ids[3]), "\(run)")
    }

    @Test func `a file in the place of another one is damaged`() async throws {
        let place = try await Place()
        _ = unsafe chmod(place.file(2), 0o640)
        try Data(contentsOf: URL(filePath: place.file(1))).write(to: URL(filePath: place.file(2)))
        let run = await place.run("verify")
        #expect(run.exitCode == .damagedData && run.messages.contains("not what its name says"), "\(run)")
    }

    @Test(arguments: [false, true])
    func `what prune has removed is not missed, before and after the trash is emptied`(losesJournal: Bool) async throws
    {
        let place = try await Place()
        _ = await place.run("verify")
        _ = await CommandRun(["prune", "--keep-last", "1", "--keep-daily", "1", "--trash", "1ms"], store: place.store)
        #expect(await place.run("verify").exitCode == .done)
        if losesJournal { try FileManager.default.removeItem(atPath: "\(place.store)/journal.sqlite") }
        let emptied = await CommandRun(["prune", "--keep-last", "1", "--json"], store: place.store)
        #expect(emptied.output.contains(place.ids[0]), "\(emptied)")
        let run = await place.run("verify")
        #expect(run.exitCode == .done, "\(run)")
    }

    @Test func `samples get around to all of them`() async throws {
        let place = try await Place()
        for round in 1...4 {
            let run = await place.run("verify", "--sample", "25%", "--json")
            #expect(run.exitCode == .done && run.output.contains(#""notLookedAt":3"#), "\(run)")
            let list = await place.run("list", "--json")
            #expect(list.output.split(separator: #""verifiedAt":null"#).count - 1 == 4 - round)
        }
        let run = await place.run("verify", "--max-duration", "1ms")
        #expect(run.exitCode == .done)
    }

    @Test(arguments: [
        (["verify", "2031"], ExitCode.notFound), (["verify", "lates"], .usage), (["verify", "--sample", "x"], .usage),
        (["verify", "latest", "--sample", "5%"], .usage), (["verify", "--max-duration", "0s"], .usage),
    ])
    func `a wrong command line is refused`(words: [String], exitCode: ExitCode) async throws {
        let place = try await Place(snapshots: 1)
        let run = await CommandRun(words, store: place.store)
        #expect(run.exitCode == exitCode && run.output.isEmpty, "\(run)")
    }

    @Test func `where there is no store that is said`() async throws {
        try await CommandRun.withStore { store in
            let run = await CommandRun(["verify"], store: store)
            #expect(run.exitCode == .notFound && !FileManager.default.fileExists(atPath: store))
        }
    }

    @Test(.enabled(if: ScratchMount.isPossible, "needs root, to mount"))
    func `a store that one may only read is verified, and pruned in no way`() async throws {
        let mount = try ScratchMount(kibibytes: 4_096)
        let place = try await Place(in: mount.path)
        try mount.freeze()
        let run = await place.run("verify")
        #expect(run.exitCode == .done && run.messages.contains("cannot be recorded"), "\(run)")
        #expect(await place.run("prune", "--keep-last", "1", "--dry-run").exitCode == .done)
        #expect(await place.run("undelete").exitCode == .done)
        for words in [["prune", "--keep-last", "1"], ["hold", "latest"]] {
            let run = await CommandRun(words, store: place.store)
            #expect([.cannotCreate, .inputOutput].contains(run.exitCode), "\(run)")
            #expect(run.messages.contains(mount.path))
        }
        #expect(await place.run("list").output.split(separator: "\n").count == 5)
    }
}
