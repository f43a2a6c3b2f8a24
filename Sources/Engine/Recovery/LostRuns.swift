import Cluster
public import Offsets
import Store

/// What can be known of runs that the journal does not have: it may have been lost, an older copy of it may have been put
/// back, or another store's runs have them.
///
/// Of a run, Kafka keeps nothing but the mark of the last transaction of its installation that was committed with the
/// same partition for its mark. Best-effort runs and runs that only removed leave none.
public struct LostRuns: Sendable {
    private let context: EngineContext
    private var cluster: any Cluster { context.cluster }
    private var journal: Journal { context.journal }
    private var progress: @Sendable (Progress) -> Void { context.progress }

    /// A search in a cluster for what a journal does not know.
    public init(_ context: EngineContext) {
        self.context = context
    }

    /// The runs of this installation that were committed, as Kafka says, and that the journal does not have, does not have
    /// as committed, or has with another audit log than the one whose hash is in the mark: an older copy of it was put back.
    ///
    /// - Parameter deadline: When to give up.
    /// - Returns: What Kafka has a mark of, newest first; there may be more. `nil` where the principal may not see it.
    /// - Throws: ``TidemarkError`` when the cluster does not answer or the journal cannot be read.
    public func missing(before deadline: Deadline) async throws(TidemarkError) -> [CommittedMark]? {
        guard let installation = try await journal.knownInstallation() else { return [] }
        let group = SentinelGroup.name(installation: installation)
        let held: [CommittedOffset]
        do throws(KafkaError) {
            held = try await cluster.held(by: group, before: deadline).offsets
        } catch {
            if error.code.isAuthorization { return nil }
            throw .group(error, group, while: "reading the marks of runs")
        }
        let marks = held.compactMap { SentinelMark($0.metadata) }
        let states = try await journal.states(of: Set(marks.map { RunID(text: $0.run) }))
        var missing: [SentinelMark] = []
        for mark in Set(marks) {
            let run = RunID(text: mark.run)
            let isWritten = states[run].map { !$0.isBeforeAnyWrite && !Self.unwritten.contains($0) } ?? false
            // Of the run that left the mark, a journal that was written anew may know no more than the name.
            let isSame = try await journal.hasRecord(of: run, hash: mark.auditHash)
            if !isWritten || !isSame { missing.append(mark) }
        }
        return missing.map { CommittedMark(group: group, mark: $0) }.sorted { $0.mark.run > $1.mark.run }
    }

    /// The ends of runs that were not committed.
    private static let unwritten: Set<RunState> = [.aborted, .rolledBack]

    /// Reads the mark of every installation, where the journal knows no run on the cluster at all.
    ///
    /// Once what such a run may have left open is ended, nothing that was begun after the run of a mark, from the same
    /// installation, was committed.
    ///
    /// - Parameters:
    ///   - clusterID: The cluster's own id.
    ///   - endsTransactions: Whether to end what is open first; a restore does so later by itself.
    ///   - deadline: When to give up.
    /// - Returns: The newest mark of each installation, newest first; `nil` where the journal knows runs on the cluster.
    /// - Throws: ``TidemarkError`` when the cluster cannot be asked, or does not decide an open transaction in time.
    public func marks(
        cluster clusterID: String,
        endsTransactions: Bool,
        before deadline: Deadline
    ) async throws(TidemarkError) -> [CommittedMark]? {
        guard try await !journal.hasRuns(cluster: clusterID) else { return nil }
        // A mark that is hidden would be taken for none.
        let listing = try await cluster.completeListing(of: nil, before: deadline)
        let groups = listing.groups.map(\.group).filter(SentinelGroup.isOne)
        // A transaction of Tidemark's begins with its sentinel, so without one none is open.
        guard !groups.isEmpty else { return [] }
        if endsTransactions { try await endOpenTransaction(clusterID, before: deadline) }
        let results = await cluster.held(
            by: groups,
            patience: nil,
            before: deadline,
            finished: { progress(Progress("reading the marks of runs", done: $0, of: groups.count)) }
        )
        var marks: [CommittedMark] = []
        for (group, result) in zip(groups, results) {
            do throws(KafkaError) {
                // One for each partition that a run of the installation began with; a run's id begins with its time.
                let held = try result.get().offsets.compactMap { SentinelMark($0.metadata) }
                if let newest = held.max(by: { $0.run < $1.run }) {
                    marks.append(CommittedMark(group: group, mark: newest))
                }
            } catch {
                throw .group(error, group, while: "reading the mark of the last run")
            }
        }
        return marks.sorted { $0.mark.run > $1.mark.run }
    }

    /// Whoever may not use the transactional id has left nothing open either.
    private func endOpenTransaction(_ clusterID: String, before deadline: Deadline) async throws(TidemarkError) {
        progress(Progress("ending what is open"))
        do throws(TidemarkError) {
            let limits = RunLimits.unknownSize
            let id = CommitDecision.id(cluster: clusterID)
            _ = try await TransactionBeginning(cluster: cluster, id: id, limits: limits)
                .begin(before: min(deadline, .after(limits.initializing)))
        } catch {
            guard error.refusesTransactions else { throw error }
        }
    }
}
