import Cluster
import Kafka
import KafkaDirect
import Offsets

/// The client that a command reaches a cluster by.
enum ClusterClient {
    /// A cluster by how to reach it; the first call connects.
    ///
    /// - Throws: ``TidemarkError`` with exit 78 naming a property that the client refuses.
    static func opening(_ configuration: KafkaConfiguration) throws(TidemarkError) -> any Cluster {
        guard configuration.client != .librdkafka else { return try KafkaClient.opening(configuration) }
        let direct: DirectConfiguration
        do throws(NotUnderstood) {
            direct = try DirectConfiguration(configuration)
        } catch {
            guard configuration.client == .direct else {
                var other = configuration
                other.whyNotDirect = "the direct client does not know \(error)"
                return try KafkaClient.opening(other)
            }
            throw TidemarkError(
                .badProperty,
                "Tidemark's own client does not know \(error)",
                hint: "Leave it out, or let librdkafka read with --client librdkafka."
            )
        }
        do throws(KafkaError) {
            return try DirectClient(
                direct,
                writesLeaderEpochs: KafkaClient.writesLeaderEpochs,
                writes: configuration.client == .direct
            ) { () throws(KafkaError) in
                try KafkaClient(configuration)
            }
        } catch {
            throw .refused(error)
        }
    }
}
