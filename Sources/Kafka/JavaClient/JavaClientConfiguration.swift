public import Cluster

/// The configuration of Kafka's Java client in librdkafka's terms.
///
/// What decides how to connect is translated or refused; nothing of it is left out without a word.
public struct JavaClientConfiguration: Hashable, Sendable {
    /// `bootstrap.servers`; `nil` when the file does not say.
    public private(set) var bootstrapServers: String?
    /// librdkafka's properties.
    public private(set) var properties: [KafkaConfiguration.Property] = []
    /// What has no meaning here and changes nothing of how to connect: consumers', producers' and unknown settings.
    public private(set) var ignored: [String] = []
    /// Whether a value is a secret.
    public private(set) var hasSecret = false

    /// Translates a file.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG`, naming line, property, and what of librdkafka's to use instead.
    public init(_ file: JavaProperties) throws(KafkaError) {
        // Later lines win, as in Java, whatever stands between.
        var entries: [String: JavaProperties.Entry] = [:]
        for entry in file.entries { entries[entry.key] = entry }
        for entry in entries.values.sorted(by: { $0.line < $1.line }) {
            do throws(KafkaError) {
                try take(entry, entries)
            } catch {
                throw KafkaError(error.code, "line \(entry.line): \(entry.key) \(error.message)")
            }
        }
    }

    private mutating func take(
        _ entry: JavaProperties.Entry,
        _ entries: [String: JavaProperties.Entry]
    ) throws(KafkaError) {
        let value = entry.value
        if let kind = JavaStore.Kind(key: entry.key) {
            let store = JavaStore(kind, entries)
            for property in try store.take(entry) { add(property.name, property.value) }
            return
        }
        switch entry.key {
        case "bootstrap.servers": bootstrapServers = value
        case "bootstrap.controllers":
            throw Self.untranslatable("names controllers, which know no groups; write bootstrap.servers")
        case "security.protocol", "sasl.mechanism", "client.id", "sasl.kerberos.service.name", "metadata.max.age.ms",
            "socket.connection.setup.timeout.ms", "reconnect.backoff.ms", "reconnect.backoff.max.ms":
            add(entry.key, value)
        case "request.timeout.ms": add("socket.timeout.ms", value)
        case "ssl.endpoint.identification.algorithm": add(entry.key, value.isEmpty ? "none" : value.lowercased())
        case "connections.max.idle.ms": add(entry.key, value.hasPrefix("-") ? "0" : value)
        case "sasl.jaas.config": try takeJAAS(value, entries)
        case "ssl.protocol", "ssl.enabled.protocols":
            // OpenSSL agrees with the broker on the newest that both have, and is not to use older ones.
            let versions = value.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
            guard versions.allSatisfy(["TLS", "TLSv1.2", "TLSv1.3"].contains) else {
                throw Self.untranslatable("allows versions of TLS that OpenSSL does not; remove the line")
            }
        case _ where JavaOAuth.isAbout(entry):
            for property in try JavaOAuth.take(entry) { add(property.name, property.value) }
        default:
            guard !Self.decidesConnection(entry.key) else { throw Self.untranslatable(Self.advice(entry.key)) }
            ignored.append(entry.key)
        }
    }

    private mutating func takeJAAS(
        _ text: String,
        _ entries: [String: JavaProperties.Entry]
    ) throws(KafkaError) {
        let entry = try JAASEntry(text)
        switch entry.moduleName {
        case "PlainLoginModule", "ScramLoginModule":
            guard let username = entry.options["username"], let password = entry.options["password"] else {
                throw KafkaError(.invalidArgument, "names no username and password")
            }
            guard entry.options["tokenauth"]?.lowercased() != "true" else {
                throw Self.untranslatable("logs in with a delegation token, which librdkafka cannot")
            }
            add("sasl.username", username)
            add("sasl.password", password)
            hasSecret = true
        case "Krb5LoginModule":
            throw Self.untranslatable(
                "is Kerberos'; use sasl.kerberos.keytab and sasl.kerberos.principal of librdkafka with -X, without this line"
            )
        case "OAuthBearerLoginModule":
            for property in try JavaOAuth.take(entry, entries) { add(property.name, property.value) }
        default: throw Self.untranslatable("has a login module that librdkafka has not: \(entry.module)")
        }
    }

    private mutating func add(_ name: String, _ value: String) {
        properties.append(KafkaConfiguration.Property(name: name, value: value))
        if KafkaConfiguration.Property.isSecret(name) { hasSecret = true }
    }

    private static func decidesConnection(_ key: String) -> Bool {
        // How often and how patiently a token is fetched decides nothing.
        guard !["sasl.login.refresh.", "sasl.login.retry."].contains(where: { key.hasPrefix($0) }),
            !["sasl.login.connect.timeout.ms", "sasl.login.read.timeout.ms"].contains(key), !JavaOAuth.isOfBrokers(key)
        else { return false }
        return ["ssl.", "sasl.", "security.", "config.providers"].contains { key.hasPrefix($0) }
    }

    private static func advice(_ key: String) -> String {
        let instead: String? =
            switch key {
            case "ssl.cipher.suites": "ssl.cipher.suites of librdkafka, with OpenSSL's names"
            case "sasl.kerberos.kinit.cmd": "sasl.kerberos.kinit.cmd of librdkafka"
            case "sasl.login.callback.handler.class", "sasl.client.callback.handler.class", "sasl.login.class":
                "the sasl.oauthbearer.… properties of librdkafka"
            case "config.providers": "NAME=@FILE for each secret"
            default: nil
            }
        guard let instead else { return "has no counterpart in librdkafka; remove the line, if it can be spared" }
        return "cannot be taken over; use -X with \(instead), and remove the line"
    }

    private static func untranslatable(_ reason: String) -> KafkaError { KafkaError(.invalidArgument, reason) }
}
