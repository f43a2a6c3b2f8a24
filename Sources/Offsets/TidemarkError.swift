/// A failure as the operator sees it: what happened, to what, and what to do next.
public struct TidemarkError: Error, Sendable, CustomStringConvertible {
    /// A stable name for scripts, lower case with dashes, such as `group-active`.
    public let code: String
    /// What happened, naming the group, topic, partition or file.
    public let message: String
    /// What to do next; `nil` when there is nothing to add.
    public let hint: String?
    /// The exit code of a command that ends with this error.
    public let exitCode: ExitCode
    /// What was underneath.
    public let cause: (any Error)?

    /// An error.
    public init(
        _ code: String,
        _ message: String,
        hint: String? = nil,
        exitCode: ExitCode,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.exitCode = exitCode
        self.cause = cause
    }

    /// The message, and the hint where there is one.
    public var description: String { hint.map { "\(message)\n\($0)" } ?? message }
}
