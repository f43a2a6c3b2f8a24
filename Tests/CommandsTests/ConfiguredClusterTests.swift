import Cluster
import EngineTestSupport
import FoundationEssentials
import Glibc
import Kafka
import Offsets
import Syntax
import Testing

@testable import Commands

/// Clusters, the store and jobs as the configuration file has them.
struct ConfiguredClusterTests {
    /// A configuration, a store and secrets in a directory of their own.
    private struct Place {
        let directory: String
        var file: String { "\(directory)/tidemark.toml" }
        var store: String { "\(directory)/store" }

        /// Tries a command with this configuration.
        func attempt(_ words: String..., environment: [String: String] = [:]) async -> ConnectionAttempt {
            await ConnectionAttempt(words + ["--config", file], environment: environment)
        }

        func write(_ content: String, to name: String, mode: mode_t = 0o600) throws {
            try Data(content.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
            #expect(unsafe chmod("\(directory)/\(name)", mode) == 0)
        }
    }

    /// Lends a place; `DIRECTORY` in the configuration stands for its path.
    private static func withPlace(
        _ configuration: String = two,
        _ body: (Place) async throws -> Void
    ) async throws {
        try await CommandRun.withStore { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let place = Place(directory: directory)
            try place.write(configuration.replacing("DIRECTORY", with: directory), to: "tidemark.toml")
            try place.write("hunter2\n", to: "password")
            try place.write("hunter3\n", to: "restore-password")
            try await body(place)
        }
    }

    private static let one = """
        [store]
        path = "DIRECTORY/store"
        [cluster.prod]
        bootstrap-servers = ["prod-1:9092", "prod-2:9092"]
        properties = { "security.protocol" = "SASL_SSL", "sasl.username" = "tidemark", "client.id" = "file" }
        secrets = { "sasl.password" = "DIRECTORY/password" }
        [cluster.prod.restore]
        properties = { "sasl.username" = "tidemark-restore" }
        secrets = { "sasl.password" = "DIRECTORY/restore-password" }

        """
    private static let two =
        one + """
            [cluster.staging]
            bootstrap-servers = ["staging:9092"]

            """
    private static let jobs =
        two + """
            [job.nightly]
            cluster = "prod"
            schedule = "daily"
            groups = ["billing*"]
            exclude-groups = ["*-test"]
            tags = ["nightly", "kept"]
            suspicious-below = "80%"
            timeout = "77s"
            accept-limited-view = true
            [job.hourly]
            cluster = "staging"
            schedule = "hourly"

            """

    @Test func `the only cluster of the file needs no name, and its secrets are read`() async throws {
        try await Self.withPlace(Self.one) { place in
            let attempt = await place.attempt("groups")
            #expect(attempt.exitCode == .done, "\(attempt.messages)")
            #expect(attempt.configuration?.bootstrapServers == "prod-1:9092,prod-2:9092")
            #expect(attempt.value("security.protocol") == "SASL_SSL")
            #expect(attempt.value("sasl.username") == "tidemark")
            #expect(attempt.value("sasl.password") == "hunter2")
            #expect(attempt.messages.isEmpty)
        }
    }

    @Test func `of several clusters one is named, by option or environment`() async throws {
        try await Self.withPlace { place in
            let unnamed = await place.attempt("groups")
            #expect(unnamed.exitCode == .usage)
            #expect(unnamed.messages.contains("has 2 clusters: prod, staging"), "\(unnamed.messages)")
            for attempt in [
                await place.attempt("groups", "--cluster", "staging"),
                await place.attempt("groups", environment: ["TIDEMARK_CLUSTER": "staging"]),
                await place.attempt("groups", "--cluster=staging", environment: ["TIDEMARK_CLUSTER": "prod"]),
            ] {
                #expect(attempt.configuration?.bootstrapServers == "staging:9092", "\(attempt.messages)")
                #expect(attempt.configuration?.properties == [])
            }
            let misspelt = await place.attempt("groups", "--cluster", "stagign")
            #expect(misspelt.exitCode == .usage)
            #expect(misspelt.messages.contains("Did you mean 'staging'?"))
        }
    }

