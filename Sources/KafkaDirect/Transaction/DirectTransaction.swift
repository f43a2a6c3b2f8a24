internal import Cluster
internal import KafkaProtocol
internal import Offsets
internal import Synchronization

/// One fenced transaction over the offsets of many groups, written by our own client (KIP-98, KIP-447).
///
/// After an error of ``send(_:finished:before:)`` it can only be aborted; after one of ``commit(before:)`` its outcome is
/// unknown, and a new one with the same id decides it with ``initialize(before:)``. `docs/kafka.md` §14.11 has the rules.
final class DirectTransaction: OffsetTransaction {
    /// The member id that makes a coordinator refuse a group with members: no real member has it, and with
    /// generation −1 it is accepted for a group without members only (`docs/kafka.md` §4.1).
    private static let fence = "tidemark-fence"
    /// The generation that goes with the fence: that of nobody.
    private static let noGeneration: Int32 = -1

    /// How far it has come.
    struct Progress {
        /// Who writes; `nil` before the first ``initialize(before:)``.
        var producer: ProducerIdentity?
        /// Whether a transaction was begun and not ended.
        var isOpen = false
        /// Why the open transaction can only be aborted, `nil` while nothing was refused.
        var refusal: KafkaError?
        /// The partitions of `__consumer_offsets` that belong to the open transaction.
        var partitions: Set<Int32> = []
        /// The groups that were added by their names.
        var groups: Set<GroupID> = []
        /// Whether a transaction of this producer's epoch has ended: what is sent again for it may still be on its way.
        var hasEnded = false
    }

    let client: DirectClient
    /// The transactional id.
    let id: String
    /// How long the broker leaves a transaction open before it aborts it by itself.
    let timeout: Duration
    let progress = Mutex(Progress())
    let coordinator: TransactionCoordinator

    /// A transaction that has not begun; nothing is sent before ``initialize(before:)``.
    init(_ client: DirectClient, id: String, timeout: Duration) {
        self.client = client
        self.id = id
        self.timeout = timeout
        coordinator = TransactionCoordinator(client, id: id)
    }

    /// The version of this client.
    var libraryVersion: String { DirectClient.version }

    /// Who writes; `nil` before the first ``initialize(before:)``.
    var producer: ProducerIdentity? { progress.withLock(\.producer) }

    /// How many groups are written at once.
    var groupsAtOnce: Int { DirectLimits.groupsWrittenAtOnce }

    /// Fences every older producer with the same id, and returns when the outcome of its last transaction is decided.
    ///
    /// - Throws: ``KafkaError``: `_TIMED_OUT` when the cluster could not decide before the deadline;
    ///   `TRANSACTIONAL_ID_AUTHORIZATION_FAILED`; `INVALID_TRANSACTION_TIMEOUT`.
    func initialize(before deadline: Deadline) async throws(KafkaError) {
        let message: Structure = [
            "transactionalId": .text(Text(id)),
            "transactionTimeoutMs": .number(Int64(timeout / .milliseconds(1))),
        ]
        let coordinator = coordinator
        let answer = try await shielded { () throws(KafkaError) in
            try await coordinator.ask(.initProducerId, upTo: Self.initVersion, message, before: deadline)
        }
        let producer = ProducerIdentity(id: answer["producerId"].integer, epoch: answer.int16("producerEpoch"))
        guard producer.id >= 0, producer.epoch >= 0 else {
            throw KafkaError(.malformedReply, "InitProducerId: producer \(producer.id), epoch \(producer.epoch)")
        }
        progress.withLock { $0 = Progress(producer: producer) }
    }

    /// Opens a transaction; each has an epoch of its own, so that nothing that comes late from the one before can be part of it.
    ///
    /// - Throws: ``KafkaError`` when it is open, or was never initialised; as ``initialize(before:)``.
    func begin(before deadline: Deadline) async throws(KafkaError) {
        if progress.withLock({ !$0.isOpen && $0.hasEnded }) { try await initialize(before: deadline) }
        try progress.withLock { progress throws(KafkaError) in
            guard progress.producer != nil, !progress.isOpen else {
                throw KafkaError(.invalidArgument, "a transaction cannot be begun now")
            }
            progress.isOpen = true
            progress.refusal = nil
            progress.partitions = []
            progress.groups = []
        }
    }

