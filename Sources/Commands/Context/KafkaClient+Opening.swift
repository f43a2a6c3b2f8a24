import Cluster
import Kafka
import Offsets

extension KafkaClient {
    /// A cluster by how to reach it; the first call connects.
    ///
    /// - Throws: ``TidemarkError`` with exit 78 naming a property that librdkafka refuses.
    static func opening(_ configuration: KafkaConfiguration) throws(TidemarkError) -> KafkaClient {
        do {
            return try KafkaClient(configuration)
        } catch {
            throw .refused(error)
        }
    }
}

extension TidemarkError {
    /// A configuration that a client refuses before it connects.
    static func refused(_ error: KafkaError) -> TidemarkError {
        guard error.code != .unusableFile else {
            return TidemarkError(
                .badFile,
                error.message,
                hint: "Check the path, who may read the file, and that it holds PEM, or a token.",
                cause: error
            )
        }
        return TidemarkError(
            .badProperty,
            "the Kafka client refuses its configuration: \(error.message)",
            hint: "Properties are librdkafka's own; see its CONFIGURATION.md, and check -X and the file.",
            cause: error
        )
    }
}
