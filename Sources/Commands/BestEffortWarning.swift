import Offsets

/// What best effort means, said before the plan is shown or carried out.
enum BestEffortWarning {
    /// Says why the plan is for best effort, and what that means.
    static func show(_ refusal: TidemarkError, _ context: CommandContext) {
        context.warn("\(refusal.message), so the plan is for best-effort: one group is written after another")
        context.note(
            "not atomic over groups: while it runs some groups hold new and others old offsets; a failure puts them "
                + "back, and an interrupted run is put back by the next restore or by `tidemark recover`"
        )
    }
}
