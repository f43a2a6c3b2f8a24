import Cluster
public import Offsets
import Store

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
        // Of a row that has changed on the disk, the cluster may be what has changed.
        let isProven = try await journal.flaw(in: id) == nil
        guard !isProven || detail.record.cluster.id == clusterID else {
            throw TidemarkError(
                .wrongCluster,
                "run \(id) was on cluster \(detail.record.cluster.id), and this one is \(clusterID)",
                hint: "Check --cluster or --bootstrap-server."
            )
        }
        var reason = "it cannot be decided"
        if detail.record.finishedAt == nil {
            do throws(TidemarkError) {
                let outcome = try await finish(detail.record)
                if outcome.record.finishedAt != nil { return outcome }
                reason = outcome.record.error?.message ?? reason
            } catch {
                // Why it cannot be brought to its end is what the operator accepts.
                reason = error.message
            }
        }
        // What it was to bring about is not known then, so that nothing can differ from it.
        let (mismatches, unread) = await isProven ? differences(detail.items) : ([], [])
        let failure = RunFailure(code: "accepted", message: reason, hint: nil)
        let state = try await journal.accept(id, failure: failure, mismatches: mismatches, unread: unread)
        let ended = try await journal.run(id)
        return RunOutcome(
            record: ended.record,
            verified: 0,
            mismatches: ended.mismatches,
            unread: ended.unread,
            code: state == .raced ? .raced : .undecided
        )
    }

    /// What the groups hold other than planned, and which of them could not be read.
    private func differences(_ items: [RunItem]) async -> (mismatches: [Mismatch], unread: [UnreadGroup]) {
        let results = await TargetReading(cluster: cluster, progress: progress).readEach(
            items,
            waitsForTransactions: false,
            activity: "reading what the groups hold",
            before: .after(RunLimits(items).reading)
        )
        var held: [GroupID: [TopicPartition: CommittedOffset]] = [:]
        var unread: [UnreadGroup] = []
        for (group, result) in results {
            switch result {
            case .success(let offsets): held[group] = offsets
            case .failure(let error): unread.append(UnreadGroup(group: group, reason: error.message))
            }
        }
        return (RunComparison.withPlanned(items.filter { held[$0.group] != nil }, held), unread)
    }
}
