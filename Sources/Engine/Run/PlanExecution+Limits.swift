import Cluster
import Offsets

extension PlanExecution {
    /// How often the round trip is measured: the first request also finds the coordinator.
    private static let measurements = 3
    /// How long a measurement may take.
    private static let measuringPatience: Duration = .seconds(30)

    /// How long each step of a plan's run may take.
    ///
    /// What planning took for a round trip is more than one takes: with many groups that can make a transaction too long
    /// for the brokers, and then it is measured again.
    ///
    /// - Parameters:
    ///   - prepared: The plan.
    ///   - record: The run that is to carry it out.
    /// - Returns: The limits.
    /// - Throws: ``TidemarkError`` when the cluster does not answer.
    func limits(of prepared: PreparedPlan, _ record: RunRecord) async throws(TidemarkError) -> RunLimits {
        let limits = RunLimits(prepared.plan, roundTrip: prepared.roundTrip, pace: prepared.pace)
        guard limits.transactionTimeout > TransactionBudget.usualLimit, let partition = record.sentinelPartition else {
            return limits
        }
        let measured = try await roundTrip(to: record.sentinelGroup, partition)
        return RunLimits(prepared.plan, roundTrip: min(prepared.roundTrip, measured), pace: prepared.pace)
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
