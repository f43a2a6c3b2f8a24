import Kafka
import Offsets
import Store

extension Restore {
    /// How often the round trip is measured: the first request also finds the coordinator.
    private static let measurements = 3
    /// How long a measurement may take.
    private static let measuringPatience: Duration = .seconds(30)

    /// How long the transaction of a plan may stay open.
    ///
    /// What planning took for a round trip is more than one takes: with many groups that can make a transaction too long
    /// for the brokers, and then it is measured again.
    ///
    /// - Parameters:
    ///   - prepared: The plan.
    ///   - record: The run that is to carry it out.
    /// - Returns: The value for `transaction.timeout.ms`; brokers may refuse it.
    /// - Throws: ``TidemarkError`` when the cluster does not answer.
    func timeout(for prepared: PreparedPlan, _ record: RunRecord) async throws(TidemarkError) -> Duration {
        let plan = prepared.plan
        let requests = plan.targets.reduce(into: 0) { requests, target in
            let offsets = plan.steps[target.steps].compactMap { $0.action == .set ? $0.to : nil }
            requests += max(1, RequestChunks.split(offsets, group: target.group).count)
        }
        let timeout = TransactionBudget.timeout(requests: requests, roundTrip: prepared.roundTrip)
        guard timeout > TransactionBudget.usualLimit, let partition = record.sentinelPartition else { return timeout }
        let roundTrip = min(prepared.roundTrip, try await roundTrip(to: record.sentinelGroup, partition))
        return TransactionBudget.timeout(requests: requests, roundTrip: roundTrip)
    }

    /// The shortest that a small request to a group's coordinator took.
    private func roundTrip(
        to group: GroupID,
        _ partition: TopicPartition
    ) async throws(TidemarkError) -> Duration {
        var shortest = Duration.seconds(Int64.max)
        for _ in 0..<Self.measurements {
            let began = ContinuousClock.now
            do throws(KafkaError) {
                _ = try await cluster.committedOffsets(
                    of: group,
                    for: [partition],
                    waitsForTransactions: false,
                    before: .after(Self.measuringPatience)
                )
            } catch {
                throw TidemarkError.group(error, group, while: "measuring the round trip")
            }
            shortest = min(shortest, began.duration(to: .now))
        }
        return shortest
    }
}
