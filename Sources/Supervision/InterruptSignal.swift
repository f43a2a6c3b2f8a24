import Glibc

/// The signals that ask a command to end, and that a supervisor passes on to its child.
///
/// SIGQUIT is not among them: Ctrl-\ means "die at once and leave a core", and does so in both processes. Neither are
/// SIGTSTP and SIGCONT: the two processes share the terminal's foreground group, so that Ctrl-Z stops both and `fg`
/// continues both; the deadline goes on meanwhile.
public enum InterruptSignal: Hashable, Sendable, CaseIterable {
    /// Ctrl-C, SIGINT.
    case interrupt
    /// The usual request to end, SIGTERM.
    case terminate
    /// The terminal is gone, SIGHUP.
    case hangUp

    /// The system's number.
    public var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .hangUp: SIGHUP
        }
    }

    /// The signal of a number, `nil` when it is another one.
    public init?(number: Int32) {
        guard let signal = Self.allCases.first(where: { $0.number == number }) else { return nil }
        self = signal
    }
}
