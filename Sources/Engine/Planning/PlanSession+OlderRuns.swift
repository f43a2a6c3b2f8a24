import Offsets
import Store

extension PlanSession {
    /// Decides the older runs on a cluster.
    ///
    /// - Returns: Whether there were any.
    /// - Throws: ``TidemarkError`` when one cannot be decided now; nothing new is begun then.
    func finishRuns(on cluster: ClusterName) async throws(TidemarkError) -> Bool {
        let finished: [RunOutcome]
        do throws(TidemarkError) {
            finished = try await Recovery(context).finish(cluster: cluster.id)
        } catch {
            throw TidemarkError(
                error.code,
                "\(error.message); run `tidemark recover` first; nothing was written",
                hint: error.hint,
                cause: error
            )
        }
        for outcome in finished { context.news(.finished(outcome)) }
        await remarkOnLostRuns(on: cluster)
        return !finished.isEmpty
    }

    /// Tells that Kafka knows runs that the journal lacks: it may have been lost, or an older copy of it put back.
    ///
    /// The run to come ends what they may have left open, and is not carried out when that changes a group.
    private func remarkOnLostRuns(on cluster: ClusterName) async {
        let lost = LostRuns(context.quiet)
        let missing = try? await lost.missing(before: deadline)
        if let missing, !missing.isEmpty, (try? await context.journal.hasRuns(cluster: cluster.id)) == true {
            context.news(.outdatedJournal(missing))
            return
        }
        let marks = try? await lost.marks(cluster: cluster.id, endsTransactions: false, before: deadline)
        if let newest = marks?.first { context.news(.unknownRun(RunID(text: newest.mark.run))) }
    }
}
