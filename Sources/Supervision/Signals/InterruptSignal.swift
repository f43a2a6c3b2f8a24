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

/// The names of signals as the manual gives them.
public enum SignalName {
    private static let names: [Int32: String] = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
        SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGUSR1: "SIGUSR1",
        SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE", SIGALRM: "SIGALRM", SIGTERM: "SIGTERM",
        SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
    ]

    /// The name of a signal, such as `SIGSEGV`; `signal 40` for one without a common name.
    public static func of(_ number: Int32) -> String { names[number] ?? "signal \(number)" }
}

/// A signal as it reached this process.
struct ReceivedSignal: Hashable, Sendable {
    /// The system's number.
    let number: Int32
    /// The process that sent it with `kill`; `nil` when the kernel did, as for a key on the terminal.
    let sender: pid_t?
}
