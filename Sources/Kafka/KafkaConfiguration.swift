/// How to reach a cluster.
public struct KafkaConfiguration: Hashable, Sendable {
    /// `HOST:PORT`, several separated by commas.
    public let bootstrapServers: String
    /// librdkafka properties by their own names, in order; a later one wins.
    public let properties: [Property]

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
    public init(bootstrapServers: String, properties: [Property] = []) {
        self.bootstrapServers = bootstrapServers
        self.properties = properties
    }

    /// How many servers are named.
    var serverCount: Int { (try? BootstrapServers(bootstrapServers))?.servers.count ?? 1 }

    /// The value that a property has in the end, by any of its names.
    func value(of names: String...) -> String? {
        properties.last { names.contains($0.name) }?.value
    }
}
