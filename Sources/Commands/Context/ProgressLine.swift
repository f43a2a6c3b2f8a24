import Synchronization

/// Shows on standard error how far a command has come.
///
/// On a terminal one line that overwrites itself, once the command has taken a second; elsewhere a line every
/// 30 seconds.
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
        var isFinished = false
    }

    private let messages: OutputSink
    private let isTerminal: Bool
    private let isWanted: Bool
    private let state: Mutex<State>

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
        state.withLock { state in
            guard !state.isFinished, now >= state.nextAt else { return }
            state.nextAt = now.advanced(by: isTerminal ? Self.terminalInterval : Self.logInterval)
            state.isShown = true
            let count = total.map { ": \(done) of \($0)" } ?? ""
            let left =
                untilTimeout.map { " (transaction times out in \(max(0, $0.components.seconds)) s)" } ?? ""
            let text = "tidemark: \(Escaping.message(activity))\(count)\(left)"
            messages.write(isTerminal ? Self.erase + text : text + "\n")
            // Progress that cannot be shown is no loss.
            try? messages.flush()
        }
    }

    /// Takes the line away; nothing is shown afterwards.
    func finish() {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            guard state.isShown, isTerminal else { return }
            messages.write(Self.erase)
            try? messages.flush()
        }
    }
}
