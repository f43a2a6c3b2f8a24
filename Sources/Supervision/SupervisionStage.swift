import Glibc
import Offsets

/// How far a supervisor has gone in ending its child: pure rules, the system is asked elsewhere.
struct SupervisionStage: Hashable, Sendable {
    /// Why the child was asked to end.
    enum Reason: Hashable, Sendable {
        case deadline
        case signal(InterruptSignal)
    }

    /// How long the system may take to end a killed child before it counts as stuck in the kernel.
    static let timeToDie: Duration = .seconds(10)

    /// Why the child was first asked to end; `nil` while it was not.
    private(set) var reason: Reason?
    /// Whether it was killed.
    private(set) var isKilled = false
    /// The moment of the next step.
    private(set) var limit: Deadline
    private let patience: SupervisionPatience
    private var grace: Duration
    /// When the child was first asked to end.
    private var askedAt: ContinuousClock.Instant?

    /// The stage of a child that starts now.
    init(patience: SupervisionPatience, grace: Duration) {
        limit = patience.firstLimit
        self.patience = patience
        self.grace = grace
    }

    /// Notes that the child is alive; one that was asked to end gets no more time for it.
    mutating func beat(at now: ContinuousClock.Instant) {
        guard reason == nil, case .whileAlive(let silence) = patience else { return }
        limit = Deadline(instant: now.advanced(by: silence))
    }

    /// Notes a signal passed on; the first one starts the grace, further ones do not lengthen it.
    mutating func signalled(_ signal: InterruptSignal, at now: ContinuousClock.Instant) {
        guard reason == nil else { return }
        ask(.signal(signal), at: now)
    }

    /// Notes that the child may need longer to end than was known; less is not taken back.
    mutating func allow(_ grace: Duration) {
        guard grace > self.grace else { return }
        self.grace = grace
        guard let askedAt, !isKilled else { return }
        limit = Deadline(instant: askedAt.advanced(by: grace))
    }

    private mutating func ask(_ reason: Reason, at now: ContinuousClock.Instant) {
        self.reason = reason
        askedAt = now
        limit = Deadline(instant: now.advanced(by: grace))
    }

    /// The step to take: a signal to send, `giveUp`, or nothing before the limit.
    mutating func step(at now: ContinuousClock.Instant) -> Step {
        guard limit.instant <= now else { return .wait }
        guard reason != nil else {
            ask(.deadline, at: now)
            return .send(SIGTERM)
        }
        guard !isKilled else { return .giveUp }
        isKilled = true
        limit = Deadline(instant: now.advanced(by: Self.timeToDie))
        return .send(SIGKILL)
    }

    /// What a child's ending means, so long after its start.
    func outcome(of ending: ChildEnding, after duration: Duration) -> SupervisedOutcome {
        switch (ending, reason) {
        // A child asked to end that exits with another code than that of SIGTERM had its own verdict.
        case (.exited(ExitCode.terminated.rawValue), .deadline): .overran(after: duration, killed: false)
        case (.exited(let code), _): .exited(code)
        case (.signalled(SIGKILL), .deadline) where isKilled: .overran(after: duration, killed: true)
        case (.signalled(SIGTERM), .deadline): .overran(after: duration, killed: true)
        case (.signalled(SIGKILL), .signal(let signal)) where isKilled: .interrupted(signal, killed: true)
        // A terminal's signal may end the child before the supervisor has heard of it.
        case (.signalled(let number), _):
            InterruptSignal(number: number).map { .interrupted($0, killed: false) } ?? .crashed(signal: number)
        }
    }
}

extension SupervisionStage {
    /// What a supervisor does at a moment.
    enum Step: Hashable, Sendable {
        /// Nothing before the limit.
        case wait
        /// Send this signal to the child.
        case send(Int32)
        /// Leave a child alone that the system cannot end.
        case giveUp
    }
}
