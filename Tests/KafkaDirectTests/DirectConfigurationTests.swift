import CRDKafka
import Cluster
import Glibc
import TLS
import Testing

@testable import KafkaDirect

/// Which properties the direct client understands; for every other one librdkafka is used.
struct DirectConfigurationTests {
    private static let user = ["sasl.username": "user", "sasl.password": "secret"]

    /// Properties, and what is said of them.
    private static let refusals: [([String: String], String)] = [
        (["security.protocol": "tls"], "security.protocol=tls"),
        (["security.protocol": ""], "security.protocol="),
        (["security.protocol": "sasl_ssl"], "sasl.mechanism="),
        (["security.protocol": "sasl_ssl", "sasl.mechanism": "GSSAPI"], "sasl.mechanism=GSSAPI"),
        (["security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN"], "sasl.username="),
        (["security.protocol": "sasl_ssl", "sasl.mechanism": "PLAIN", "sasl.username": "u"], "sasl.password"),
        (
            ["security.protocol": "ssl", "ssl.ca.location": "/a", "ssl.ca.pem": "b"],
            "ssl.ca.location=… beside ssl.ca.pem"
        ),
        (
            ["security.protocol": "ssl", "enable.ssl.certificate.verification": "no"],
            "enable.ssl.certificate.verification=no"
        ),
        (
            ["security.protocol": "ssl", "ssl.endpoint.identification.algorithm": "http"],
            "ssl.endpoint.identification.algorithm=http"
        ),
        (["socket.connection.setup.timeout.ms": "999"], "socket.connection.setup.timeout.ms=999"),
        (["socket.connection.setup.timeout.ms": "1s"], "socket.connection.setup.timeout.ms=1s"),
        (["socket.timeout.ms": "9"], "socket.timeout.ms=9"),
        (["socket.timeout.ms": "0x3E8"], "socket.timeout.ms=0x3E8"),
        (["socket.max.fails": "3"], "socket.max.fails=3"),
        (["api.version.request": "false"], "api.version.request=false"),
        (["broker.address.family": "v5"], "broker.address.family=v5"),
        (["socket.keepalive.enable": "yes"], "socket.keepalive.enable=yes"),
        (["reconnect.backoff.max.ms": "99"], "reconnect.backoff.max.ms=99"),
        (["reconnect.backoff.ms": "20000"], "reconnect.backoff.max.ms"),
        (["receive.message.max.bytes": "1000"], "receive.message.max.bytes=1000"),
        (
            ["receive.message.max.bytes": "60000000", "message.max.bytes": "70000000"],
            "receive.message.max.bytes=60000000"
        ),
        (
            ["security.protocol": "sasl_ssl", "sasl.mechanism": "OAUTHBEARER"], "sasl.oauthbearer.token.endpoint.url="
        ),
        (
            [
                "security.protocol": "sasl_ssl", "sasl.mechanism": "OAUTHBEARER",
                "sasl.oauthbearer.token.endpoint.url": "https://login/token",
            ], "sasl.oauthbearer.token.endpoint.url=https://login/token"
        ),
        (["socket.connection.setup.timeout.ms": "99999999999"], "socket.connection.setup.timeout.ms=99999999999"),
    ]

