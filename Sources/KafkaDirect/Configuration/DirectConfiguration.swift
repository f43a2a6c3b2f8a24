public import Cluster
internal import Offsets

/// How the direct client reaches a cluster: what an operator's properties come to, where it understands every one of them.
///
/// The properties are librdkafka's by their own names; `docs/kafka.md` §14.1 has the list. One that is not in it is never
/// passed over: then librdkafka is to be used.
public struct DirectConfiguration: Hashable, Sendable {
    /// The servers that are asked first, in order; never empty.
    let servers: [ServerAddress]
    /// How connections are secured.
    let security: SecuritySettings
    /// What this client calls itself (`client.id`).
    let clientID: String
    /// How connections are made and used.
    let connection: ConnectionSettings

    /// What a configuration comes to.
    ///
    /// - Throws: ``NotUnderstood`` naming the property, or the value, that this client does not know.
    public init(_ configuration: KafkaConfiguration) throws(NotUnderstood) {
        servers = try Self.servers(configuration.bootstrapServers)
        let values = try Self.values(of: configuration.properties)
        clientID = values["client.id"] ?? "tidemark"
        connection = try ConnectionSettings(values)
        security = try SecuritySettings(values)
    }

    private static func servers(_ text: String) throws(NotUnderstood) -> [ServerAddress] {
        guard let parsed = try? BootstrapServers(text) else { throw NotUnderstood(property: "bootstrap.servers") }
        var servers: [ServerAddress] = []
        for server in parsed.servers {
            // Another protocol for one server is librdkafka's own way to write it.
            guard let colon = server.lastIndex(of: ":"), let port = UInt16(server[server.index(after: colon)...]),
                !server.contains("://")
            else { throw NotUnderstood(property: "bootstrap.servers", value: server) }
            var host = server[..<colon]
            if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
            servers.append(ServerAddress(host: String(host), port: port))
        }
        return servers
    }
}

/// A property, or a value of one, that the direct client does not know.
public struct NotUnderstood: Error, Hashable, Sendable, CustomStringConvertible {
    /// The property's name.
    public let property: String
    /// Its value; `nil` where the property itself is not known, and for secrets.
    public let value: String?

    /// A property.
    init(property: String, value: String? = nil) {
        self.property = property
        self.value = value
    }

    /// Which, such as `sasl.kerberos.principal` or `sasl.mechanism=GSSAPI`.
    public var description: String { value.map { "\(property)=\($0)" } ?? property }
}
