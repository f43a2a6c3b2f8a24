internal import CRDKafka
public import Cluster
public import Offsets

/// One transactional producer: the only means Kafka has to commit the offsets of many groups at once.
///
/// Calls run one after another on a thread of their own. After an error with ``KafkaError/isFatal`` the producer is of
/// no more use and the outcome of an open transaction is unknown: a new producer with the same id decides it with
/// ``initialize(before:)``. Cancelling a task does not break off a call; the caller decides between abort and commit.
@safe
public final class TransactionalProducer: OffsetTransaction {
    /// The member id that makes a coordinator refuse a group with members: no real member has it, and with
    /// generation −1 it is accepted for a group without members only (`docs/kafka.md` §4.1).
    public static let fence = "tidemark-fence"

    /// The generation that goes with the fence: that of nobody.
    private static let noGeneration: Int32 = -1

    /// The pause before a call is repeated that librdkafka allows to be repeated.
    private static let pause: Duration = .milliseconds(100)

    /// `nonisolated(unsafe)`: librdkafka's functions are thread-safe on it, and it is destroyed in `deinit` only; a call
    /// under way keeps this object alive.
    private nonisolated(unsafe) let instance: OpaquePointer
    private let calls = BlockingCalls(label: "tidemark.kafka.transaction", serial: true)
    private let log = ClientLog()

    /// The version of librdkafka at run time.
    public let libraryVersion = KafkaClient.libraryVersion

    /// Makes a producer; nothing is sent before ``initialize(before:)``.
    ///
    /// - Parameters:
    ///   - configuration: The cluster.
    ///   - transactionalID: The id; another producer with the same one fences this one.
    ///   - timeout: How long the broker leaves a transaction open before it aborts it by itself; at most the broker's
    ///     `transaction.max.timeout.ms`, 15 minutes by default.
    /// - Throws: ``KafkaError`` with `_INVALID_ARG` naming a refused property.
    public init(
        _ configuration: KafkaConfiguration,
        transactionalID: String,
        timeout: Duration
    ) throws(KafkaError) {
        let context = CallbackContext(
            pending: PendingCalls(),
            log: log,
            connections: ConnectionRecord(configuration),
            tokenFile: try configuration.tokenFile
        )
        unsafe instance = try ClientInstance.make(
            .transactions(id: transactionalID, timeout: timeout),
            configuration,
            context: context
        )
    }

    deinit {
        unsafe ClientInstance.destroy(instance)
    }

    /// Fences every older producer with the same id, and returns when the outcome of its last transaction is decided
    /// and visible; must come first.
    ///
    /// - Throws: ``KafkaError``: `_TIMED_OUT` when the cluster could not decide before the deadline;
    ///   `TRANSACTIONAL_ID_AUTHORIZATION_FAILED`; `INVALID_TRANSACTION_TIMEOUT`.
    public func initialize(before deadline: Deadline) async throws(KafkaError) {
        unsafe try await untilDecided("init_transactions", before: deadline) { instance, timeout in
            unsafe rd_kafka_init_transactions(instance, timeout)
        }
    }

    /// Opens a transaction.
    ///
    /// - Throws: ``KafkaError``, fatal when the producer was fenced.
    public func begin(before deadline: Deadline) async throws(KafkaError) {
        unsafe try await call("begin_transaction", before: deadline) { instance, _ in
            unsafe rd_kafka_begin_transaction(instance)
        }
    }

    /// Adds offsets of one group to the open transaction, fenced: a group with members is refused.
    ///
    /// - Parameters:
    ///   - offsets: At most 2 000 and 500 kB (`docs/kafka.md` §5.11), each partition once.
    ///   - group: The group; not empty.
    ///   - deadline: librdkafka's own limit; one of its look-ups does not keep to it (`docs/kafka.md` §11.3), and then
    ///     this call returns `_TIMED_OUT` shortly after the deadline and the producer is stuck.
    /// - Throws: ``KafkaError``, after which the transaction can only be aborted: `UNKNOWN_MEMBER_ID` for a group with
    ///   members. `_INVALID_ARG` for a negative offset, before anything is sent: librdkafka would leave it out without a word.
    public func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        before deadline: Deadline
    ) async throws(KafkaError) {
        try await send(offsets, of: group, generation: nil, before: deadline)
    }

    /// Adds offsets in the name of the member that does not exist, of a generation of choice, `nil` for the fence's.
    ///
    /// Only for finding out what brokers do: with any generation but −1 one that honours the fence refuses every group
    /// (`docs/kafka.md` §4.3).
    ///
    /// - Throws: ``KafkaError``, as for a run's offsets.
    public func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) {
        guard !offsets.isEmpty else { return }
        try group.refuseUnwritable(offsets)
        if let negative = offsets.first(where: { $0.offset < 0 }) {
            throw KafkaError(.invalidArgument, "offset \(negative.offset) of \(negative.topicPartition) is negative")
        }
        unsafe try await call("send_offsets_to_transaction", before: deadline) { instance, timeout in
            let list = PartitionList(offsets)
            let member = unsafe rd_kafka_consumer_group_metadata_new_with_genid(
                group.name,
                generation ?? Self.noGeneration,
                Self.fence,
                nil
            )
            defer { unsafe rd_kafka_consumer_group_metadata_destroy(member) }
            return unsafe rd_kafka_send_offsets_to_transaction(instance, list.pointer, member, timeout)
        }
    }

    /// Commits; repeated while librdkafka says that it may be, until the deadline.
    ///
    /// - Throws: ``KafkaError``, whatever it is: whether the commit was carried out is not known then.
    public func commit(before deadline: Deadline) async throws(KafkaError) {
        unsafe try await untilDecided("commit_transaction", before: deadline) { instance, timeout in
            unsafe rd_kafka_commit_transaction(instance, timeout)
        }
    }

    /// Aborts; repeated while librdkafka says that it may be, until the deadline.
    public func abort(before deadline: Deadline) async throws(KafkaError) {
        unsafe try await untilDecided("abort_transaction", before: deadline) { instance, timeout in
            unsafe rd_kafka_abort_transaction(instance, timeout)
        }
    }

    private func untilDecided(
        _ name: String,
        before deadline: Deadline,
        _ body: @escaping @Sendable (OpaquePointer, Int32) -> OpaquePointer?
    ) async throws(KafkaError) {
        while true {
            do {
                return try await unsafe call(name, before: deadline, body)
            } catch {
                guard error.isRetriable, deadline.remaining > Self.pause else { throw error }
                await calls.pause(Self.pause)
            }
        }
    }

    private func call(
        _ name: String,
        before deadline: Deadline,
        _ body: @escaping @Sendable (OpaquePointer, Int32) -> OpaquePointer?
    ) async throws(KafkaError) {
        try await calls.run(name, before: deadline, abandonsOnCancel: false) { [self] () -> Result<Void, KafkaError> in
            let timeout = max(1, deadline.remaining.wholeMilliseconds)
            if let error = unsafe KafkaError.consuming(body(instance, timeout)) { return .failure(error) }
            return .success(())
        }
    }
}
