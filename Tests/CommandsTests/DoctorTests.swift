import Cluster
import EngineTestSupport
import FoundationEssentials
import Glibc
import Offsets
import TestSupport
import Testing

@testable import Commands

/// What `doctor` puts out, and its exit code.
struct DoctorTests {
    /// A configuration with one cluster and one job, and what the machine and the cluster are.
    private struct Place {
        let directory: String
        let cluster: DictionaryCluster
        var file: String { "\(directory)/tidemark.toml" }

        /// Runs a command; `systemd` is what the machine's answers, `nil` for a machine without one.
        func run(_ words: [String], systemd: String? = nil) async -> Outcome {
            let output = Memory()
            let messages = Memory()
            var context = CommandContext.test(
                output: output.sink(),
                messages: messages.sink(),
                environment: ["TIDEMARK_CONFIG": file],
                cluster: cluster
            )
            if let systemd { context.units = { _ in .success(systemd) } }
            let exitCode = await Program.tidemark.run(words, in: context)
            return Outcome(exitCode: exitCode, output: output.text, messages: messages.text)
        }

        func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
            try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
            #expect(unsafe chmod("\(directory)/\(name)", mode) == 0)
        }
    }

    private struct Outcome {
        let exitCode: ExitCode
        let output: String
        let messages: String

        /// The state and the rest of the line of each check.
        var lines: [String: (state: String, text: String)] {
            var lines: [String: (String, String)] = [:]
            for line in output.split(separator: "\n") {
                let words = line.split(separator: " ", omittingEmptySubsequences: true)
                let name = words[1] == "prod:" ? words[2] : words[1]
                lines[String(name)] = (String(words[0]), String(line))
            }
            return lines
        }
    }

    private static let configuration = """
        [store]
        path = "DIRECTORY/store"
        [cluster.prod]
        bootstrap-servers = ["localhost:9092"]
        secrets = { "sasl.password" = "DIRECTORY/password" }
        [job.nightly]
        schedule = "daily"

        """

    /// Lends a place where everything is as it should be.
    private static func withPlace(
        _ configuration: String = configuration,
        takesSnapshot: Bool = true,
        _ body: (Place) async throws -> Void
    ) async throws {
        let scratch = try ScratchDirectory()
        let cluster = DictionaryCluster(groups: ["billing", "mailer"])
        cluster.change { state in
            var settings = BrokerSettings()
            settings.offsetsRetention = .seconds(7 * 86_400)
            settings.transactionMaxTimeout = .seconds(900)
            state.settings = settings
            state.longestTransaction = settings.transactionMaxTimeout
            state.brokers = [BrokerAddress(id: 1, host: "kafka-1", port: 9092)]
            state.releases = ["kafka-1:9092": KafkaRelease([1: 17, 28: 4])]
            state.topics["__transaction_state"] = ClusterState.Topic(partitionCount: 50)
            state.offsetsPartitionCount = 2
            state.busyClock = .zero
        }
        let place = Place(directory: scratch.path, cluster: cluster)
        try place.write("hunter2\n", to: "password")
        try place.write(configuration.replacing("DIRECTORY", with: scratch.path), to: "tidemark.toml")
        if takesSnapshot {
            let taken = await place.run(["snapshot", "--job", "nightly"])
            #expect(taken.exitCode == .done, "\(taken)")
        }
        try await body(place)
    }

    private static let names = [
        "brokers", "capture-rights", "clock", "configuration", "connection", "groups", "journal", "name-resolution",
        "offsets-retention", "permissions", "removal-rights", "restore-rights", "service", "space", "store",
        "transaction-rights", "transaction-time", "transactions",
    ]

    @Test func `where all is well, one line a check says so and the exit code is 0`() async throws {
        try await Self.withPlace { place in
            let found = await place.run(["doctor", "--try-transaction"])
            #expect(found.lines.keys.sorted() == Self.names)
            #expect(found.lines.values.filter { $0.state != "OK" }.map(\.text) == [])
            #expect(found.output.split(separator: "\n").count == Self.names.count)
            #expect(found.exitCode == .done, "\(found)")
            #expect(found.messages.isEmpty, "\(found)")
            #expect(!found.output.contains("hunter2"))
        }
    }

    @Test func `a warning is exit code 3, with what to do at the end of its line`() async throws {
        try await Self.withPlace { place in
            let found = await place.run(["doctor"])
            #expect(found.exitCode == .partial, "\(found)")
            #expect(found.lines.values.filter { $0.state != "OK" }.count == 1)
            let line = try #require(found.lines["transactions"])
            #expect(line.state == "WARN")
            #expect(line.text.contains("`tidemark doctor --try-transaction` tries it now"))
        }
    }

    @Test func `a failure is exit code 1, and what else is wrong is said as well`() async throws {
        try await Self.withPlace { place in
            place.cluster.change { $0.showsEveryGroup = false }
            let found = await place.run(["doctor"])
            #expect(found.exitCode == .failure, "\(found)")
            let line = try #require(found.lines["capture-rights"])
            #expect(line.state == "FAIL")
            let rule =
                "kafka-acls --bootstrap-server localhost:9092 --add --allow-principal User:… --operation Describe --cluster"
            #expect(line.text.hasSuffix(rule), "\(line)")
            #expect(found.lines.count == Self.names.count)
        }
    }

    @Test func `a cluster that does not answer leaves the machine's own checks`() async throws {
        try await Self.withPlace { place in
            place.cluster.add(.at(.metadata, number: nil, .fails(KafkaError(.transport, "connection refused"))))
            let found = await place.run(["doctor"])
            #expect(found.exitCode == .failure)
            #expect(found.lines["connection"]?.state == "FAIL")
            #expect(found.lines["store"]?.state == "OK")
            #expect(found.lines["capture-rights"] == nil)
        }
    }

    /// A document as scripts read it.
    private struct Document: Decodable {
        struct Check: Decodable {
            let check: String
            let cluster: String?
            let state: String
            let message: String
            let remedy: String?
        }

        let schemaVersion: Int
        let checks: [Check]
    }

    @Test func `the document has the same checks, each with its cluster and its remedy`() async throws {
        try await Self.withPlace { place in
            place.cluster.change { $0.settings = nil }
            let found = await place.run(["doctor", "--json"])
            #expect(found.exitCode == .partial)
            let document = try JSONDecoder().decode(Document.self, from: Data(found.output.utf8))
            #expect(document.schemaVersion == 1)
            #expect(document.checks.map(\.check).sorted() == Self.names)
            let ofCluster = Set(document.checks.filter { $0.cluster == "prod" }.map(\.check))
            #expect(ofCluster.contains("capture-rights"))
            #expect(!ofCluster.contains("store"))
            for check in document.checks {
                #expect(["ok", "warn", "fail"].contains(check.state))
                #expect((check.remedy == nil) == (check.state == "ok"), "\(check)")
            }
        }
    }

    @Test func `settings are asked once for all that rests on them, and of the other user where one is not told`()
        async throws
    {
        try await Self.withPlace { place in
            place.cluster.change { $0.forgetCalls() }
            _ = await place.run(["doctor"])
            #expect(place.cluster.count(.settings) == 1)
        }
        let two =
            Self.configuration + """
                [cluster.prod.restore]
                properties = { "sasl.username" = "restorer" }

                """
        try await Self.withPlace(two) { place in
            place.cluster.change { state in
                state.forgetCalls()
                state.settings = nil
            }
            _ = await place.run(["doctor"])
            #expect(place.cluster.count(.settings) == 2)
        }
    }

    @Test func `a secret that others may read fails the configuration, and the store is looked at all the same`()
        async throws
    {
        try await Self.withPlace { place in
            try place.write("hunter2\n", to: "password", mode: 0o644)
            let found = await place.run(["doctor"])
            #expect(found.exitCode == .failure, "\(found)")
            let line = try #require(found.lines["configuration"])
            #expect(line.state == "FAIL")
            #expect(line.text.contains("chmod 600"), "\(line)")
            #expect(found.lines["store"]?.state == "OK")
        }
    }

    // MARK: - Units

    private static func unit(_ id: String, _ state: String, _ file: String, _ more: [String: String] = [:]) -> String {
        var values = Dictionary(uniqueKeysWithValues: ConfinedUnit.shipped.map { ($0, $1) })
        values["SystemCallFilter"] = "accept read write"
        if id.hasSuffix(".timer") { values = [:] }
        values.merge(["Id": id, "LoadState": "loaded", "ActiveState": state, "UnitFileState": file]) { $1 }
        return values.merging(more) { $1 }.map { "\($0)=\($1)\n" }.joined() + "\n"
    }

    private static let daemon = unit("tidemark.service", "active", "enabled")
    private static let timer = unit("tidemark-snapshot@nightly.timer", "active", "enabled")
    private static let snapshot = unit("tidemark-snapshot@nightly.service", "inactive", "static")

    private static let machines: [(String, [String: (state: String, words: String)])] = [
        (
            daemon + "\n" + unit("tidemark-snapshot@nightly.timer", "inactive", "disabled"),
            [
                "service": ("OK", "runs, and starts with the machine"), "timers": ("OK", "no timer"),
                "hardening": ("OK", "confined as shipped"),
            ]
        ),
        (
            daemon + timer + snapshot,
            [
                "service": ("OK", "timers take the snapshots of nightly"),
                "timers": ("WARN", "systemctl disable --now tidemark-snapshot@nightly.timer"),
                "hardening": ("OK", "as shipped"),
            ]
        ),
        (
            unit("tidemark.service", "inactive", "disabled") + timer + snapshot,
            [
                "service": ("OK", "not enabled; timers take the snapshots of nightly"),
                "hardening": ("OK", "as shipped"),
            ]
        ),
        (
            unit("tidemark.service", "inactive", "disabled"),
            [
                "service": ("WARN", "systemctl enable --now tidemark")
            ]
        ),
        (
            unit("tidemark.service", "inactive", "enabled"),
            [
                "service": ("WARN", "systemctl start tidemark"), "timers": ("OK", ""), "hardening": ("OK", ""),
            ]
        ),
        (
            unit("tidemark.service", "active", "disabled"),
            [
                "service": ("WARN", "systemctl enable tidemark"), "timers": ("OK", ""), "hardening": ("OK", ""),
            ]
        ),
        (
            unit("tidemark.service", "failed", "enabled"),
            [
                "service": ("FAIL", "journalctl -u tidemark"), "timers": ("OK", ""), "hardening": ("OK", ""),
            ]
        ),
        (
            "Id=tidemark.service\nLoadState=not-found\nActiveState=inactive\nUnitFileState=\n",
            [
                "service": ("OK", "not installed")
            ]
        ),
        (
            unit("tidemark.service", "active", "enabled", ["ProtectHome": "no", "User": "", "SystemCallFilter": "~"]),
            [
                "service": ("OK", ""), "timers": ("OK", ""),
                "hardening": ("WARN", "ProtectHome=no"),
            ]
        ),
    ]

    @Test(arguments: machines.indices)
    func `units that are not as they should be are named with what to type`(index: Int) async throws {
        let (answer, expected) = Self.machines[index]
        try await Self.withPlace(takesSnapshot: false) { place in
            let found = await place.run(["doctor"], systemd: answer)
            let checks = found.lines.filter { ["service", "timers", "hardening"].contains($0.key) }
            #expect(checks.keys.sorted() == expected.keys.sorted(), "\(found)")
            for (name, (state, words)) in expected {
                #expect(checks[name]?.state == state, "\(found)")
                #expect(checks[name]?.text.contains(words) == true, "\(found)")
            }
        }
    }

    @Test func `a systemd that does not answer is a warning`() async throws {
        let examination = ServiceExamination(jobs: ["nightly"]) { _ in .failure(.init(reason: "Connection timed out")) }
        let checks = await examination.checks()
        #expect(checks.map(\.state) == [.warn])
        #expect(checks[0].message.contains("Connection timed out"))
    }

    @Test(arguments: ["tidemark.service", "tidemark-snapshot@.service"])
    func `a shipped unit is confined as doctor takes it to be`(name: String) throws {
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: checkout.appending(path: "systemd/\(name)"), encoding: .utf8)
        let lines = Set(text.split(separator: "\n").map(String.init))
        for (name, value) in ConfinedUnit.shipped {
            #expect(lines.contains("\(name)=\(value)"), "\(name)")
        }
        #expect(lines.contains { $0.hasPrefix("SystemCallFilter=@") })
    }
}
