import Kafka
import Offsets
import Syntax

extension ClusterOptions {
    /// librdkafka's own name for what `--bootstrap-server` says.
    private static let bootstrapProperty = "bootstrap.servers"

    /// How to reach the cluster that the options name.
    ///
    /// - Throws: `no-cluster` (exit 64) when they name none.
    static func configuration(_ arguments: ParsedArguments) throws -> KafkaConfiguration {
        let properties = try arguments[property].map { KafkaConfiguration.Property(name: $0.name, value: $0.value) }
        guard
            let servers = try arguments[bootstrapServer]
                ?? properties.last(where: { $0.name == bootstrapProperty })?.value
        else {
            throw TidemarkError(
                "no-cluster",
                "no bootstrap server given",
                hint: "Name its brokers with --bootstrap-server HOST:PORT or TIDEMARK_BOOTSTRAP_SERVER.",
                exitCode: .usage
            )
        }
        return KafkaConfiguration(bootstrapServers: servers, properties: properties)
    }
}
