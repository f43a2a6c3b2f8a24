public import Offsets

/// How to reach a cluster.
public struct KafkaConfiguration: Hashable, Sendable {
    /// `HOST:PORT`, several separated by commas.
    public let bootstrapServers: String
    /// librdkafka properties by their own names, in order; a later one wins.
    public let properties: [Property]
    /// Which client is to read.
    public let client: ClientChoice
    /// Why the direct client was not chosen, in words; `nil` where nobody asked for it.
    public var whyNotDirect: String?
    /// Whether to note what each broker understands, for ``Cluster/brokerReleases``.
    public var notesReleases = false

    /// One librdkafka property.
    public struct Property: Hashable, Sendable {
        /// Its name in librdkafka's CONFIGURATION.md.
        public let name: String
        /// Its value; may be a secret, so it is never printed.
        public let value: String

        /// A property.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A cluster by its bootstrap servers and the properties an operator gave.
    public init(bootstrapServers: String, properties: [Property] = [], client: ClientChoice = .auto) {
        self.bootstrapServers = bootstrapServers
        self.properties = properties
        self.client = client
    }

    /// The user that SASL's PLAIN and SCRAM log in as; `nil` where who it is shows elsewhere, as with certificates.
    public var saslUser: String? {
        guard value(of: "security.protocol")?.lowercased().hasPrefix("sasl") == true else { return nil }
        let mechanism = value(of: "sasl.mechanism", "sasl.mechanisms")?.uppercased() ?? ""
        guard mechanism == "PLAIN" || mechanism.hasPrefix("SCRAM-") else { return nil }
        return value(of: "sasl.username")
    }

    /// How many servers are named.
    public var serverCount: Int { (try? BootstrapServers(bootstrapServers))?.servers.count ?? 1 }

    /// The value that a property has in the end, by any of its names.
    public func value(of names: String...) -> String? {
        properties.last { names.contains($0.name) }?.value
    }
}

extension KafkaConfiguration.Property {
    /// Whether the value of a property of this name is a secret.
    public static func isSecret(_ name: String) -> Bool { SecretProperty.isOne(name) }
}
