import Cluster

extension KafkaErrorCode {
    /// Whether it says that this principal gets no transaction from this cluster, however often it asks.
    var refusesTransactions: Bool {
        switch self {
        case .transactionalIDAuthorizationFailed, .unsupportedFeature, .unsupportedVersion: true
        default: false
        }
    }
}
