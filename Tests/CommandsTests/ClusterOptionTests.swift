import Cluster
import FoundationEssentials
import Glibc
import Kafka
import Offsets
import Testing

@testable import Commands

/// How a command is told which cluster to talk to, and with what secrets.
struct ClusterOptionTests {
    private static let servers = ["--bootstrap-server", "a:9092"]

    private static func withFile(
        _ content: String,
        mode: mode_t = 0o600,
        _ body: (String) async throws -> Void
    ) async throws {
        try await CommandRun.withStore { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let path = "\(directory)/file"
            try Data(content.utf8).write(to: URL(filePath: path))
            #expect(unsafe chmod(path, mode) == 0)
            try await body(path)
        }
    }

    @Test(
        arguments: [
            "a:99999999", "a:0", "a:65536", "a:-1", "a:x", "a", "a:", "a:1,b", "::1", "[::1]", "a:1,,b:1", "",
        ]
    )
    func `a list of servers without proper ports is 64, wherever it is given`(_ servers: String) async throws {
        for attempt in [
            await ConnectionAttempt(["groups", "--bootstrap-server", servers]),
            await ConnectionAttempt(["groups", "-X", "bootstrap.servers=\(servers)"]),
            await ConnectionAttempt(["groups"], environment: ["TIDEMARK_BOOTSTRAP_SERVER": servers]),
        ] {
            if servers.isEmpty, attempt.messages.contains("no cluster is named") { continue }
            #expect(attempt.exitCode == .usage, "\(attempt.messages)")
            #expect(attempt.configuration == nil)
        }
        try await Self.withFile("bootstrap.servers=\(servers)") { path in
            let attempt = await ConnectionAttempt(["groups", "--command-config", path])
            #expect(attempt.exitCode == .configuration, "\(attempt.messages)")
            #expect(attempt.messages.contains(path))
        }
    }

    @Test(arguments: ["a:1", "[::1]:9092", "[fe80::1%eth0]:1,b:65535"])
    func `hosts, addresses and IPv6 in brackets are taken`(_ servers: String) async {
        let attempt = await ConnectionAttempt(["groups", "--bootstrap-server", servers])
        #expect(attempt.exitCode == .done, "\(attempt.messages)")
        #expect(attempt.configuration?.bootstrapServers == servers)
    }

    @Test func `a secret in a file is read and not warned of`() async throws {
        try await Self.withFile("hunter2\n") { path in
            let attempt = await ConnectionAttempt(["groups"] + Self.servers + ["-X", "sasl.password=@\(path)"])
            #expect(attempt.exitCode == .done, "\(attempt.messages)")
            #expect(attempt.value("sasl.password") == "hunter2")
            #expect(attempt.messages.isEmpty)
        }
    }

    @Test(arguments: [0o644, 0o640, 0o666] as [mode_t])
    func `a secret in a file that others can read is 78, with file and mode`(_ mode: mode_t) async throws {
        try await Self.withFile("hunter2\n", mode: mode) { path in
            let attempt = await ConnectionAttempt(["groups"] + Self.servers + ["-X", "sasl.password=@\(path)"])
            #expect(attempt.exitCode == .configuration)
            #expect(attempt.messages.contains("-X sasl.password: \(path) has mode 0\(String(mode, radix: 8))"))
            #expect(attempt.messages.contains("chmod 600"))
            #expect(!attempt.messages.contains("hunter2"))
            #expect(attempt.configuration == nil)
        }
    }

    @Test func `a secret's file that is not there is 78`() async {
        let attempt = await ConnectionAttempt(["groups"] + Self.servers + ["-X", "sasl.password=@/no/such/file"])
        #expect(attempt.exitCode == .configuration)
        #expect(attempt.messages.contains("/no/such/file"))
    }

    @Test func `a value may begin with the sign of a file`() async {
        let attempt = await ConnectionAttempt(["groups"] + Self.servers + ["-X", "client.id=@@me"])
        #expect(attempt.value("client.id") == "@me")
    }

    @Test func `secrets on the command line are warned of once, without their values`() async {
        let attempt = await ConnectionAttempt(
            ["groups", "-q"] + Self.servers
                + ["-X", "sasl.password=hunter2", "-X", "ssl.key.password=hunter3", "-X", "sasl.username=alice"]
        )
        #expect(attempt.exitCode == .done)
        #expect(attempt.messages.ranges(of: "warning:").count == 1, "\(attempt.messages)")
        #expect(attempt.messages.contains("sasl.password and ssl.key.password"))
        #expect(attempt.messages.contains("-X sasl.password=@FILE"))
        #expect(!attempt.messages.contains("hunter") && !attempt.messages.contains("sasl.username"))
    }

    private static let java = """
        bootstrap.servers=file:9092
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username=alice password=hunter2;
        """

    @Test func `the Java client's file is taken from the option and the environment, and -X wins over it`() async throws
    {
        try await Self.withFile(Self.java) { path in
            for attempt in [
                await ConnectionAttempt(["groups", "--command-config", path]),
                await ConnectionAttempt(["groups"], environment: ["TIDEMARK_COMMAND_CONFIG": path]),
            ] {
                #expect(attempt.exitCode == .done, "\(attempt.messages)")
                #expect(attempt.configuration?.bootstrapServers == "file:9092")
                #expect(attempt.value("sasl.username") == "alice")
                #expect(attempt.value("sasl.password") == "hunter2")
                #expect(attempt.messages.isEmpty)
            }
            let attempt = await ConnectionAttempt(
                ["groups", "--command-config", path, "-X", "sasl.username=bob"] + Self.servers
            )
            #expect(attempt.configuration?.bootstrapServers == "a:9092")
            #expect(attempt.value("sasl.username") == "bob")
        }
    }

    @Test func `a Java file with a secret that others can read is warned of`() async throws {
        try await Self.withFile(Self.java + "\nfetch.min.bytes=5\n", mode: 0o644) { path in
            let attempt = await ConnectionAttempt(["groups", "--command-config", path])
            #expect(attempt.exitCode == .done, "\(attempt.messages)")
            #expect(attempt.messages.contains("mode 0644"))
            #expect(attempt.messages.contains("not used by tidemark: fetch.min.bytes"))
            #expect(!attempt.messages.contains("hunter2"))
        }
    }

    @Test(
        arguments: [
            ("ssl.truststore.location=/x.jks", "line 1: ssl.truststore.location"),
            ("\nsasl.jaas.config=x", "line 2: sasl.jaas.config"), ("a=\\u12", "line 1: "),
        ]
    )
    func `a Java file that cannot be taken over is 78, by file, line and name`(
        _ content: String,
        _ words: String
    ) async throws {
        try await Self.withFile(content) { path in
            let attempt = await ConnectionAttempt(["groups", "--command-config", path] + Self.servers)
            #expect(attempt.exitCode == .configuration)
            #expect(attempt.messages.contains("\(path), \(words)"), "\(attempt.messages)")
        }
        let missing = await ConnectionAttempt(["groups", "--command-config", "/no/such/file"] + Self.servers)
        #expect(missing.exitCode == .configuration)
        #expect(missing.messages.contains("/no/such/file"))
    }
}
