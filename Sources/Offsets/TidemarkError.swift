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
