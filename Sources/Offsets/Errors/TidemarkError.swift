/// A failure as the operator sees it: what happened, to what, and what to do next.
public struct TidemarkError: Error, Sendable, CustomStringConvertible {
    /// Which failure it is; it alone decides the exit code.
    public let code: Code
    /// What happened, naming the group, topic, partition or file.
    public let message: String
    /// What to do next; `nil` when there is nothing to add.
    public let hint: String?
    /// The exit code of a command that ends with this error.
    public var exitCode: ExitCode { code.exitCode }
    /// What was underneath.
    public let cause: (any Error)?

    /// An error.
    public init(
        _ code: Code,
        _ message: String,
        hint: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// The message, and the hint where there is one.
    public var description: String { hint.map { "\(message)\n\($0)" } ?? message }
}

/// What the process tells its caller; the one table of `docs/exit-codes.md`.
public enum ExitCode: Int32, Hashable, Sendable, CaseIterable {
    /// Everything asked for is done.
    case done = 0
    /// A difference was found (`diff`), or another failure.
    case failure = 1
    /// Done in part; what was done is kept and what is missing is named.
    case partial = 3
    /// The last good snapshot is too old (`status`).
    case stale = 4
    /// The command line is wrong, or a question could not be asked.
    case usage = 64
    /// Data is damaged.
    case damagedData = 65
    /// No such snapshot, group or run.
    case notFound = 66
    /// No broker can be reached.
    case unreachable = 69
    /// A defect of Tidemark or of a library it runs on: a crash, a hang.
    case internalFault = 70
    /// A file cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed.
    case inputOutput = 74
    /// Another Tidemark holds the store, or another program a port; try again later.
    case busy = 75
    /// Not permitted, by the cluster or by the system.
    case denied = 77
    /// The configuration is wrong.
    case configuration = 78
    /// Refused, nothing changed: an active group, a stale plan, a wrong cluster, a finding.
    case refused = 79
    /// Interrupted by Ctrl-C, cleanly.
    case interrupted = 130
    /// Ended by SIGTERM, cleanly.
    case terminated = 143
}
