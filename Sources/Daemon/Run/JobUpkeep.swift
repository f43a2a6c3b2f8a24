import Offsets
public import Settings
public import Supervision
import Synchronization

/// What follows each snapshot of a job: retention, where the job has any, the journal's upkeep, and a sampled verification.
///
/// A failure is told when it begins, and again when it is another one; the snapshot is as it was.
public final class JobUpkeep: Sendable {
    /// What is done.
    public enum Duty: String, Hashable, Sendable {
        /// Snapshots that no rule keeps are removed.
        case retention
        /// Some snapshots are read and compared with their digests.
        case verification
    }

    private struct Place: Hashable {
        let job: String
        let duty: Duty
    }

    private let children: ChildCommands
    private let signals: Set<InterruptSignal>
    private let tell: @Sendable (DaemonEvent) -> Void
    /// The code of each failure that the operator knows of.
    private let troubles = Mutex<[Place: String]>([:])

    /// The upkeep of the jobs of a process.
    ///
    /// - Parameters:
    ///   - children: The commands that do it.
    ///   - signals: Signals to this process that are passed on to them.
    ///   - tell: Is told what failed, and what works again.
    public init(
        _ children: ChildCommands,
        signals: Set<InterruptSignal>,
        tell: @escaping @Sendable (DaemonEvent) -> Void
    ) {
        self.children = children
        self.signals = signals
        self.tell = tell
    }

    /// Does what follows a snapshot of a job.
    public func run(after job: JobSettings) async {
        note(await children.prune(job, signals: signals), .retention, of: job)
        // Who asks this process to end does not wait for a second child.
        guard !Task.isCancelled else { return }
        note(await children.verify(job, signals: signals), .verification, of: job)
    }

    private func note(_ failure: FailedRun?, _ duty: Duty, of job: JobSettings) {
        let place = Place(job: job.name.value, duty: duty)
        let before = troubles.withLock { troubles in
            defer { troubles[place] = failure?.code }
            return troubles[place]
        }
        switch failure {
        case let failure? where failure.code != before: tell(.upkeepFailed(job: place.job, duty, failure))
        case nil where before != nil: tell(.upkeepWorks(job: place.job, duty))
        default: break
        }
    }
}
