internal import CRDKafka
internal import Cluster

extension KafkaConfiguration {
    /// The first version of librdkafka that logs in to Kafka 4 with SCRAM, as `rd_kafka_version()` has it: 2.6.1.
    ///
    /// Older ones repeat the client's part of the nonce, which Kafka 3 let pass.
    private static let soundSCRAM: Int32 = 0x0206_01ff

    /// Whether SCRAM is asked for, and the client library's can log in to Kafka 3 only.
    var speaksOldSCRAM: Bool {
        let mechanism = value(of: "sasl.mechanism", "sasl.mechanisms") ?? ""
        return mechanism.uppercased().hasPrefix("SCRAM-") && rd_kafka_version() < Self.soundSCRAM
    }
}