    private static func read(
        _ properties: [String: String],
        servers: String = "127.0.0.1:9092"
    ) throws -> DirectConfiguration {
        try DirectConfiguration(
            KafkaConfiguration(
                bootstrapServers: servers,
                properties: properties.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) }
            )
        )
    }

    private static func refusal(_ properties: [String: String], servers: String = "127.0.0.1:9092") -> String? {
        do {
            _ = try read(properties, servers: servers)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func `nothing but servers is plain, and has defaults`() throws {
        let configuration = try Self.read([:])
        #expect(configuration.security.tls == nil)
        #expect(configuration.security.sasl == nil)
        #expect(configuration.clientID == "tidemark")
        #expect(configuration.connection == ConnectionSettings())
    }

    @Test func `every property of the list is understood`() throws {
        let values = [
            "bootstrap.servers": "127.0.0.1:9092", "metadata.broker.list": "127.0.0.1:9092", "client.id": "backup",
            "security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN", "sasl.mechanisms": "PLAIN",
            "sasl.username": "user", "sasl.password": "secret", "ssl.ca.location": "/ca.pem", "ssl.ca.pem": "PEM",
            "ssl.certificate.location": "/c.pem", "ssl.certificate.pem": "PEM", "ssl.key.location": "/k.pem",
            "ssl.key.pem": "PEM", "ssl.key.password": "secret", "enable.ssl.certificate.verification": "true",
            "ssl.endpoint.identification.algorithm": "https", "socket.connection.setup.timeout.ms": "5000",
            "sasl.oauthbearer.token.endpoint.url": "file:///token", "socket.timeout.ms": "6000",
            "reconnect.backoff.ms": "20", "reconnect.backoff.max.ms": "300", "socket.keepalive.enable": "false",
            "socket.nagle.disable": "false", "socket.send.buffer.bytes": "65536",
            "socket.receive.buffer.bytes": "131072", "broker.address.family": "v4", "max.in.flight": "3",
            "max.in.flight.requests.per.connection": "3", "receive.message.max.bytes": "60000000",
        ]
        let own = Set(DirectConfiguration.effective.keys).union(DirectConfiguration.aliases.keys)
        #expect(Set(values.keys) == own)
        // Those that exclude each other, one way and the other.
        for kind in ["location", "pem"] {
            let own = values.filter {
                !$0.key.hasPrefix("ssl.") || $0.key.hasSuffix(kind) || $0.key.hasSuffix("password")
                    || $0.key.hasSuffix("algorithm")
            }
            let configuration = try Self.read(own)
            #expect(configuration.security.tls?.identity != nil)
            #expect(configuration.security.sasl?.user == "user")
            #expect(configuration.clientID == "backup")
            var connection = ConnectionSettings()
            connection.setup = .seconds(5)
            connection.silence = .seconds(6)
            connection.firstDialPause = .milliseconds(20)
            connection.longestDialPause = .milliseconds(300)
            connection.keepsAlive = false
            connection.sendsAtOnce = false
            connection.sendBuffer = 65_536
            connection.receiveBuffer = 131_072
            connection.family = AF_INET
            connection.requestsInFlight = 3
            connection.answerBytes = 60_000_000
            #expect(configuration.connection == connection)
        }
    }

    @Test(arguments: ["plaintext", "PLAINTEXT", "ssl", "sasl_plaintext", "Sasl_Ssl"])
    func `a protocol is known in any case`(_ name: String) throws {
        var properties = Self.user
        properties["security.protocol"] = name
        properties["sasl.mechanism"] = "SCRAM-SHA-512"
        let security = try Self.read(properties).security
        #expect((security.tls != nil) == name.lowercased().hasSuffix("ssl"))
        #expect(security.sasl?.mechanism == (name.lowercased().hasPrefix("sasl") ? .scramSHA512 : nil))
    }

    @Test(arguments: ["PLAIN", "scram-sha-256", "SCRAM-SHA-512"])
    func `a mechanism is known by either of its names`(_ mechanism: String) throws {
        for name in ["sasl.mechanism", "sasl.mechanisms"] {
            var properties = Self.user
            properties["security.protocol"] = "sasl_plaintext"
            properties[name] = mechanism
            #expect(try Self.read(properties).security.sasl?.mechanism.rawValue == mechanism.uppercased())
        }
    }

    @Test(arguments: [
        "sasl.kerberos.service.name", "ssl.keystore.location", "Client.id", "debug", "log.queue",
        "ssl.cipher.suites", "enable.sasl.oauthbearer.unsecure.jwt", "broker.version.fallback", "",
    ])
    func `a property that is not in the list is named`(_ name: String) {
        #expect(Self.refusal([name: "x"]) == name)
    }

    private static let ranges: [(String, PropertyValues)] =
        DirectConfiguration.effective.merging(DirectConfiguration.idle) { own, _ in own }.sorted { $0.key < $1.key }

    /// Whether librdkafka takes a value.
    private static func librdkafkaTakes(_ name: String, _ value: String) -> Bool {
        let properties = unsafe rd_kafka_conf_new()
        defer { unsafe rd_kafka_conf_destroy(properties) }
        return unsafe rd_kafka_conf_set(properties, name, value, nil, 0) == RD_KAFKA_CONF_OK
    }

    @Test(arguments: ranges)
    func `librdkafka takes the same values`(_ name: String, _ values: PropertyValues) {
        let (good, bad): ([String], [String]) =
            switch values {
            case .text: ([], [])
            case .flag: (["true", "f", "1"], ["yes", ""])
            case .words(let words): (words, ["x"])
            // A connection is given up for one missing answer, and librdkafka can be told to wait for more.
            case .number(1...1): (["1"], [])
            case .number(let range): (["\(range.lowerBound)", "\(range.upperBound)"], Self.outside(range))
            }
        for value in good { #expect(Self.librdkafkaTakes(name, value), "\(name)=\(value)") }
        for value in bad {
            #expect(!Self.librdkafkaTakes(name, value), "\(name)=\(value)")
            #expect(Self.refusal([name: value]) == "\(name)=\(value)")
        }
    }

    /// The numbers next to a range, as far as librdkafka's are that large.
    private static func outside(_ range: ClosedRange<Int>) -> [String] {
        ([range.lowerBound - 1] + (range.upperBound < Int(Int32.max) ? [range.upperBound + 1] : [])).map { "\($0)" }
    }

    @Test(arguments: refusals)
    func `a value that is not understood is named, and no secret`(_ properties: [String: String], _ refusal: String) {
        #expect(Self.refusal(properties) == refusal)
    }

    @Test func `what is checked and trusted is what the properties say`() throws {
        var properties = ["security.protocol": "ssl"]
        var tls = try #require(try Self.read(properties).security.tls)
        #expect(tls.authorities == .system && tls.verifiesCertificate && tls.verifiesHostName)
        #expect(tls.identity == nil)
        properties["ssl.ca.location"] = "probe"
        properties["enable.ssl.certificate.verification"] = "False"
        properties["ssl.endpoint.identification.algorithm"] = "NONE"
        tls = try #require(try Self.read(properties).security.tls)
        #expect(tls.authorities == .system && !tls.verifiesCertificate && !tls.verifiesHostName)
        properties["ssl.ca.location"] = "/usr"
        #expect(try Self.read(properties).security.tls?.authorities == .directory("/usr"))
        properties["ssl.ca.location"] = "/no/such/file.pem"
        #expect(try Self.read(properties).security.tls?.authorities == .source(.file("/no/such/file.pem")))
    }

    @Test func `servers are hosts with ports, in their order`() throws {
        let servers = try Self.read([:], servers: "kafka-1:9092, [::1]:65535,[fe80::1%eth0]:1,10.0.0.1:9093").servers
        #expect(servers.map(\.host) == ["kafka-1", "::1", "fe80::1%eth0", "10.0.0.1"])
        #expect(servers.map(\.port) == [9_092, 65_535, 1, 9_093])
        #expect(servers.map(\.description) == ["kafka-1:9092", "[::1]:65535", "[fe80::1%eth0]:1", "10.0.0.1:9093"])
    }

    @Test(arguments: ["", "kafka", "kafka:0", "kafka:65536", "::1:9092", "[::1]", "[::1:9092", "kafka:port"])
    func `servers that are none are not understood`(_ servers: String) {
        #expect(Self.refusal([:], servers: servers) == "bootstrap.servers")
    }

    @Test func `another protocol for one server is librdkafka's`() {
        #expect(Self.refusal([:], servers: "SSL://kafka:9092") == "bootstrap.servers=SSL://kafka:9092")
    }
}
