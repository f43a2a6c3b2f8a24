public import Cluster
public import Offsets
internal import Synchronization

/// A transaction of our own client where every broker checks a group's offsets against the transaction that they say they
/// belong to, of the other client otherwise; chosen when it is initialised, by the brokers that are there.
final class ChosenTransaction: OffsetTransaction {
    /// How long the brokers are asked what they understand; one that does not answer coordinates nothing either.
    private static let patience: Duration = .seconds(5)

    private let client: DirectClient
    private let id: String
    private let timeout: Duration
    private let made = Mutex<(any OffsetTransaction)?>(nil)

    /// A transaction that is not chosen yet.
    init(_ client: DirectClient, id: String, timeout: Duration) {
        self.client = client
        self.id = id
        self.timeout = timeout
    }

    /// As the chosen one has it.
    var libraryVersion: String { made.withLock(\.?.libraryVersion) ?? "" }

    /// As the chosen one has it.
    var producer: ProducerIdentity? { made.withLock(\.?.producer) }

    /// As the chosen one has it.
    var groupsAtOnce: Int { made.withLock(\.?.groupsAtOnce) ?? 1 }

    /// Chooses, and initialises what is chosen.
    ///
    /// - Throws: ``KafkaError`` of either.
    func initialize(before deadline: Deadline) async throws(KafkaError) {
        if made.withLock({ $0 == nil }) {
            let isChecked = try await client.brokersCheckTransactions(before: min(deadline, .after(Self.patience)))
            let transaction: any OffsetTransaction =
                isChecked
                ? DirectTransaction(client, id: id, timeout: timeout)
                : try client.other().transaction(id: id, timeout: timeout)
            made.withLock { $0 = transaction }
        }
        try await chosen().initialize(before: deadline)
    }

    /// Opens a transaction of the chosen one.
    ///
    /// - Throws: ``KafkaError`` of it.
    func begin(before deadline: Deadline) async throws(KafkaError) {
        try await chosen().begin(before: deadline)
    }

    /// Adds offsets of one group to the chosen one.
    ///
    /// - Throws: ``KafkaError`` of it.
    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError) {
        try await chosen().send(offsets, of: group, generation: generation, before: deadline)
    }

    /// Adds offsets of several groups to the chosen one.
    ///
    /// - Throws: ``RefusedOffsets`` of it.
    func send(
        _ all: [SentOffsets],
        finished: @escaping @Sendable (Int) -> Void,
        before deadline: Deadline
    ) async throws(RefusedOffsets) {
        guard let first = all.first else { return }
        let transaction: any OffsetTransaction
        do throws(KafkaError) {
            transaction = try chosen()
        } catch {
            throw RefusedOffsets(first, error)
        }
        try await transaction.send(all, finished: finished, before: deadline)
    }

    /// Commits the chosen one.
    ///
    /// - Throws: ``KafkaError`` of it.
    func commit(before deadline: Deadline) async throws(KafkaError) {
        try await chosen().commit(before: deadline)
    }

    /// Aborts the chosen one.
    ///
    /// - Throws: ``KafkaError`` of it.
    func abort(before deadline: Deadline) async throws(KafkaError) {
        try await chosen().abort(before: deadline)
    }

    private func chosen() throws(KafkaError) -> any OffsetTransaction {
        guard let transaction = made.withLock({ $0 }) else {
            throw KafkaError(.invalidArgument, "the transaction was not initialised")
        }
        return transaction
    }
}

extension DirectClient {
    /// How fast the transaction takes offsets that is chosen with the brokers that are there.
    ///
    /// - Throws: ``KafkaError`` when no broker answers.
    public func writingPace(before deadline: Deadline) async throws(KafkaError) -> WritingPace {
        guard writes, try await brokersCheckTransactions(before: deadline) else { return .oneByOne }
        let partitions = (try? await offsetsPartitionCount(before: deadline)) ?? nil
        // A broker works on one request of a connection at a time, and all groups may be of one broker.
        return WritingPace(
            requestsAtOnce: writingLanes,
            requestsPerCall: DirectLimits.groupsWrittenAtOnce,
            // Where partitions are not told, each group is added.
            additions: partitions.map(Int.init) ?? .max,
            pause: pool.longestPause
        )
    }

    /// The version of this client, or of the other one where that writes transactions.
    ///
    /// - Throws: ``KafkaError`` when no broker answers.
    public func transactionLibrary(before deadline: Deadline) async throws(KafkaError) -> String {
        guard writes, try await brokersCheckTransactions(before: deadline) else {
            return try await other().transactionLibrary(before: deadline)
        }
        return Self.version
    }

    /// Whether every broker that answers is of a release that checks offsets against their transaction (KIP-890).
    ///
    /// - Throws: ``KafkaError`` when no broker answers.
    func brokersCheckTransactions(before deadline: Deadline) async throws(KafkaError) -> Bool {
        let brokers = try await repeating(before: deadline) { () throws(KafkaError) in
            try await knownBrokers(before: deadline)
        }
        let releases = await bounded(brokers, limit: DirectLimits.requestsInFlight) { broker in
            try? await self.release(of: broker, before: deadline)
        }
        return releases.compactMap(\.self).allSatisfy { $0 >= .firstChecked }
    }
}
