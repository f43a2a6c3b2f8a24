import Cluster
import Offsets

/// Which brokers there are, and what they are.
extension ClusterExamination {
    /// How many brokers are named one by one.
    private static let mostNamed = 12

    /// The releases of all brokers, as far as they can be told.
    func brokers(of identity: ClusterIdentity) -> HealthCheck {
        let name = "brokers"
        let releases = cluster.brokerReleases
        var byRelease: [KafkaRelease: [Int32]] = [:]
        var silent: [Int32] = []
        for broker in identity.brokers {
            guard let release = releases["\(broker.host):\(broker.port)"] else {
                silent.append(broker.id)
                continue
            }
            byRelease[release, default: []].append(broker.id)
        }
        let known = byRelease.sorted { $0.key < $1.key }
        let words = known.map {
            "\(Self.words($0.value)) \($0.value.count == 1 ? "speaks" : "speak") as Kafka \($0.key)"
        }
        .joined(separator: ", ")
        guard let oldest = known.first else {
            return HealthCheck(
                name,
                .warn,
                "\(Self.words(silent)): no release is known, because no connection has told it",
                remedy: "Look again when every broker answers, and without -X debug."
            )
        }
        guard oldest.key >= .firstFenced else {
            return HealthCheck(
                name,
                .fail,
                "\(words): too old to spare groups with members in a transaction",
                remedy: "Restores need Kafka 2.5 or newer on every broker."
            )
        }
        guard silent.isEmpty else {
            return HealthCheck(
                name,
                .warn,
                "\(words); not known of \(Self.words(silent))",
                remedy: "Look again when every broker answers."
            )
        }
        guard known.count == 1 else {
            return HealthCheck(name, .warn, words, remedy: "Finish the upgrade of the brokers.")
        }
        return HealthCheck(name, .ok, words)
    }

    private static func words(_ brokers: [Int32]) -> String {
        let named = brokers.prefix(mostNamed).map(String.init).joined(separator: ", ")
        let more = brokers.count - mostNamed
        return (brokers.count == 1 ? "broker " : "brokers ") + named + (more > 0 ? " and \(more) more" : "")
    }
}
