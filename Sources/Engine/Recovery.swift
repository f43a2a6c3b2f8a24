import Kafka
public import Offsets
public import Store

/// Brings runs that were cut short to a decided end.
public struct Recovery: Sendable {
    private let cluster: any Cluster
    private let journal: Journal
    private let progress: @Sendable (Progress) -> Void

    /// A recovery of the runs in a journal.
    public init(
        _ cluster: any Cluster,
        journal: Journal,
        progress: @escaping @Sendable (Progress) -> Void = { _ in }
    ) {
        self.cluster = cluster
        self.journal = journal
        self.progress = progress
    }

    /// Decides every unfinished run of a cluster, oldest first.
    ///
    /// A run that had not opened its transaction wrote nothing. Any other is decided by the cluster: its transaction is
    /// ended, then the sentinel tells whether it was committed (`kafka.md` §11.3).
    ///
    /// - Parameter clusterID: The cluster's own id.
    /// - Returns: How each ended.
    /// - Throws: ``TidemarkError`` when a run cannot be decided now, or the journal cannot be read or written.
    public func settle(cluster clusterID: String) async throws(TidemarkError) -> [RunOutcome] {
        var outcomes: [RunOutcome] = []
        for record in try await journal.unfinishedRuns(cluster: ClusterName(id: clusterID, name: nil)) {
            outcomes.append(try await settle(record))
        }
        return outcomes
    }

    private func settle(_ record: RunRecord) async throws(TidemarkError) -> RunOutcome {
        let conclusion = RunConclusion(cluster: cluster, journal: journal, progress: progress)
        let interrupted = TidemarkError(
            "interrupted",
            "run \(record.id) was cut short in state \(record.state.rawValue)",
            hint: "All its groups hold what they held before it.",
            exitCode: .interrupted
        )
        guard !record.state.isBeforeAnyWrite else {
            return try await conclusion.nothingWritten(record, because: interrupted)
        }
        let items = try await journal.run(record.id).items
        if [.committed, .verified].contains(record.state) {
            return try await conclusion.committed(record, items, reached: record.state)
        }
        if record.state == .open { try await journal.advance(record.id, to: .aborting, detail: "recovery") }
        progress(Progress("finding out how run \(record.id) ended"))
        switch try await RunTransaction(cluster: cluster, record: record).ending() {
        case .committed: return try await conclusion.committed(record, items)
        case .aborted: return try await conclusion.aborted(record, items, because: interrupted)
        }
    }
}
