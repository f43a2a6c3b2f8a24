public import Offsets

/// One fenced transaction over the offsets of many groups; librdkafka's producer says what each call means in full.
public protocol OffsetTransaction: Sendable {
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
    /// Commits.
    func commit(before deadline: Deadline) async throws(KafkaError)
    /// Aborts.
    func abort(before deadline: Deadline) async throws(KafkaError)
}

extension OffsetTransaction {
    /// Adds offsets of one group without members.
    public func send(
        _ offsets: [CommittedOffset],
        of group: GroupID,
        before deadline: Deadline
    ) async throws(KafkaError) {
        try await send(offsets, of: group, generation: nil, before: deadline)
    }
}
