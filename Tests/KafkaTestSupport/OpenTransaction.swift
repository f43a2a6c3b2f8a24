import CRDKafka
public import Offsets

/// A transaction that holds offsets of a group pending until it is ended; one that is let go of is aborted.
///
/// While it is open, a read of stable offsets answers `UNSTABLE_OFFSET_COMMIT` for its partitions.
@safe
public final class OpenTransaction: Sendable {
    // The client is librdkafka's, whose calls may come from any thread; it is destroyed when the last reference goes.
    nonisolated(unsafe) private let producer: OpaquePointer

    /// Begins a transaction on the cluster and sends the offsets; returns when the coordinator holds them pending.
    public static func holding(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        on cluster: TestCluster
    ) async throws -> OpenTransaction {
        let transaction = try OpenTransaction(cluster)
        try await unsafe transaction.call("begin a transaction") { producer, patience in
            let error = unsafe rd_kafka_init_transactions(producer, patience)
            return unsafe error ?? rd_kafka_begin_transaction(producer)
        }
        try await unsafe transaction.call("send offsets of \(group)") { producer, patience in
            let list = PartitionList(offsets)
            let metadata = unsafe rd_kafka_consumer_group_metadata_new(group.name)
            defer { unsafe rd_kafka_consumer_group_metadata_destroy(metadata) }
            return unsafe rd_kafka_send_offsets_to_transaction(producer, list.list, metadata, patience)
        }
        return transaction
    }

    private init(_ cluster: TestCluster) throws(KafkaFailure) {
        let properties = ["transactional.id": TestCluster.uniqueName("test"), "transaction.timeout.ms": "120000"]
        unsafe producer = try Handle(RD_KAFKA_PRODUCER, cluster, properties).release()
    }

    deinit { unsafe rd_kafka_destroy(producer) }

    /// Commits: the offsets become the group's.
    public func commit() async throws {
        try await unsafe call("commit") { producer, patience in unsafe rd_kafka_commit_transaction(producer, patience) }
    }

    /// Aborts: the group keeps what it had.
    public func abort() async throws {
        try await unsafe call("abort") { producer, patience in unsafe rd_kafka_abort_transaction(producer, patience) }
    }

    private func call(
        _ operation: String,
        _ body: @escaping @Sendable (OpaquePointer, _ milliseconds: Int32) -> OpaquePointer?
    ) async throws {
        try await Waiting.blocking { [self] in
            guard let error = unsafe body(producer, Deadline.after(Waiting.patience).milliseconds) else { return }
            defer { unsafe rd_kafka_error_destroy(error) }
            throw unsafe KafkaFailure(operation, rd_kafka_error_code(error))
        }
    }
}
