/// What became of the runs of each job since the daemon's start.
struct RunCounts: Sendable {
    /// How often what became of them.
    private(set) var attempts: [String: [AttemptOutcome: Int]] = [:]
    /// How long they took.
    private(set) var durations: [String: DurationHistogram] = [:]
    /// The last snapshot of each.
    private(set) var snapshots: [String: TakenSnapshot] = [:]

    private var began: [String: ContinuousClock.Instant] = [:]

    /// A run of a job begins.
    mutating func begin(_ job: String, at now: ContinuousClock.Instant) {
        began[job] = now
    }

    /// A job's turn is over, also one that has not begun.
    mutating func end(_ job: String, _ result: JobResult, at now: ContinuousClock.Instant) {
        if let began = began.removeValue(forKey: job) {
            durations[job, default: DurationHistogram()].note(began.duration(to: now))
        }
        let outcome: AttemptOutcome
        switch result {
        case .succeeded(let taken):
            outcome = AttemptOutcome(taken.state)
            snapshots[job] = taken
        case .failed, .interrupted: outcome = .failed
        case .busy: outcome = .skipped
        }
        attempts[job, default: [:]][outcome, default: 0] += 1
    }
}
