import Engine
import FoundationEssentials
import Glibc
import Offsets

extension CommandContext {
    /// The context of this process, which from now on ignores SIGPIPE: a closed pipe is seen where it is written to.
    static func process() -> CommandContext {
        _ = signal(SIGPIPE, SIG_IGN)
        return CommandContext(
            output: OutputSink(name: "standard output", descriptor: STDOUT_FILENO),
            messages: OutputSink(name: "standard error", descriptor: STDERR_FILENO),
            terminal: TerminalTraits(
                canAsk: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
                showsMessages: isatty(STDERR_FILENO) == 1,
                width: width(of: STDOUT_FILENO)
            ),
            environment: ProcessInfo.processInfo.environment,
            isRoot: geteuid() == 0,
            connect: { configuration throws(TidemarkError) in try KafkaCluster(configuration) },
            stop: StopRequest()
        )
    }

    private static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        let answered = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        return answered && size.ws_col > 0 ? Int(size.ws_col) : Defaults.width
    }
}
