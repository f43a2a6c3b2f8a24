public import Cluster
internal import Offsets

extension KafkaClient {
    /// A transactional producer for the same cluster; see ``TransactionalProducer``.
    ///
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` naming a refused property.
    public func transaction(id: String, timeout: Duration) throws(KafkaError) -> any OffsetTransaction {
        try TransactionalProducer(configuration, transactionalID: id, timeout: timeout)
    }
}
