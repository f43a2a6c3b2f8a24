import Offsets

extension TidemarkError {
    /// The transaction was aborted, and the journal does not know it.
    static func unjournalled(_ error: TidemarkError, because cause: TidemarkError) -> TidemarkError {
        TidemarkError(
            error.code,
            "\(cause.message); the transaction was aborted, but the journal could not be written: "
                + error.message,
            hint: error.hint ?? "The next restore, or `tidemark recover`, closes the run.",
            cause: error
        )
    }

    /// A partition does not hold what the plan was made from.
    static func stale(_ moved: Mismatch) -> TidemarkError {
        TidemarkError(
            .planStale,
            "group \(moved.group.name) has moved since the plan was made: \(moved.topicPartition) \(moved.words)",
            hint: "Something commits for this group; find it, then plan again."
        )
    }
}
