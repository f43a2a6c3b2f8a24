import Cluster
import EngineTestSupport
import FoundationEssentials
import Glibc
import Kafka
import Offsets
import Testing

@testable import Commands

/// Secrets go to the cluster and nowhere else.
struct SecretTests {
    private static let secrets = [
        "file": "s3cret-of-the-file", "restore": "s3cret-of-the-restore", "java": "s3cret-of-java",
        "option": "s3cret-of-the-option", "credential": "s3cret-of-a-credential",
    ]

    /// A cluster with a secret from each place, and a store.
    private static func withPlace(_ body: (_ directory: String, _ words: [String]) async throws -> Void) async throws {
        try await CommandRun.withStore { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let java = """
                sasl.jaas.config=a.PlainLoginModule required username=alice password="\(secrets["java"] ?? "")";

                """
            let configuration = """
                [store]
                path = "\(directory)/store"
                [cluster.prod]
                bootstrap-servers = ["a:9092"]
                [cluster.prod.secrets]
                "ssl.key.password" = "\(directory)/file"
                "ssl.keystore.password" = "credential"
                [cluster.prod.restore.secrets]
                "ssl.key.password" = "\(directory)/restore"

                """
            for (name, text) in secrets.merging(
                ["java": java, "tidemark.toml": configuration],
                uniquingKeysWith: { $1 }
            ) {
                try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
                #expect(unsafe chmod("\(directory)/\(name)", 0o600) == 0)
            }
            try await body(
                directory,
                [
                    "--config", "\(directory)/tidemark.toml", "--command-config", "\(directory)/java", "-X",
                    "sasl.oauthbearer.client.secret=@\(directory)/option",
                ]
            )
        }
    }

    private static func leaks(in text: String) -> [String] {
        secrets.filter { text.contains($0.value) }.map(\.key).sorted()
    }

    @Test func `no command writes a secret, neither out nor into store, journal or plan`() async throws {
        try await Self.withPlace { directory, options in
            let cluster = DictionaryCluster(groups: ["billing"])
            let environment = ["CREDENTIALS_DIRECTORY": directory]
            let plan = "\(directory)/plan"
            var used: Set<String> = []
            for words in [
                ["snapshot", "--json"], ["groups"], ["describe", "billing", "--json"],
                ["restore", "latest", "--to", "b", "--plan-out", plan], ["restore", "latest", "--to", "b", "--yes"],
                ["undo", "latest", "--yes", "--json"], ["recover"],
            ] {
                let attempt = await ConnectionAttempt(words + options, environment: environment, cluster: cluster)
                #expect(attempt.exitCode == .done, "\(attempt.messages)")
                #expect(Self.leaks(in: attempt.output + attempt.messages) == [], "\(words)")
                used.formUnion(Self.leaks(in: attempt.configuration?.properties.map(\.value).joined() ?? ""))
            }
            #expect(used == Set(Self.secrets.keys))
            for words in [
                ["config", "show"], ["config", "show", "--json"], ["config", "check"], ["list", "--json"],
                ["runs", "latest", "--json"], ["log"],
            ] {
                let all = words + ["--config", "\(directory)/tidemark.toml"]
                let attempt = await ConnectionAttempt(all, environment: environment, cluster: cluster)
                #expect(attempt.exitCode == .done, "\(attempt.messages)")
                #expect(Self.leaks(in: attempt.output + attempt.messages) == [], "\(words)")
            }
            let files = try FileManager.default.subpathsOfDirectory(atPath: "\(directory)/store")
            #expect(files.contains("journal.sqlite"))
            for file in files.map({ "\(directory)/store/\($0)" }) + [plan] {
                guard let bytes = try? Data(contentsOf: URL(filePath: file)) else { continue }
                #expect(Self.leaks(in: String(decoding: bytes, as: UTF8.self)) == [], "\(file)")
            }
        }
    }

    @Test(arguments: ["", "\0", "\n\n", "wide open"])
    func `an error about a secret does not hold it`(_ flaw: String) async throws {
        try await Self.withPlace { directory, options in
            let secret = Self.secrets["file"] ?? ""
            let path = "\(directory)/file"
            if flaw == "wide open" {
                #expect(unsafe chmod(path, 0o644) == 0)
            } else {
                try Data((flaw.isEmpty ? "" : secret + flaw + secret).utf8).write(to: URL(filePath: path))
            }
            let environment = ["CREDENTIALS_DIRECTORY": directory]
            let attempt = await ConnectionAttempt(["groups"] + options, environment: environment)
            #expect(attempt.exitCode == (flaw == "\n\n" ? .done : .configuration), "\(attempt.messages)")
            #expect(Self.leaks(in: attempt.output + attempt.messages) == [])
        }
    }

    @Test(
        arguments: [
            "sasl.password", "ssl.key.password", "ssl.keystore.password", "sasl.oauthbearer.client.secret",
            "ssl.key.pem",
            "sasl.oauthbearer.config",
        ]
    )
    func `a secret on the command line is warned of, with where it belongs`(_ name: String) async {
        let attempt = await ConnectionAttempt(
            ["groups", "--bootstrap-server", "a:1", "-X", "\(name)=s3cret", "-X", "\(name)=s3cret-2"]
        )
        #expect(attempt.exitCode == .done, "\(attempt.messages)")
        #expect(attempt.messages.ranges(of: "warning:").count == 1, "\(attempt.messages)")
        #expect(attempt.messages.contains("-X \(name)=@FILE"))
        #expect(attempt.messages.contains("[cluster.NAME.secrets]"))
        #expect(!attempt.messages.contains("s3cret"))
    }
}
