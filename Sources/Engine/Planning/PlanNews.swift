public import Offsets
import Store

/// What an operator should know of a plan's way beside the plan.
public enum PlanNews: Sendable {
    /// An older run that was cut short was decided, or cannot be.
    case finished(RunOutcome)
    /// Kafka has the marks of runs, newest first, that the journal lacks: an older copy of it was put back.
    case outdatedJournal([CommittedMark])
    /// Kafka has the mark of a run on a cluster of which the journal knows none.
    case unknownRun(RunID)
    /// Whether the journal has the latest run cannot be seen for want of a right.
    case marksHidden
    /// The cluster refuses transactions for this reason, so that the plan goes group after group.
    case bestEffort(TidemarkError)
    /// These groups have members, and are waited for.
    case waiting([OccupiedGroup], atMost: Duration)
    /// Groups that are selected and not touched, and why.
    case leftOut([GroupID], because: String)
    /// What a second look at the groups of a run found could not be entered in the journal.
    case remarkLost(RunID, because: String)
    /// A refusal could not be entered in the audit log.
    case refusalNotLogged(TidemarkError)
}
