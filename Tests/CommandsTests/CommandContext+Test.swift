@testable import Commands

extension CommandContext {
    /// A context that keeps what is written, without a terminal.
    static func test(
        output: OutputSink,
        messages: OutputSink = Memory().sink(),
        environment: [String: String] = [:]
    ) -> CommandContext {
        CommandContext(
            output: output,
            messages: messages,
            terminal: TerminalTraits(canAsk: false, showsMessages: false, width: Defaults.width),
            environment: environment,
            isRoot: false
        )
    }
}
