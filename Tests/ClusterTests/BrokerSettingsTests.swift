import Cluster
import Testing

/// What brokers tell of their configuration, in whatever form.
struct BrokerSettingsTests {
    private static let names = [
        "offset.metadata.max.bytes", "transaction.max.timeout.ms", "transaction.state.log.replication.factor",
        "offsets.retention.minutes", "group.consumer.session.timeout.ms",
    ]

    private static func settings(_ value: String) -> BrokerSettings {
        BrokerSettings(Dictionary(uniqueKeysWithValues: names.map { ($0, value) }))
    }

    @Test func `numbers are taken in their units`() {
        let settings = Self.settings("2147483647")
        #expect(settings.offsetMetadataUnits == 2_147_483_647)
        #expect(settings.transactionMaxTimeout == .milliseconds(2_147_483_647))
        #expect(settings.transactionLogReplicas == 2_147_483_647)
        #expect(settings.offsetsRetention == .seconds(2_147_483_647 * 60))
        #expect(settings.consumerSessionTimeout == .milliseconds(2_147_483_647))
    }

    @Test(arguments: [
        "", " 1", "1.5", "0x10", "-1", "-2147483648", "2147483648", "9223372036854775807", "99999999999999999999",
    ])
    func `what is no number of Kafka's is not known, and no arithmetic is done with it`(value: String) {
        #expect(Self.settings(value) == BrokerSettings())
    }
}