    /// Adds offsets of one group to the open transaction, in the name of the member that does not exist, of a generation of
    /// choice.
    ///
    /// - Throws: ``KafkaError``, after which the transaction can only be aborted: `UNKNOWN_MEMBER_ID` for a group with
    ///   members; `_INVALID_ARG` for a negative offset, before anything is sent.
    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) {
        let sent = SentOffsets(group: group, offsets: offsets)
        do throws(RefusedOffsets) {
            try await send([sent], generation: generation ?? Self.noGeneration, finished: { _ in }, before: deadline)
        } catch {
            throw error.error
        }
    }

    /// Adds offsets of many groups to the open transaction, many requests at a time.
    ///
    /// - Throws: ``RefusedOffsets`` of the first in their order that was refused; all that were under way have ended.
    func send(
        _ all: [SentOffsets],
        finished: @escaping @Sendable (Int) -> Void,
        before deadline: Deadline
    ) async throws(RefusedOffsets) {
        try await send(all, generation: Self.noGeneration, finished: finished, before: deadline)
    }

    private func send(
        _ all: [SentOffsets],
        generation: Int32,
        finished: @escaping @Sendable (Int) -> Void,
        before deadline: Deadline
    ) async throws(RefusedOffsets) {
        let all = all.filter { !$0.offsets.isEmpty }
        guard !all.isEmpty else { return }
        for sent in all {
            do throws(KafkaError) { try sent.refuseInvalid() } catch { throw RefusedOffsets(sent, error) }
        }
        do throws(RefusedOffsets) {
            try await shielded { () throws(RefusedOffsets) in try await self.add(all, before: deadline) }
        } catch {
            progress.withLock { $0.refusal = error.error }
            throw error
        }
        let results = await Task {
            await bounded(all, limit: DirectLimits.groupsWrittenAtOnce, finished: finished) { sent -> KafkaError? in
                do throws(KafkaError) {
                    try await self.write(sent, generation: generation, before: deadline)
                    return nil
                } catch {
                    return error
                }
            }
        }.value
        for (sent, error) in zip(all, results) {
            guard let error else { continue }
            progress.withLock { $0.refusal = error }
            throw RefusedOffsets(sent, error)
        }
    }

    /// Commits: the same decision is sent again until the coordinator has taken it or the deadline has passed.
    ///
    /// - Throws: ``KafkaError``, whatever it is: whether the commit was carried out is not known then. That of offsets that were
    ///   refused, before anything is sent: a part of them may have been taken.
    func commit(before deadline: Deadline) async throws(KafkaError) {
        if let refusal = progress.withLock(\.refusal) {
            throw KafkaError(
                refusal.code,
                "the transaction can only be aborted: \(refusal.message)",
                isFatal: refusal.isFatal
            )
        }
        try await end(isCommitted: true, before: deadline)
    }

    /// Aborts, repeated in the same way.
    ///
    /// - Throws: ``KafkaError`` when it is not known whether it was aborted.
    func abort(before deadline: Deadline) async throws(KafkaError) {
        try await end(isCommitted: false, before: deadline)
    }

    private func end(isCommitted: Bool, before deadline: Deadline) async throws(KafkaError) {
        let (producer, isEmpty) = try open()
        // A transaction that nothing belongs to is not known to the coordinator, and is no transaction to end.
        if !isEmpty {
            do throws(KafkaError) {
                let (coordinator, message) = (coordinator, producer.message(id, ["committed": .boolean(isCommitted)]))
                _ = try await shielded { () throws(KafkaError) in
                    try await coordinator.ask(.endTxn, upTo: Self.endVersion, message, before: deadline)
                }
            } catch {
                // The coordinator says that nothing is open that could be aborted. What adds to the transaction may be on its
                // way still: another epoch makes that certain.
                guard !isCommitted, error.code == .invalidTransactionState else { throw error }
                return try await initialize(before: deadline)
            }
        }
        progress.withLock { progress in
            progress.isOpen = false
            progress.hasEnded = progress.hasEnded || !isEmpty
        }
    }

    /// The newest versions of a transaction that the client, and not the broker, gives an epoch (before KIP-890).
    private static let initVersion: Int16 = 4
    private static let endVersion: Int16 = 3

    /// Who writes, and whether nothing was added yet.
    func open() throws(KafkaError) -> (producer: ProducerIdentity, isEmpty: Bool) {
        try progress.withLock { progress throws(KafkaError) in
            guard let producer = progress.producer, progress.isOpen else {
                throw KafkaError(.invalidArgument, "no transaction is open")
            }
            return (producer, progress.partitions.isEmpty && progress.groups.isEmpty)
        }
    }

    /// Sends one group's offsets to its coordinator until they are taken or refused.
    private func write(
        _ sent: SentOffsets,
        generation: Int32,
        before deadline: Deadline
    ) async throws(KafkaError) {
        let request = FencedCommit(self, try open().producer, sent, member: Self.fence, generation: generation)
        do throws(KafkaError) {
            try await request.send(before: deadline)
        } catch {
            // The hash that finds a group's partition is Kafka's practice, not its protocol: add the group by its name.
            guard FencedCommit.saysNotAdded(error.code), try await addByName(sent.group, before: deadline) else {
                throw error
            }
            try await request.send(before: deadline)
        }
    }
}

extension ProducerIdentity {
    /// A message of this producer with further fields.
    func message(_ transactionalID: String, _ fields: Structure) -> Structure {
        var message: Structure = [
            "transactionalId": .text(Text(transactionalID)), "producerId": .integer(id),
            "producerEpoch": .number(Int32(epoch)),
        ]
        for entry in fields.entries { message.append(entry.name, entry.value) }
        return message
    }
}
