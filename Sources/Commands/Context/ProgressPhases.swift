import Engine
import Synchronization
import Syntax

/// The progress lines of a command, one after another: each begins with the first progress after the last one has ended.
final class ProgressPhases: Sendable {
    private let context: CommandContext
    private let isWanted: Bool
    private let line = Mutex<ProgressLine?>(nil)

    /// The lines of a command, unless its options forbid them.
    init(_ context: CommandContext, _ arguments: ParsedArguments) {
        self.context = context
        isWanted = ProgressLine.isWanted(arguments)
    }

    /// Shows where the engine is, if it is time to; may be called from any task.
    @Sendable func show(_ progress: Progress) {
        let present = line.withLock { line in
            let present = line ?? ProgressLine(context, isWanted: isWanted)
            line = present
            return present
        }
        present.show(progress)
    }

    /// Takes the line away, before something else is shown.
    func finish() {
        line.withLock { line in
            let present = line
            line = nil
            return present
        }?.finish()
    }
}