    @Test func `the file is found by the environment, and without one a cluster cannot be named`() async throws {
        try await Self.withPlace(Self.one) { place in
            let attempt = await ConnectionAttempt(["groups"], environment: ["TIDEMARK_CONFIG": place.file])
            #expect(attempt.configuration?.bootstrapServers == "prod-1:9092,prod-2:9092", "\(attempt.messages)")
        }
        let missing = await ConnectionAttempt(["groups", "--config", "/no/such/file"])
        #expect(missing.exitCode == .notFound)
        // Also where nothing of it would be needed: whoever names it means it.
        let named = await ConnectionAttempt(["groups", "--config", "/no/such/file", "--bootstrap-server", "a:1"])
        #expect(named.exitCode == .notFound)
    }

    @Test func `the file in its usual place is used by whoever names none, and need not be there`() async throws {
        try await Self.withPlace(Self.one) { place in
            let attempt = await ConnectionAttempt(["snapshot"], usualConfiguration: place.file)
            #expect(attempt.exitCode == .done, "\(attempt.messages)")
            #expect(attempt.configuration?.bootstrapServers == "prod-1:9092,prod-2:9092")
            #expect(FileManager.default.fileExists(atPath: place.store))
            let other = "\(place.directory)/other"
            let byHand = await ConnectionAttempt(["snapshot", "--bootstrap-server", "a:1", "--store", other])
            #expect(byHand.exitCode == .done, "\(byHand.messages)")
            let missing = await ConnectionAttempt(["groups"])
            #expect(missing.exitCode == .usage)
            #expect(missing.messages.contains("write a [cluster.NAME] into \(CommandContext.noConfiguration)"))
            try FileManager.default.removeItem(atPath: other)
        }
    }

    @Test func `a broken file in its usual place stands in nobody's way who says all by hand`() async throws {
        try await Self.withPlace("no TOML") { place in
            let (servers, store) = (["--bootstrap-server", "a:1"], ["--store", place.store])
            for words in [["snapshot"] + servers + store, ["groups"] + servers, ["list"] + store] {
                let attempt = await ConnectionAttempt(words, usualConfiguration: place.file)
                #expect(attempt.exitCode == .done, "\(words): \(attempt.messages)")
            }
            for words in [
                ["snapshot"] + servers, ["snapshot"] + store, ["groups"], ["list"],
                ["snapshot", "--job", "a"] + servers + store, ["groups", "--cluster", "a"] + servers,
            ] {
                let attempt = await ConnectionAttempt(words, usualConfiguration: place.file)
                #expect(attempt.exitCode == .configuration, "\(words): \(attempt.messages)")
            }
        }
    }

    @Test func `brokers given by hand are another cluster, which gets nothing of the file's`() async throws {
        try await Self.withPlace(Self.one) { place in
            let java = "bootstrap.servers=java:1\n"
            try place.write(java, to: "java")
            for (attempt, servers) in [
                (await place.attempt("groups", "--bootstrap-server", "other:1"), "other:1"),
                (await place.attempt("groups", "-X", "bootstrap.servers=other:1"), "other:1"),
                (await place.attempt("groups", environment: ["TIDEMARK_BOOTSTRAP_SERVER": "other:1"]), "other:1"),
                (await place.attempt("groups", "--command-config", "\(place.directory)/java"), "java:1"),
                (
                    await place.attempt(
                        "groups",
                        "--bootstrap-server",
                        "other:1",
                        environment: ["TIDEMARK_CLUSTER": "prod"]
                    ), "other:1"
                ),
            ] {
                #expect(attempt.exitCode == .done, "\(attempt.messages)")
                #expect(attempt.configuration?.bootstrapServers == servers)
                #expect(attempt.value("sasl.password") == nil)
                #expect(attempt.value("security.protocol") == nil)
            }
        }
    }

    @Test func `with a name, brokers given by hand are other ways to the same cluster`() async throws {
        try await Self.withPlace(Self.one) { place in
            let attempt = await place.attempt("groups", "--cluster", "prod", "--bootstrap-server", "other:1")
            #expect(attempt.configuration?.bootstrapServers == "other:1", "\(attempt.messages)")
            #expect(attempt.value("sasl.password") == "hunter2")
        }
    }

    @Test func `a cluster named by an option stands above what the environment says of another`() async throws {
        try await Self.withPlace { place in
            try place.write("bootstrap.servers=java:1\nsecurity.protocol=SSL\n", to: "java")
            let attempt = await place.attempt(
                "groups",
                "--cluster",
                "prod",
                environment: [
                    "TIDEMARK_BOOTSTRAP_SERVER": "other:1", "TIDEMARK_COMMAND_CONFIG": "\(place.directory)/java",
                ]
            )
            #expect(attempt.configuration?.bootstrapServers == "prod-1:9092,prod-2:9092", "\(attempt.messages)")
            #expect(attempt.value("security.protocol") == "SASL_SSL")
        }
    }

