public import Cluster
internal import KafkaProtocol
public import Offsets

/// What became of the last transaction with a transactional id, by its coordinator (DescribeTransactions 0, from Kafka 3.0 on).
extension DirectClient {
    /// The last transaction with an id; `nil` where the coordinator knows none, is older than Kafka 3.0, or may not say it.
    ///
    /// - Parameters:
    ///   - id: The transactional id.
    ///   - deadline: When to give up.
    /// - Returns: The transaction, of whatever producer.
    /// - Throws: ``KafkaError`` of the coordinator; `_TIMED_OUT` where it did not answer in time.
    public func lastTransaction(
        id: String,
        before deadline: Deadline
    ) async throws(KafkaError) -> LastTransaction? {
        do throws(KafkaError) {
            let found = try await TransactionCoordinator(self, id: id).ask(
                .describeTransactions,
                upTo: 0,
                ["transactionalIds": .array([.text(Text(id))])],
                before: deadline
            ) { answer in
                answer["transactionStates"].structures.first { $0.text("transactionalId").description == id }
            }
            return LastTransaction(
                state: LastTransaction.State(rawValue: found.text("transactionState").description),
                producer: ProducerIdentity(id: found["producerId"].integer, epoch: found.int16("producerEpoch"))
            )
        } catch {
            guard error.tellsNothingOfTransactions else { throw error }
            return nil
        }
    }
}

extension KafkaError {
    /// TRANSACTIONAL_ID_NOT_FOUND (KIP-664): the coordinator has forgotten the id, or has never known it.
    private static let transactionalIDNotFound = KafkaErrorCode(rawValue: 105)

    /// Whether asking again would tell no more.
    fileprivate var tellsNothingOfTransactions: Bool {
        switch code {
        case Self.transactionalIDNotFound, .transactionalIDAuthorizationFailed, .unsupportedVersion,
            .unsupportedFeature:
            true
        default: false
        }
    }
}
