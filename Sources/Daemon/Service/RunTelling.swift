import Offsets
import Store

/// What an operator is told of the runs of a daemon: one line when a trouble begins, one when it ends.
struct RunTelling {
    private let tell: @Sendable (DaemonEvent) -> Void
    /// The exit codes of failures of a job that the operator knows of and that are tried again.
    private var troubles: [String: Set<Int32>] = [:]
    /// How often a job that runs was due meanwhile.
    private var overlaps: [String: Int] = [:]

    init(tell: @escaping @Sendable (DaemonEvent) -> Void) {
        self.tell = tell
    }

    /// A run begins.
    func began(_ start: JobStart) {
        if troubles[start.job] == nil { tell(.started(start)) }
    }

    /// A job was due and is passed over; where it still runs that is told when the run is over, once for all.
    mutating func passedOver(_ job: String, _ count: Int, _ reason: PassReason) {
        if reason == .overlap {
            overlaps[job, default: 0] += count
        } else if count > 0 {
            tell(.passedOver(job: job, count: count, reason))
        }
    }

    /// A run is over; `before` is what was remembered of the job.
    mutating func ended(_ job: String, _ result: JobResult, took: Duration, _ before: JobRecord?) {
        tell(result, of: job, took, before)
        if let count = overlaps.removeValue(forKey: job), count > 0 {
            tell(.passedOver(job: job, count: count, .overlap))
        }
    }

    /// Forgets the troubles of jobs that are not among these.
    mutating func keep(_ jobs: Set<String>) {
        troubles = troubles.filter { jobs.contains($0.key) }
    }

    private mutating func tell(_ result: JobResult, of job: String, _ took: Duration, _ before: JobRecord?) {
        switch result {
        case .succeeded(let taken):
            troubles[job] = nil
            var past: DaemonEvent.Troubles?
            if let before, before.consecutiveFailures > 0, let last = before.lastFailure {
                past = DaemonEvent.Troubles(failures: before.consecutiveFailures, last: last.at)
            }
            tell(.succeeded(job: job, taken, took: took, troubles: past))
        case .failed(let failure):
            guard failure.passes else {
                troubles[job] = nil
                return tell(.failed(job: job, failure, isTriedAgain: false))
            }
            guard troubles[job, default: []].insert(failure.endedWith).inserted else { return }
            tell(.failed(job: job, failure, isTriedAgain: true))
        case .interrupted: tell(.interrupted(job: job))
        case .busy: break
        }
    }
}