    @Test func `a property given by hand wins over the file, and a secret of it is not read then`() async throws {
        try await Self.withPlace(Self.one) { place in
            try place.write("security.protocol=SASL_PLAINTEXT\nclient.id=java\n", to: "java")
            try place.write("other\n", to: "other")
            try FileManager.default.removeItem(atPath: "\(place.directory)/password")
            let attempt = await place.attempt(
                "groups",
                "--command-config",
                "\(place.directory)/java",
                "-X",
                "client.id=hand",
                "-X",
                "sasl.password=@\(place.directory)/other"
            )
            #expect(attempt.exitCode == .done, "\(attempt.messages)")
            #expect(attempt.value("security.protocol") == "SASL_PLAINTEXT")
            #expect(attempt.value("client.id") == "hand")
            #expect(attempt.value("sasl.password") == "other")
        }
    }

    @Test func `the second principal is for commands that write, and no other reads its secrets`() async throws {
        try await Self.withPlace(Self.one) { place in
            #expect(await place.attempt("snapshot").value("sasl.password") == "hunter2")
            for words in [["restore", "latest"], ["undo", "latest"], ["recover"]] {
                let attempt = await ConnectionAttempt(words + ["--config", place.file])
                #expect(attempt.value("sasl.username") == "tidemark-restore", "\(attempt.messages)")
                #expect(attempt.value("sasl.password") == "hunter3")
                #expect(attempt.value("client.id") == "file")
            }
            try FileManager.default.removeItem(atPath: "\(place.directory)/restore-password")
            #expect(await place.attempt("groups").exitCode == .done)
            let refused = await place.attempt("recover")
            #expect(refused.exitCode == .configuration)
            #expect(
                refused.messages.contains("\(place.file):9: [cluster.prod.restore.secrets] sasl.password: "),
                "\(refused.messages)"
            )
        }
    }

    @Test(arguments: [0o644, 0o640, 0o660, 0o604] as [mode_t])
    func `a secret that others can read is refused before anything is connected`(_ mode: mode_t) async throws {
        try await Self.withPlace(Self.one) { place in
            #expect(unsafe chmod("\(place.directory)/password", mode) == 0)
            let attempt = await place.attempt("snapshot")
            #expect(attempt.exitCode == .configuration)
            #expect(attempt.configuration == nil)
            #expect(attempt.messages.contains("chmod 600"))
            #expect(!attempt.messages.contains("hunter2"))
            #expect(!FileManager.default.fileExists(atPath: place.store))
        }
    }

    @Test func `a credential is found where systemd has put it, and its name is never printed`() async throws {
        let configuration = Self.one.replacing("DIRECTORY/password", with: "s3cret-name")
        try await Self.withPlace(configuration) { place in
            try place.write("hunter4", to: "s3cret-name", mode: 0o440)
            let attempt = await place.attempt("groups", environment: ["CREDENTIALS_DIRECTORY": place.directory])
            #expect(attempt.value("sasl.password") == "hunter4", "\(attempt.messages)")
            for environment in [[:], ["CREDENTIALS_DIRECTORY": "/no/such/directory"]] {
                let refused = await place.attempt("groups", environment: environment)
                #expect(refused.exitCode == .configuration)
                #expect(refused.messages.contains("LoadCredential="), "\(refused.messages)")
                #expect(!refused.messages.contains("s3cret-name"))
            }
        }
    }

    @Test func `the store of the file is used, and option and environment win over it`() async throws {
        try await Self.withPlace(Self.one) { place in
            #expect(await place.attempt("snapshot").exitCode == .done)
            #expect(FileManager.default.fileExists(atPath: "\(place.store)/catalog.sqlite"))
            #expect(await place.attempt("list", "--json").output.contains(#""name":"prod""#))
            let option = "\(place.directory)/option"
            let variable = "\(place.directory)/variable"
            _ = await place.attempt("snapshot", "--store", option, environment: ["TIDEMARK_STORE": variable])
            #expect(FileManager.default.fileExists(atPath: option))
            _ = await place.attempt("snapshot", environment: ["TIDEMARK_STORE": variable])
            #expect(FileManager.default.fileExists(atPath: variable))
        }
    }

