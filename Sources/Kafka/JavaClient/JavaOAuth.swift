internal import Cluster

/// How the Java client gets a token with client credentials (OAUTHBEARER), in librdkafka's terms.
enum JavaOAuth {
    private static let prefix = "sasl.oauthbearer."
    private static let extensionMark = "extension_"
    /// Where newer clients have what older ones have among the options of the login module.
    private static let clientID = "sasl.oauthbearer.client.credentials.client.id"
    private static let clientSecret = "sasl.oauthbearer.client.credentials.client.secret"
    private static let scope = "sasl.oauthbearer.scope"
    private static let endpoint = "sasl.oauthbearer.token.endpoint.url"
    /// What brokers alone do with a token.
    private static let ofBrokers = [
        "clock.skew.seconds", "expected.audience", "expected.issuer", "jwks.endpoint.", "jwt.validator.class",
    ]
    /// The classes that do what librdkafka does.
    private static let handlers: Set = ["OAuthBearerLoginCallbackHandler"]
    private static let retrievers: Set = ["ClientCredentialsJwtRetriever", "DefaultJwtRetriever", "FileJwtRetriever"]

    /// Whether a setting is about tokens and understood here.
    static func isAbout(_ entry: JavaProperties.Entry) -> Bool {
        switch entry.key {
        case clientID, clientSecret, scope, endpoint: true
        case "sasl.login.callback.handler.class": handlers.contains(className(entry.value))
        case "sasl.oauthbearer.jwt.retriever.class": retrievers.contains(className(entry.value))
        case "sasl.oauthbearer.sub.claim.name": entry.value == "sub"
        case "sasl.oauthbearer.scope.claim.name": entry.value == "scope"
        case "sasl.oauthbearer.header.urlencode": entry.value.lowercased() == "false"
        default: false
        }
    }

    /// Whether a setting says only what brokers do with a token.
    static func isOfBrokers(_ key: String) -> Bool { ofBrokers.contains { key.hasPrefix(prefix + $0) } }

    /// What such a setting is in librdkafka's terms; nothing for one that says what librdkafka does anyway.
    ///
    /// - Throws: ``KafkaError`` for a token that comes from neither a server nor a file of this machine.
    static func take(_ entry: JavaProperties.Entry) throws(KafkaError) -> [KafkaConfiguration.Property] {
        switch entry.key {
        case clientID: return [property("client.id", entry.value)]
        case clientSecret: return [property("client.secret", entry.value)]
        case scope: return [property("scope", entry.value)]
        case endpoint:
            guard try TokenFile(entry.value) == nil else { return [property("token.endpoint.url", entry.value)] }
            guard ["http://", "https://"].contains(where: { entry.value.lowercased().hasPrefix($0) }) else {
                throw KafkaError(.invalidArgument, "is neither an address of HTTP nor file:///PATH")
            }
            return [property("method", "oidc"), property("token.endpoint.url", entry.value)]
        default: return []
        }
    }

    /// What the options of the login module are in librdkafka's terms.
    ///
    /// - Parameters:
    ///   - module: The login module.
    ///   - entries: The settings of the file, among which may stand what the module does not say.
    /// - Returns: The properties.
    /// - Throws: ``KafkaError`` when nothing names a client and its secret, or there is an option that is not understood.
    static func take(
        _ module: JAASEntry,
        _ entries: [String: JavaProperties.Entry]
    ) throws(KafkaError) -> [KafkaConfiguration.Property] {
        var properties: [KafkaConfiguration.Property] = []
        var extensions: [String] = []
        for (name, value) in module.options.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "clientId": properties.append(property("client.id", value))
            case "clientSecret": properties.append(property("client.secret", value))
            case "scope": properties.append(property("scope", value))
            case _ where name.hasPrefix(extensionMark):
                extensions.append("\(name.dropFirst(extensionMark.count))=\(value)")
            default:
                throw KafkaError(.invalidArgument, "has an option '\(name)' that librdkafka has nothing for")
            }
        }
        if !extensions.isEmpty { properties.append(property("extensions", extensions.joined(separator: ","))) }
        // Who has the token needs no more.
        if let place = entries[endpoint], try TokenFile(place.value) != nil { return properties }
        guard module.options["clientId"] ?? entries[clientID]?.value != nil,
            module.options["clientSecret"] ?? entries[clientSecret]?.value != nil
        else { throw KafkaError(.invalidArgument, "names no clientId and clientSecret") }
        guard entries[endpoint] != nil else {
            throw KafkaError(.invalidArgument, "needs \(endpoint) beside it, the address that gives the token")
        }
        return properties
    }

    private static func property(_ name: String, _ value: String) -> KafkaConfiguration.Property {
        KafkaConfiguration.Property(name: prefix + name, value: value)
    }

    private static func className(_ name: String) -> String {
        name.split(separator: ".").last.map(String.init) ?? name
    }
}
