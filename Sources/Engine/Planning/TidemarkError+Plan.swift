public import Offsets

extension TidemarkError {
    /// A saved plan is not the one that its digest was taken of.
    public static func edited(planWith digest: ContentDigest) -> TidemarkError {
        TidemarkError(
            .planEdited,
            "the plan was edited after it was saved (its digest is no longer \(digest))",
            hint: "Make a new plan with `restore --plan-out`."
        )
    }
}
