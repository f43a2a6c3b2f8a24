public import Offsets

extension TidemarkError {
    /// So many runs are named in a message.
    private static let namedAtMost = 5

    /// Kafka has marks of runs that the journal lacks.
    ///
    /// - Parameter missing: The marks, newest first, one at least.
    /// - Returns: What happened, for a warning or a refusal.
    public static func outdatedJournal(_ missing: [CommittedMark]) -> TidemarkError {
        let named = missing.prefix(namedAtMost).map(\.mark.run).joined(separator: ", ")
        let more = missing.count > namedAtMost ? " and \(missing.count - namedAtMost) more" : ""
        let runs = missing.count == 1 ? "run \(named)" : "runs \(named)\(more)"
        return TidemarkError(
            .outdatedJournal,
            "the journal is older than the cluster: Kafka holds the mark of \(runs) of this store, which the journal "
                + "does not have, or not as committed; there may be others",
            hint:
                "An old copy of journal.sqlite was put back, it seems. Put back the newest there is; what those runs wrote "
                + "stands, and without their journal they cannot be undone."
        )
    }
}

extension [CommittedMark] {
    /// Refuses to take the newest run of a journal for the newest there was.
    ///
    /// - Throws: `outdated-journal` (exit 79) when one of the missing runs may be newer.
    public func refuse(asLatest run: RunID) throws(TidemarkError) {
        guard contains(where: { RunID(text: $0.mark.run).mayFollow(run) }) else { return }
        let error = TidemarkError.outdatedJournal(self)
        throw TidemarkError(
            error.code,
            "run \(run) is the latest of the journal and not the latest there was; \(error.message)",
            hint: "\(error.hint ?? "") To undo run \(run) all the same, name it."
        )
    }
}
