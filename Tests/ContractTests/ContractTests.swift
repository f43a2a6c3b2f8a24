import KafkaTestSupport
import Testing

/// What Tidemark relies on in a cluster: the same cases against every cluster of ``ContractCluster/all``.
///
/// Where releases differ by design, the case has a table by ``BrokerProfile``. A cluster that is not real is wrong
/// whenever it differs.
@Suite(.verdicts, .countedForVerdicts, .timeLimit(.minutes(3)))
struct ContractTests {}

/// The list of clusters itself.
struct ContractClusterTests {
    @Test func `the simulator is on the list as every release it knows`() {
        #expect(ContractCluster.all.count { !$0.isReal } == SimulatedClusters.releases.count * 2)
    }

    @Test(.needsKafka) func `every Kafka that this run requires is on the list`() {
        #expect(ContractCluster.all.count { $0.isReal } == TestCluster.available.count * 2)
    }
}
