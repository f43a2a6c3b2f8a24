import Offsets

extension Plan {
    /// The first step that sets an offset: the mark of the run is put on its partition.
    ///
    /// `nil` for a plan that only removes, which has no transaction and no mark.
    var firstSetStep: PlanStep? { steps.first { $0.action == .set } }
}
