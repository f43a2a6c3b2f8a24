public import Offsets

/// One fenced transaction over the offsets of many groups; librdkafka's producer says what each call means in full.
public protocol OffsetTransaction: Sendable {
    /// The version of what writes the transaction, and so says to brokers what is in it; empty before it is initialised, where
    /// that depends on the brokers.
    var libraryVersion: String { get }
    /// Who writes the transaction that was begun last; `nil` before the first, and where the client does not tell.
    var producer: ProducerIdentity? { get }
    /// Fences older producers with the same id and waits until their last transaction is decided.
    func initialize(before deadline: Deadline) async throws(KafkaError)
    /// Opens a transaction.
    func begin(before deadline: Deadline) async throws(KafkaError)
    /// Adds offsets of one group without members.
    func send(_ offsets: [CommittedOffset], of group: GroupID, before deadline: Deadline) async throws(KafkaError)
    /// Adds offsets of one group in the name of a member of a generation, which does not exist, or of nobody where that is
    /// `nil`; only for finding out what brokers do.
    func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        generation: Int32?,
        before deadline: Deadline
    ) async throws(KafkaError)
    /// How many groups ``send(_:finished:before:)`` is best given at once.
    var groupsAtOnce: Int { get }
    /// Adds offsets of several groups without members.
    ///
    /// - Parameters:
    ///   - all: The offsets, at most 2 000 and 500 kB of a group in one entry.
    ///   - finished: Told how many entries were taken; called from several tasks.
    ///   - deadline: When to give up each of them.
    /// - Throws: ``RefusedOffsets``, after which the transaction can only be aborted.
    func send(
        _ all: [SentOffsets],
        finished: @escaping @Sendable (Int) -> Void,
        before deadline: Deadline
    ) async throws(RefusedOffsets)
    /// Commits.
    func commit(before deadline: Deadline) async throws(KafkaError)
    /// Aborts.
    func abort(before deadline: Deadline) async throws(KafkaError)
}

/// Offsets of one group for a transaction.
public struct SentOffsets: Hashable, Sendable {
    /// The group.
    public let group: GroupID
    /// The offsets, each partition once.
    public let offsets: [CommittedOffset]

    /// Offsets of a group.
    public init(group: GroupID, offsets: [CommittedOffset]) {
        self.group = group
        self.offsets = offsets
    }
}

/// Which of several groups' offsets a transaction did not take, and why.
public struct RefusedOffsets: Error {
    /// The offsets.
    public let sent: SentOffsets
    /// Why.
    public let error: KafkaError

    /// Offsets that were refused.
    public init(_ sent: SentOffsets, _ error: KafkaError) {
        self.sent = sent
        self.error = error
    }
}

extension OffsetTransaction {
    /// Not told.
    public var producer: ProducerIdentity? { nil }

    /// One group after the other.
    public var groupsAtOnce: Int { 1 }

    /// Adds offsets of several groups, one after the other.
    ///
    /// - Throws: ``RefusedOffsets`` of the first that is refused; the others are not sent.
    public func send(
        _ all: [SentOffsets],
        finished: @escaping @Sendable (Int) -> Void,
        before deadline: Deadline
    ) async throws(RefusedOffsets) {
        for (index, sent) in all.enumerated() {
            do throws(KafkaError) {
                try await send(sent.offsets, of: sent.group, before: deadline)
            } catch {
                throw RefusedOffsets(sent, error)
            }
            finished(index + 1)
        }
    }

    /// Adds offsets of one group without members.
    public func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        before deadline: Deadline
    ) async throws(KafkaError) {
        try await send(offsets, of: group, generation: nil, before: deadline)
    }
}

/// What a client does that knows no more of transactions than how to write one.
extension Cluster {
    /// One request after the other.
    public func writingPace(before deadline: Deadline) async throws(KafkaError) -> WritingPace { .oneByOne }

    /// Not told.
    public func lastTransaction(id: String, before deadline: Deadline) async throws(KafkaError) -> LastTransaction? {
        nil
    }
}
