/// How a supervised child ended.
public enum SupervisedOutcome: Hashable, Sendable {
    /// By itself, with an exit code; it has said on its own what there was to say.
    ///
    /// That includes a child that was interrupted and cleaned up (130, 143).
    case exited(Int32)
    /// By a signal that is no request to end and that the supervisor did not send: a fault, or a SIGKILL from outside.
    case crashed(signal: Int32)
    /// At its deadline, so long after its start; `killed` when it had to be, and so could not clean up.
    case overran(after: Duration, killed: Bool)
    /// By a request to end; `killed` when the child did not end within its grace, and so could not clean up.
    ///
    /// Not killed means that the signal came before the child began to listen, which is the first thing a command does,
    /// hence before it did anything.
    case interrupted(InterruptSignal, killed: Bool)

    /// Whether the child could not clean up, so that nobody knows what it has done.
    public var isLoss: Bool {
        switch self {
        case .exited: false
        case .crashed: true
        case .overran(after: _, let killed), .interrupted(_, let killed): killed
        }
    }
}
