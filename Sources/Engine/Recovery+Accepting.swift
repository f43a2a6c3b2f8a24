import Kafka
public import Offsets
public import Store

extension Recovery {
    /// Ends a run that cannot be brought to its end, because an operator says so; never done by itself.
    ///
    /// What a recovery can still decide or finish, it does, and then there is nothing to accept. Otherwise what the groups
    /// hold is read as far as possible, and the run is over as it is: `raced` when it is known to have been written, else
    /// `undecided`. Nothing is written to the cluster.
    ///
    /// - Parameters:
    ///   - id: The run.
    ///   - clusterID: The id of the cluster that is reached.
    /// - Returns: How the run ended; where it was accepted, with what differs from what it was to bring about.
    /// - Throws: ``TidemarkError``: 66 when there is no such run, 79 when it is over or of another cluster; when the
    ///   journal cannot be read or written.
    public func accept(_ id: RunID, cluster clusterID: String) async throws(TidemarkError) -> RunOutcome {
        let detail = try await journal.run(id)
        guard detail.record.cluster.id == clusterID else {
            throw TidemarkError(
                "wrong-cluster",
                "run \(id) was on cluster \(detail.record.cluster.id), and this one is \(clusterID)",
                hint: "Check --bootstrap-server.",
                exitCode: .refused
            )
        }
        var reason = "it cannot be decided"
        if detail.record.finishedAt == nil {
            do throws(TidemarkError) {
                let outcome = try await settle(detail.record)
                if outcome.record.finishedAt != nil { return outcome }
                reason = outcome.record.error?.message ?? reason
            } catch {
                // Why it cannot be brought to its end is what the operator accepts.
                reason = error.message
            }
        }
        let mismatches = await differences(detail.items)
        let failure = RunFailure(code: "accepted", message: reason, hint: nil)
        let state = try await journal.accept(id, failure: failure, mismatches: mismatches)
        return RunOutcome(
            record: try await journal.run(id).record,
            verified: 0,
            mismatches: mismatches,
            exitCode: state == .raced ? .partial : .failure
        )
    }

    /// What the groups hold other than planned; empty when that cannot be read either.
    private func differences(_ items: [RunItem]) async -> [Mismatch] {
        let held = try? await RunReading(cluster: cluster, progress: progress).read(
            items,
            waitsForTransactions: false,
            activity: "reading what the groups hold",
            before: .after(RunLimits(items).reading)
        )
        return held.map { RunComparison.withPlanned(items, $0) } ?? []
    }
}
