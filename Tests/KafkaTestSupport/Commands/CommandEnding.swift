import Offsets

/// How a command ended, as a shell sees it.
package enum CommandEnding: Hashable, Sendable, CustomStringConvertible {
    /// By itself, with an exit code.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)

    /// Reads the status of `waitpid`.
    init(status: Int32) {
        let signal = status & 0x7f
        self = signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
    }

    package var description: String {
        switch self {
        case .exited(let code): "exit \(code)\(ExitCode(rawValue: code).map { " (\($0))" } ?? "")"
        case .signalled(let number): "signal \(number)"
        }
    }
}
