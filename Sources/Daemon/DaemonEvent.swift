public import Offsets

/// Something that an operator wants to know of a daemon, or of a job that is run by hand.
public enum DaemonEvent: Sendable {
    /// The daemon works, with so many jobs.
    case ready(jobs: Int)
    /// The daemon has been asked to end.
    case stopping(running: Int)
    /// The daemon has ended.
    case stopped
    /// A run begins.
    case started(JobStart)
    /// A run has taken a snapshot.
    case succeeded(job: String, TakenSnapshot, took: Duration, troubles: Troubles?)
    /// A run has failed; where it is tried again, what follows is only told when it ends or fails in another way.
    case failed(job: String, FailedRun, isTriedAgain: Bool)
    /// A run that was asked to stop.
    case interrupted(job: String)
    /// A job was due so many times and is passed over.
    case passedOver(job: String, count: Int, PassReason)
    /// A job was paused.
    case paused(job: String, until: Timestamp?)
    /// A pause was ended, or came to its end.
    case resumed(job: String)
    /// The configuration was read again.
    case reloaded(file: String, jobs: Int)
    /// The configuration could not be read again, and the one before is kept.
    case kept(because: TidemarkError)
    /// The clock was set by so much.
    case clockSet(by: Duration)
    /// Records could not be read and were begun anew.
    case recordsLost(TidemarkError)
    /// Records cannot be written or read.
    case recordsFailing(TidemarkError)
    /// They can again.
    case recordsWork
    /// What was found of the store.
    case storeNotice(String)
    /// Runs that were interrupted are brought to their end.
    case recovering(runs: Int)
    /// None is left on a cluster.
    case recovered(cluster: String)
    /// A hook has succeeded and has written something.
    case hookSaid(job: String, text: String)
    /// A hook behind a run, or a ping, has failed; the run is as it was.
    case noticeFailed(job: String, reason: String)
    /// What follows a snapshot has failed; the snapshot is as it was.
    case upkeepFailed(job: String, JobUpkeep.Duty, FailedRun)
    /// It does not fail any more.
    case upkeepWorks(job: String, JobUpkeep.Duty)
    /// Metrics cannot be offered or written, or some of them cannot be seen; it is tried again.
    case watchingFailed(TidemarkError)
    /// They can again, as the words say.
    case watchingWorks(String)
    /// Something keeps interrupted runs from being brought to their end.
    case recoveryFailed(cluster: String, FailedRun, isTriedAgain: Bool)

    /// What a success ends.
    public struct Troubles: Hashable, Sendable {
        /// How many attempts have failed.
        public var failures: Int
        /// When the last of them was over.
        public var last: Timestamp

        /// Failures that are over.
        public init(failures: Int, last: Timestamp) {
            self.failures = failures
            self.last = last
        }
    }
}