    @Test func `a job brings its cluster and what it is about`() async throws {
        try await Self.withPlace(Self.jobs) { place in
            let cluster = DictionaryCluster(groups: ["billing", "billing-test", "shop"])
            let attempt = await ConnectionAttempt(
                ["snapshot", "--job", "nightly", "--json", "--config", place.file],
                // The job has said which cluster is meant.
                environment: ["TIDEMARK_CLUSTER": "staging", "TIDEMARK_BOOTSTRAP_SERVER": "other:1"],
                cluster: cluster
            )
            #expect(attempt.exitCode == .done, "\(attempt.messages)")
            #expect(attempt.configuration?.bootstrapServers == "prod-1:9092,prod-2:9092")
            for part in [
                #""name":"prod""#, #""job":"nightly""#, #""groups":1,"#, #""tags":["nightly","kept"]"#,
            ] {
                #expect(attempt.output.contains(part), "\(part) in \(attempt.output)")
            }
            let other = await ConnectionAttempt(
                ["snapshot", "--job", "nightly", "--json", "--group", "shop", "--tag", "mine", "--config", place.file],
                cluster: cluster
            )
            #expect(other.exitCode == .done, "\(other.messages)")
            #expect(other.output.contains(#""groups":1,"#) && other.output.contains(#""tags":["mine"]"#))
            let elsewhere = await place.attempt("snapshot", "--job", "nightly", "--cluster", "staging")
            #expect(elsewhere.configuration?.bootstrapServers == "staging:9092", "\(elsewhere.messages)")
        }
    }

    @Test func `the options that a job stands for come from its lines of the file`() async throws {
        try await Self.withPlace(Self.jobs) { place in
            let context = CommandContext.test(output: Memory().sink())
            let words = ["snapshot", "--job", "nightly", "--config", place.file]
            let (invocation, _, _) = try Program.tidemark.parse(words, in: context)
            guard case .run(let arguments) = invocation else {
                Issue.record("\(invocation)")
                return
            }
            #expect(try arguments[SelectionOptions.group] == ["billing*"])
            #expect(try arguments[SelectionOptions.excludedGroup] == ["*-test"])
            #expect(try arguments[SnapshotCommand.suspiciousBelow] == 80)
            #expect(try arguments[ClusterOptions.lookingTimeout] == .seconds(77))
            #expect(arguments[SnapshotCommand.acceptsLimitedView])
            #expect(arguments.origin(of: SelectionOptions.group) == .file(place.file, line: 15))
            #expect(try Program.tidemark.supervisedWork(words, in: context)?.timeout == .seconds(77))
        }
    }

    @Test func `a job that is not in the file is an error where the file has jobs, and else a label`() async throws {
        try await Self.withPlace(Self.jobs) { place in
            let attempt = await place.attempt("snapshot", "--job", "nigthly")
            #expect(attempt.exitCode == .usage)
            #expect(attempt.messages.contains("Did you mean 'nightly'?"), "\(attempt.messages)")
        }
        try await Self.withPlace(Self.one) { place in
            let attempt = await place.attempt("snapshot", "--job", "nigthly", "--json")
            #expect(attempt.exitCode == .done, "\(attempt.messages)")
            #expect(attempt.output.contains(#""job":"nigthly""#))
        }
    }

    @Test func `a file with a mistake is not used, unless nothing of it is needed and nobody names it`() async throws {
        try await Self.withPlace(Self.one + "[job.x]\n") { place in
            for command in ["groups", "snapshot", "list", "recover"] {
                let attempt = await place.attempt(command)
                #expect(attempt.exitCode == .configuration)
                #expect(attempt.configuration == nil)
            }
        }
    }

    @Test func `a recovery gets the file and the cluster that were given`() async throws {
        try await Self.withPlace { place in
            let context = CommandContext.test(output: Memory().sink())
            let words = ["restore", "latest", "--yes", "--config=\(place.file)", "--cluster=prod"]
            let work = try #require(try Program.tidemark.supervisedWork(words, in: context))
            #expect(work.recovery == ["recover", "--config=\(place.file)", "--cluster=prod", "--wait=1m"])
        }
    }

    @Test func `every command that has a cluster or a store has a configuration file`() {
        func leaves(_ commands: [Command]) -> [Command] {
            commands.flatMap { $0.subcommands.isEmpty ? [$0] : leaves($0.subcommands) }
        }
        for command in leaves(Program.tidemark.groups.flatMap(\.commands)) {
            if command.usesSettings { #expect(command.has(ConfigurationFile.option), "\(command.syntax.name)") }
            if command.has(ClusterOptions.bootstrapServer) {
                #expect(command.has(ClusterOptions.cluster), "\(command.syntax.name)")
            }
        }
    }
}
