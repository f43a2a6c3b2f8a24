import Cluster
import Daemon
import Engine
import FoundationEssentials
import Glibc
import Kafka
import Offsets
import Supervision

extension CommandContext {
    /// The context of this process, which from now on ignores SIGPIPE: a closed pipe is seen where it is written to.
    ///
    /// - Parameter child: this process as a supervised child; its supervisor is told before anything is put out.
    /// - Returns: the context.
    static func process(child: SupervisedChild?) -> CommandContext {
        occupyStandardDescriptors()
        _ = signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        let journal = JournalSocket(behind: STDERR_FILENO, environment: environment)
        let screen = size(of: STDOUT_FILENO)
        return CommandContext(
            output: OutputSink(name: "standard output", descriptor: STDOUT_FILENO) { child?.noteAnswer() },
            messages: OutputSink(name: "standard error", descriptor: STDERR_FILENO),
            terminal: TerminalTraits(
                showsMessages: isatty(STDERR_FILENO) == 1,
                canAsk: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
                showsOutput: isatty(STDOUT_FILENO) == 1,
                width: screen.columns ?? Defaults.width,
                height: screen.rows
            ),
            environment: environment,
            isRoot: geteuid() == 0,
            connect: { configuration throws(TidemarkError) in try ClusterClient.opening(configuration) },
            typedAnswer: { await TerminalInput.answer(to: $1, before: $0) },
            journal: journal.map { socket in { @Sendable entry in socket.write(entry) } },
            stop: StopRequest(),
            units: UnitProperties.question,
            needsGrace: { child?.noteGrace($0) },
            isAlive: { child?.noteHeartbeat() },
            screen: { size(of: STDOUT_FILENO) }
        )
    }

    /// Opens what the caller has closed of the standard descriptors.
    ///
    /// Otherwise a file or socket could take such a number and be written to as if it were the output. They are opened
    /// for reading alone, so that writing to them fails and is reported.
    private static func occupyStandardDescriptors() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", O_RDONLY)
        }
    }

    /// How large a terminal is, as far as it tells.
    private static func size(of descriptor: Int32) -> ScreenSize {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return ScreenSize(columns: nil, rows: nil) }
        return ScreenSize(
            columns: size.ws_col > 0 ? Int(size.ws_col) : nil,
            rows: size.ws_row > 0 ? Int(size.ws_row) : nil
        )
    }
}
