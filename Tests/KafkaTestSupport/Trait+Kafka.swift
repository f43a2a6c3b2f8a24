public import Testing

extension Trait where Self == ConditionTrait {
    /// The test needs a running Kafka: without one it is skipped with this reason, and fails where Kafka is required.
    public static var needsKafka: Self {
        .enabled("needs a running Kafka: run `make test`, which starts one per version (TIDEMARK_TEST_KAFKA)") {
            try TestCluster.isAvailable()
        }
    }
}
