import Glibc
public import Offsets

extension SupervisedOutcome {
    /// What to tell the operator of a child that could not speak for itself; `nil` when it exited.
    public func error(of command: SupervisedCommand) -> TidemarkError? {
        switch self {
        case .exited: nil
        case .crashed(let signal): Self.crash(signal, command)
        case .overran(let duration, let killed): Self.overrun(duration, killed: killed, command)
        case .interrupted(let signal, let killed): Self.interruption(signal, killed: killed, command)
        }
    }

    /// The child's exit code when it exited.
    ///
    /// - Throws: the error of ``error(of:)`` when it did not.
    public func exitCode(of command: SupervisedCommand) throws(TidemarkError) -> Int32 {
        if let error = error(of: command) { throw error }
        guard case .exited(let code) = self else { return ExitCode.internalFault.rawValue }
        return code
    }

    private static func crash(_ signal: Int32, _ command: SupervisedCommand) -> TidemarkError {
        let name = SignalName.of(signal)
        let happened =
            switch signal {
            case SIGSEGV, SIGABRT, SIGBUS, SIGFPE: "crashed (\(name)), most likely inside the Kafka client library,"
            // What Swift's own checks end a process with.
            case SIGILL, SIGTRAP: "crashed (\(name)), most likely because of a bug in Tidemark itself,"
            case SIGKILL: "was killed from outside (SIGKILL; perhaps out of memory)"
            default: "was terminated from outside (\(name))"
            }
        return TidemarkError(
            .kafkaProcessCrashed,
            "the process that talks to Kafka \(happened) while \(command.activity); \(known(command))",
            hint: hint(command)
        )
    }

    private static func overrun(_ duration: Duration, killed: Bool, _ command: SupervisedCommand) -> TidemarkError {
        let consequence = killed ? "and was killed; \(known(command))" : "and was stopped; it could still clean up"
        return TidemarkError(
            // Exit 69 promises that nothing was written, which nobody knows of a writer that was killed.
            killed && command.writes ? .deadlinePassedAndKilled : .deadlinePassed,
            "the process that talks to Kafka \(overran(duration, command)) \(consequence)",
            hint: killed ? hint(command) : command.hint ?? "Give it more time with --timeout, or find what is slow."
        )
    }

    private static func overran(_ duration: Duration, _ command: SupervisedCommand) -> String {
        switch command.patience {
        case .until: "was not done \(command.activity) at its deadline after \(duration.inWords)"
        case .whileAlive(let silence):
            "gave no sign of life for \(silence.inWords) while \(command.activity), \(duration.inWords) after its start,"
        }
    }

    private static func interruption(
        _ signal: InterruptSignal,
        killed: Bool,
        _ command: SupervisedCommand
    ) -> TidemarkError {
        let name = SignalName.of(signal.number)
        guard killed else {
            return TidemarkError(
                signal == .interrupt ? .interrupted : .terminated,
                "interrupted (\(name)) before \(command.activity) began; nothing was changed"
            )
        }
        return TidemarkError(
            .interruptedAndKilled,
            "interrupted (\(name)) while \(command.activity); the process that talks to Kafka did not end in the "
                + "time that it needs at most, and was killed; \(known(command))",
            hint: hint(command)
        )
    }

    private static func known(_ command: SupervisedCommand) -> String {
        command.writes ? "whether the cluster was changed is not known" : "the cluster was not changed"
    }

    private static func hint(_ command: SupervisedCommand) -> String {
        command.hint
            ?? (command.writes
                ? "Run `tidemark recover`: it finds out what was written and brings every group to the old or the new state."
                : "Run the command again; if it happens again, please report it with this message.")
    }
}

extension Duration {
    private static let secondsPerMinute: Int64 = 60
    private static let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000

    /// The duration as `--timeout` takes it: `2m3s`, `45s`, and below a second `150ms`.
    var inWords: String {
        let (seconds, attoseconds) = components
        guard seconds > 0 else { return "\(attoseconds / Self.attosecondsPerMillisecond)ms" }
        let minutes = seconds / Self.secondsPerMinute
        let rest = seconds % Self.secondsPerMinute
        return (minutes > 0 ? "\(minutes)m" : "") + (rest > 0 || minutes == 0 ? "\(rest)s" : "")
    }
}
