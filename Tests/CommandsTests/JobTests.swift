import EngineTestSupport
import FoundationEssentials
import Offsets
import Store
import Testing

@testable import Commands

/// `tidemark job` and `tidemark status`, as far as they need no process of their own.
struct JobTests {
    /// A store that does not exist yet, and a configuration with two jobs.
    private final class Place: Sendable {
        let directory = FileManager.default.temporaryDirectory.appending(path: "tidemark-\(UUID().uuidString)")
        var store: String { directory.appending(path: "store").path }

        init(file: String = Place.jobs) throws {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data(file.utf8).write(to: directory.appending(path: "tidemark.toml"))
        }

        deinit { try? FileManager.default.removeItem(at: directory) }

        static let jobs = """
            [cluster.prod]
            bootstrap-servers = ["memory:9092"]
            [job.nightly]
            schedule = "*-*-* 03:00:00"
            [job.yearly]
            schedule = "yearly"
            """

        func run(_ words: String..., cluster: DictionaryCluster? = nil) async -> CommandRun {
            let file = directory.appending(path: "tidemark.toml").path
            return await CommandRun(words + ["--config", file], cluster, store: store)
        }
    }

    @Test func `without a store and a daemon every job is late, and that is exit 4`() async throws {
        let place = try Place()
        let status = await place.run("status")
        #expect(status.exitCode == .stale, "\(status)")
        #expect(status.messages.contains("job nightly is late: nothing has ever run it"))
        #expect(status.output.contains("store: 0 snapshots, 0 B; free unknown"))
        #expect(!FileManager.default.fileExists(atPath: place.store))
        let brief = await place.run("status", "--brief")
        #expect(brief.output == "LATE: 2 jobs, late: nightly yearly, no snapshot\n")
        #expect(brief.exitCode == .stale && brief.messages.isEmpty)
    }

    @Test func `a snapshot that a timer took counts, and status says when the next is due`() async throws {
        let place = try Place()
        let cluster = DictionaryCluster(groups: ["billing"])
        for job in ["nightly", "yearly"] {
            let taken = await place.run("snapshot", "--job", job, cluster: cluster)
            #expect(taken.exitCode == .done, "\(taken)")
        }
        let status = await place.run("status", "--json")
        #expect(status.exitCode == .done, "\(status)")
        for part in [
            #"{"schemaVersion":1,"clusters":["prod"],"jobs":[{"job":"nightly","cluster":"prod","#
                + #""schedule":"*-*-* 03:00:00","zone":"UTC","state":"ok","late":false,"lastSuccess":"20"#,
            #"T03:00:00Z","missed":0,"lastAttempt":null,"consecutiveFailures":null,"failed":[]"#,
            #""store":{"snapshots":2,"#, #""damaged":0,"daysUntilFull":"#, #""interruptedRuns":[],"daemon":null}"#,
        ] {
            #expect(status.output.contains(part), "\(part) in \(status.output)")
        }
        let brief = await place.run("status", "--brief")
        #expect(brief.output.hasPrefix("OK: 2 jobs, last snapshot "), "\(brief)")
    }

    @Test func `a job is paused, shown as that, and resumed`() async throws {
        let place = try Place()
        let paused = await place.run("job", "pause", "nightly", "--for", "2h")
        #expect(paused.exitCode == .done && paused.messages.hasPrefix("tidemark: job nightly is paused until 20"))
        #expect(await place.run("job", "pause", "yearly").exitCode == .done)
        let list = await place.run("job", "list")
        let rows = list.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(rows.first?.prefix(3) == ["JOB", "STATE", "CLUSTER"])
        #expect(
            rows.dropFirst().map { $0.prefix(3) } == [["nightly", "paused", "prod"], ["yearly", "paused", "prod"]]
        )
        #expect(await place.run("status").exitCode == .done)
        let resumed = await place.run("job", "resume", "nightly")
        #expect(resumed.exitCode == .done && resumed.messages == "tidemark: job nightly is no longer paused\n")
        let again = await place.run("job", "resume", "nightly")
        #expect(again.exitCode == .done && again.messages == "tidemark: job nightly is not paused\n")
    }

    @Test(arguments: [["run"], ["pause"], ["resume"]])
    func `a job that is not in the file is exit 64, and names the nearest`(_ words: [String]) async throws {
        let place = try Place()
        let file = place.directory.appending(path: "tidemark.toml").path
        let run = await CommandRun(["job"] + words + ["nightli", "--config", file], store: place.store)
        #expect(run.exitCode == .usage && run.messages.contains("Did you mean 'nightly'?"), "\(run)")
        let none = try Place(file: "[cluster.prod]\nbootstrap-servers = [\"memory:9092\"]\n")
        let other = none.directory.appending(path: "tidemark.toml").path
        let without = await CommandRun(["job"] + words + ["nightly", "--config", other], store: none.store)
        #expect(without.exitCode == .usage && without.messages.contains("which has no jobs"), "\(without)")
        #expect(!FileManager.default.fileExists(atPath: none.store))
    }

    @Test func `records that cannot be read pass for nothing`() async throws {
        let place = try Place()
        try FileManager.default.createDirectory(atPath: place.store, withIntermediateDirectories: true)
        try Data("no database at all".utf8).write(to: URL(filePath: "\(place.store)/jobs.sqlite"))
        for words in [["status"], ["status", "--brief"], ["job", "list"]] {
            let file = place.directory.appending(path: "tidemark.toml").path
            let run = await CommandRun(words + ["--config", file], store: place.store)
            #expect(run.exitCode == .damagedData && run.output.isEmpty, "\(run)")
        }
    }

    @Test func `a failure that an older or newer Tidemark has noted is shown as it is`() async throws {
        let place = try Place()
        let failure = JobFailure(at: .now(), code: "of-another-version", message: "something \u{1b}[2J happened")
        try await JobRecords(directory: place.store).note(failure, of: "nightly", handledUntil: nil)
        let status = await place.run("status")
        #expect(status.output.contains("of-another-version: something \\u{1b}[2J happened"), "\(status.output)")
        #expect(status.output.contains("failing"))
        let json = await place.run("status", "--json")
        #expect(
            json.output.contains(#""code":"of-another-version","message":"something \u001b[2J happened","hint":null"#)
        )
    }

    @Test func `a check wants one line and a program a document, not both`() async throws {
        let place = try Place()
        #expect(await place.run("status", "--brief", "--json").exitCode == .usage)
    }
}
