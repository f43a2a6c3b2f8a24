public import Offsets

/// A tour that ended early, because a command of it did not end as it should.
public struct StoppedTour: Error, Sendable, CustomStringConvertible {
    /// What happened: `demo-stopped`.
    public let error: TidemarkError
    /// What the demo ends with: the exit code of the command, or 70 where that is none of Tidemark's, or 0.
    public let exitCode: ExitCode

    init(_ error: TidemarkError, commandEndedWith code: Int32) {
        self.error = error
        exitCode = ExitCode(rawValue: code).flatMap { $0 == .done ? nil : $0 } ?? error.exitCode
    }

    /// What happened, in words.
    public var description: String { error.description }
}
