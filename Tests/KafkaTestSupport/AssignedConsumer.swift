import CRDKafka
import Dispatch
public import Offsets
import Synchronization

/// A consumer that chose its partitions itself (`assign()`): it commits for a group without being a member of it, so that
/// the group is Empty while it is in use and no coordinator refuses anybody on its account.
///
/// It commits the same offsets over and over, as one does whose partitions get no new records. One that is let go of stops.
public final class AssignedConsumer: Sendable {
    private struct State {
        var shallEnd = false
        var isOver = false
        var commits = 0
        var failure: KafkaFailure?
    }

    /// The group it commits for.
    public let group: GroupID
    private let state = Mutex(State())

    /// Assigns a consumer the partitions and returns once it has committed the offsets for the first time.
    public static func start(
        _ cluster: TestCluster,
        group: GroupID,
        committing offsets: [CommittedOffset]
    ) async throws -> AssignedConsumer {
        let consumer = AssignedConsumer(group)
        consumer.run(cluster, offsets)
        try await Waiting.until("the consumer of \(group) commits") { try consumer.commits > 0 }
        return consumer
    }

    private init(_ group: GroupID) {
        self.group = group
    }

    deinit { state.withLock { $0.shallEnd = true } }

    /// How often it has committed; throws what ended it against its will.
    public var commits: Int {
        get throws(KafkaFailure) {
            let now = state.withLock { ($0.commits, $0.failure) }
            if let failure = now.1 { throw failure }
            return now.0
        }
    }

    /// Returns when it has stopped: what it commits last is what the group holds, until somebody else commits.
    public func stop() async throws {
        state.withLock { $0.shallEnd = true }
        try await Waiting.until("the consumer of \(group) has stopped") {
            _ = try commits
            return state.withLock(\.isOver)
        }
    }

    private func run(_ cluster: TestCluster, _ offsets: [CommittedOffset]) {
        // The thread does not keep the consumer, so that letting go of it ends the thread.
        Waiting.threads.async { [group, weak self] in
            var failure: KafkaFailure?
            do {
                let handle = try Handle(
                    RD_KAFKA_CONSUMER,
                    cluster,
                    ["group.id": group.name, "enable.auto.commit": "false"]
                )
                let list = PartitionList(offsets)
                let assigned = unsafe rd_kafka_assign(handle.client, list.list)
                guard assigned == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaFailure("assign", assigned) }
                while let self, !self.state.withLock(\.shallEnd) {
                    let error = unsafe rd_kafka_commit(handle.client, list.list, 0)
                    let refusal = KafkaFailure("commit offsets of \(group)", error)
                    guard error == RD_KAFKA_RESP_ERR_NO_ERROR || refusal.mayPass else { throw refusal }
                    if error == RD_KAFKA_RESP_ERR_NO_ERROR { self.state.withLock { $0.commits += 1 } }
                }
            } catch {
                failure = error as? KafkaFailure ?? KafkaFailure("commit offsets of \(group)", message: "\(error)")
            }
            self?.state.withLock {
                $0.isOver = true
                $0.failure = failure
            }
        }
    }
}
