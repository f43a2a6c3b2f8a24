import Dispatch
import Engine
import Synchronization
import Syntax

/// Shows on standard error how far a command has come.
///
/// On a terminal one line that overwrites itself, once the command has taken a second; elsewhere a line every
/// 30 seconds. Whoever tells of progress never waits for a reader: while a terminal is stopped (Ctrl-S) or a pipe is full,
/// what would be shown is left out. A run may have a transaction open, which holds up everybody else in its groups.
final class ProgressLine: Sendable {
    /// What takes less is over before it is read.
    static let patience = Duration.seconds(1)
    /// Often enough to look alive, seldom enough to cost nothing.
    static let terminalInterval = Duration.milliseconds(200)
    /// For logs.
    static let logInterval = Duration.seconds(30)
    /// Back to the beginning of the line, and erase it (ECMA-48).
    private static let erase = "\r\u{1b}[K"

    private struct State {
        var nextAt: ContinuousClock.Instant
        var isShown = false
        /// Whether a line is being written: it takes as long as the reader does.
        var isWriting = false
        var isFinished = false
    }

    private let messages: OutputSink
    private let isTerminal: Bool
    private let isWanted: Bool
    private let state: Mutex<State>
    /// Where lines are written, one after another, by a thread that may wait for the reader.
    private let writing = DispatchQueue(label: "tidemark.progress")

    /// A line for a command that begins now.
    init(
        _ context: CommandContext,
        isWanted: Bool,
        now: ContinuousClock.Instant = .now
    ) {
        messages = context.messages
        isTerminal = context.terminal.showsMessages && context.environment["TERM"] != "dumb"
        self.isWanted = isWanted
        state = Mutex(State(nextAt: now.advanced(by: isTerminal ? Self.patience : Self.logInterval)))
    }

    /// Shows where the command is, if it is time to.
    func show(
        _ activity: String,
        done: Int,
        total: Int?,
        untilTimeout: Duration? = nil,
        now: ContinuousClock.Instant = .now
    ) {
        guard isWanted else { return }
        let isDue = state.withLock { state in
            guard !state.isFinished, !state.isWriting, now >= state.nextAt else { return false }
            state.nextAt = now.advanced(by: isTerminal ? Self.terminalInterval : Self.logInterval)
            state.isShown = true
            state.isWriting = true
            return true
        }
        guard isDue else { return }
        let count = total.map { ": \(done) of \($0)" } ?? ""
        let left = untilTimeout.map { " (transaction times out in \(max(0, $0.components.seconds)) s)" } ?? ""
        let text = "tidemark: \(Escaping.message(activity))\(count)\(left)"
        writing.async { [self] in
            put(isTerminal ? Self.erase + text : text + "\n")
            state.withLock { $0.isWriting = false }
        }
    }

    /// Returns when what is being shown is written.
    func waitUntilWritten() {
        writing.sync {}
    }

    /// Takes the line away, and waits until that is written; nothing is shown afterwards.
    func finish() {
        let isShown = state.withLock { state in
            guard !state.isFinished else { return false }
            state.isFinished = true
            return state.isShown
        }
        guard isShown else { return }
        waitUntilWritten()
        if isTerminal { put(Self.erase) }
    }

    private func put(_ text: String) {
        messages.write(text)
        // Progress that cannot be shown is no loss.
        try? messages.flush()
    }
}

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
