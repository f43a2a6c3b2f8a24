import Engine
import Syntax

extension ProgressLine {
    /// A line for a command, unless its options forbid it.
    convenience init(_ context: CommandContext, _ arguments: ParsedArguments) {
        self.init(context, isWanted: Self.isWanted(arguments))
    }

    /// Whether the options of a command leave room for progress.
    static func isWanted(_ arguments: ParsedArguments) -> Bool {
        !arguments[OutputOptions.noProgress] && !arguments[OutputOptions.quiet]
    }

    /// Shows where the engine is, if it is time to; may be called from any task.
    @Sendable func show(_ progress: Progress) {
        show(progress.activity, done: progress.done, total: progress.total, untilTimeout: progress.untilTimeout)
    }
}
