import Cluster
import Testing

/// What follows from the number of an error alone.
struct KafkaErrorCodeTests {
    /// That a broker, or the handle to it, is gone, in the numbers of every librdkafka; a leader or a coordinator that is being
    /// elected, in Kafka's.
    @Test(arguments: [-197, -195, -187, -185, -137, 5, 6, 7, 14, 15, 16, 74, 75, 78] as [Int32])
    func `what passes with a broker that comes back or is replaced is asked again`(_ number: Int32) {
        #expect(KafkaErrorCode(rawValue: number).isTransient)
    }

    @Test(arguments: [-196, -170, 3, 29, 30, 31, 53, 58] as [Int32])
    func `what another try does not change is not`(_ number: Int32) {
        #expect(!KafkaErrorCode(rawValue: number).isTransient)
    }
}
