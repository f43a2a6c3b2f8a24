public import Offsets

extension TidemarkError {
    /// A saved plan is not the one that its digest was taken of.
    public static func edited(planWith digest: ContentDigest) -> TidemarkError {
        TidemarkError(
            "plan-edited",
            "the plan was changed after it was saved: it is not what digest \(digest) was taken of",
            hint: "Make a new plan with the options that lead to what you want.",
            exitCode: .refused
        )
    }
}
