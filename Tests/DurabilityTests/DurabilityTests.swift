import KafkaTestSupport
import Testing

/// What holds when processes and brokers are killed: restores of 50 groups on three brokers, by the program as a user
/// starts it.
///
/// On a cluster one test runs after the other, since a broker that is missing is missing for all.
@Suite(.needsKafka, .threeBrokers)
struct DurabilityTests {
    /// The groups of a restore: enough for every broker to coordinate some.
    static let groups = 50
}
