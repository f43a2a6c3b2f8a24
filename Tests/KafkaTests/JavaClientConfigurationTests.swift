import Cluster
import Kafka
import Testing

/// Kafka's Java settings in librdkafka's terms.
struct JavaClientConfigurationTests {
    private static let module = "org.apache.kafka.common.security"

    private static func translated(_ text: String) throws -> JavaClientConfiguration {
        try JavaClientConfiguration(JavaProperties(Array(text.utf8)))
    }

    private static func values(_ configuration: JavaClientConfiguration) -> [String: String] {
        Dictionary(configuration.properties.map { ($0.name, $0.value) }) { $1 }
    }

    @Test func `PLAIN and SCRAM with user and password are taken over`() throws {
        for (mechanism, name) in [("PLAIN", "plain.PlainLoginModule"), ("SCRAM-SHA-512", "scram.ScramLoginModule")] {
            let configuration = try Self.translated(
                """
                bootstrap.servers=kafka-1:9092
                security.protocol=SASL_SSL
                sasl.mechanism=\(mechanism)
                sasl.jaas.config=\(Self.module).\(name) required \\
                    username="alice" \\
                    password="a \\\\"quoted\\\\" \\\\\\\\ secret; = it's";
                """
            )
            #expect(configuration.bootstrapServers == "kafka-1:9092")
            #expect(configuration.hasSecret)
            #expect(configuration.ignored.isEmpty)
            #expect(
                Self.values(configuration) == [
                    "security.protocol": "SASL_SSL", "sasl.mechanism": mechanism, "sasl.username": "alice",
                    "sasl.password": #"a "quoted" \ secret; = it's"#,
                ]
            )
        }
    }

    @Test(
        arguments: [
            """
            sasl.login.callback.handler.class=\(module).oauthbearer.secured.OAuthBearerLoginCallbackHandler
            sasl.jaas.config=\(module).oauthbearer.OAuthBearerLoginModule required clientId="me" clientSecret="s3cret" \\
                scope="kafka" extension_logicalCluster="lkc-1" extension_pool='p';
            """,
            """
            sasl.jaas.config=\(module).oauthbearer.OAuthBearerLoginModule required extension_logicalCluster=lkc-1 extension_pool=p;
            sasl.oauthbearer.client.credentials.client.id=me
            sasl.oauthbearer.client.credentials.client.secret=s3cret
            sasl.oauthbearer.scope=kafka
            sasl.oauthbearer.jwt.retriever.class=\(module).oauthbearer.ClientCredentialsJwtRetriever
            sasl.oauthbearer.sub.claim.name=sub
            """,
        ]
    )
    func `the client credentials of OAUTHBEARER are taken over, as older and newer clients have them`(
        _ text: String
    ) throws {
        let configuration = try Self.translated(
            "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=https://id/token\n\(text)"
        )
        #expect(configuration.hasSecret)
        #expect(configuration.ignored.isEmpty)
        #expect(
            Self.values(configuration) == [
                "sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.method": "oidc",
                "sasl.oauthbearer.token.endpoint.url": "https://id/token", "sasl.oauthbearer.client.id": "me",
                "sasl.oauthbearer.client.secret": "s3cret", "sasl.oauthbearer.scope": "kafka",
                "sasl.oauthbearer.extensions": "logicalCluster=lkc-1,pool=p",
            ]
        )
    }

    @Test(arguments: [
        "", "sasl.oauthbearer.jwt.retriever.class=org.apache.kafka.common.security.oauthbearer.FileJwtRetriever\n",
    ])
    func `a token in a file is taken over, and needs no client with a secret`(_ retriever: String) throws {
        let configuration = try Self.translated(
            "sasl.mechanism=OAUTHBEARER\nsasl.oauthbearer.token.endpoint.url=file:///run/token\n\(retriever)"
                + "sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;"
        )
        #expect(configuration.ignored.isEmpty)
        #expect(
            Self.values(configuration) == [
                "sasl.mechanism": "OAUTHBEARER", "sasl.oauthbearer.token.endpoint.url": "file:///run/token",
            ]
        )
    }

    @Test(
        arguments: [
            ("ssl.truststore.type=PEM\nssl.truststore.location=/ca.pem", ["ssl.ca.location": "/ca.pem"]),
            ("ssl.truststore.location=/ca.pem\nssl.truststore.type=pem", ["ssl.ca.location": "/ca.pem"]),
            ("ssl.truststore.type=PEM\nssl.truststore.certificates=PEM", ["ssl.ca.pem": "PEM"]),
            (
                "ssl.keystore.type=PEM\nssl.keystore.location=/c.pem\nssl.key.password=s",
                ["ssl.certificate.location": "/c.pem", "ssl.key.location": "/c.pem", "ssl.key.password": "s"]
            ),
            (
                "ssl.keystore.type=PEM\nssl.keystore.key=K\nssl.keystore.certificate.chain=C",
                ["ssl.key.pem": "K", "ssl.certificate.pem": "C"]
            ),
            (
                "ssl.keystore.type=PKCS12\nssl.keystore.location=/c.p12\nssl.keystore.password=s\nssl.key.password=s",
                ["ssl.keystore.location": "/c.p12", "ssl.keystore.password": "s"]
            ),
            ("ssl.endpoint.identification.algorithm=", ["ssl.endpoint.identification.algorithm": "none"]),
            ("ssl.endpoint.identification.algorithm=HTTPS", ["ssl.endpoint.identification.algorithm": "https"]),
            ("request.timeout.ms=30000", ["socket.timeout.ms": "30000"]),
            ("connections.max.idle.ms=-1", ["connections.max.idle.ms": "0"]),
            ("reconnect.backoff.max.ms=5000", ["reconnect.backoff.max.ms": "5000"]),
            ("client.id=backup", ["client.id": "backup"]), ("ssl.enabled.protocols=TLSv1.2, TLSv1.3", [:]),
        ]
    )
    func `settings have their counterparts`(_ text: String, _ expected: [String: String]) throws {
        #expect(Self.values(try Self.translated(text)) == expected)
    }

    @Test(
        arguments: [
            (
                "ssl.truststore.location=/etc/kafka/ca.jks",
                "`keytool -list -rfc -keystore /etc/kafka/ca.jks > /etc/kafka/ca.pem`, and say ssl.truststore.type=PEM and "
                    + "ssl.truststore.location=/etc/kafka/ca.pem"
            ),
            (
                "ssl.truststore.type=jks\nssl.truststore.location=/it's here/ca",
                #"`keytool -list -rfc -keystore '/it'\''s here/ca' > '/it'\''s here/ca.pem'`"#
            ),
            (
                "ssl.truststore.type=PKCS12\nssl.truststore.location=/ca.p12",
                "`openssl pkcs12 -in /ca.p12 -nokeys -out /ca.pem`, and say ssl.truststore.type=PEM"
            ),
            ("ssl.truststore.type=BCFKS\nssl.truststore.location=/ca", "export it as PEM"),
            ("ssl.truststore.password=s", "ssl.truststore.location=FILE"),
            (
                "ssl.keystore.location=/c.jks",
                "`keytool -importkeystore -srckeystore /c.jks -destkeystore /c.p12 -deststoretype PKCS12`"
            ),
            ("ssl.truststore.type=PEM\nssl.truststore.password=s", "PEM"),
            ("ssl.keystore.location=/c.jks", "ssl.keystore.type=PKCS12"),
            ("ssl.protocol=TLSv1.1", "TLS"), ("ssl.cipher.suites=A", "ssl.cipher.suites"),
            ("ssl.engine.factory.class=A", "librdkafka"), ("security.providers=A", "librdkafka"),
            ("sasl.login.callback.handler.class=A", "sasl.oauthbearer"),
            ("sasl.oauthbearer.token.endpoint.url=ftp://login/token", "neither an address of HTTP nor file:///PATH"),
            ("sasl.oauthbearer.token.endpoint.url=file://other/token", "another machine"),
            ("sasl.oauthbearer.header.urlencode=true", "librdkafka"),
            ("sasl.oauthbearer.sub.claim.name=me", "librdkafka"),
            ("sasl.oauthbearer.jwt.retriever.class=a.JwtBearerJwtRetriever", "librdkafka"),
            ("bootstrap.controllers=a:9093", "bootstrap.servers"),
            ("config.providers=file", "@FILE"), ("sasl.something.new=A", "librdkafka"),
            ("sasl.jaas.config=a.PlainLoginModule required username=a;", "password"),
            ("sasl.jaas.config=a.ScramLoginModule required username=a password=b tokenauth=true;", "token"),
            ("sasl.jaas.config=a.PlainLoginModule required username=a password=b", "semicolon"),
            ("sasl.jaas.config=a.PlainLoginModule username=a password=b;", "required"),
            ("sasl.jaas.config=a.PlainLoginModule required username=a password=\"b;", "quotation"),
            ("sasl.jaas.config=a.B required; a.C required;", "more than one"),
            ("sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required a=b;", "sasl.kerberos.keytab"),
            ("sasl.jaas.config=a.OAuthBearerLoginModule required;", "clientId and clientSecret"),
            ("sasl.jaas.config=a.OAuthBearerLoginModule required clientId=a;", "clientId and clientSecret"),
            (
                "sasl.jaas.config=a.OAuthBearerLoginModule required clientId=a clientSecret=b;",
                "sasl.oauthbearer.token.endpoint.url"
            ),
            (
                "sasl.oauthbearer.token.endpoint.url=https://a\nsasl.jaas.config=a.OAuthBearerLoginModule required "
                    + "unsecuredLoginStringClaim_sub=alice;",
                "unsecuredLoginStringClaim_sub"
            ),
            ("sasl.jaas.config=a.Other required;", "a.Other"), ("sasl.jaas.config=", "login module"),
        ]
    )
    func `what decides the connection and cannot be taken over is refused by line and name`(
        _ text: String,
        _ words: String
    ) throws {
        let error = #expect(throws: KafkaError.self) { try Self.translated("# settings\n\(text)") }
        let message = try #require(error?.message)
        #expect(message.contains(words), "\(message)")
        let line = text.split(separator: "\n").count + 1
        let key = try #require(text.split(separator: "\n").last?.prefix { $0 != "=" })
        #expect(message.hasPrefix("line \(line): \(key) "), "\(message)")
    }

    @Test func `settings of consumers and producers are named and ignored`() throws {
        let configuration = try Self.translated(
            "group.id=a\nfetch.min.bytes=1\nacks=all\nretry.backoff.ms=5\nsasl.login.refresh.window.factor=0.8\nsasl.login.retry.backoff.ms=1\nsasl.oauthbearer.expected.audience=a"
        )
        #expect(
            configuration.ignored
                == [
                    "group.id", "fetch.min.bytes", "acks", "retry.backoff.ms", "sasl.login.refresh.window.factor",
                    "sasl.login.retry.backoff.ms", "sasl.oauthbearer.expected.audience",
                ]
        )
        #expect(configuration.properties.isEmpty)
        #expect(!configuration.hasSecret)
    }

    @Test func `no message repeats a secret`() throws {
        for text in [
            "a.PlainLoginModule required username=a password=hunter2", "a.PlainLoginModule hunter2 password=hunter2;",
            "a.OAuthBearerLoginModule required clientSecret=hunter2;", "a.OAuthBearerLoginModule required b=hunter2;",
            "a.PlainLoginModule required password='hunter2;", "a.Krb5LoginModule required password=hunter2;",
        ] {
            let error = #expect(throws: KafkaError.self) { try Self.translated("sasl.jaas.config=\(text)") }
            #expect(error?.message.contains("hunter2") == false)
        }
    }

    @Test(arguments: [
        ("sasl.password", true), ("ssl.key.password", true), ("sasl.oauthbearer.client.secret", true),
        ("ssl.key.pem", true), ("ssl.keystore.password", true), ("sasl.username", false), ("ssl.ca.location", false),
    ])
    func `names of secrets are known`(_ name: String, _ isSecret: Bool) {
        #expect(KafkaConfiguration.Property.isSecret(name) == isSecret)
    }
}
