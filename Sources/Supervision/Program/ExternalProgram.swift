import Dispatch
import Glibc
public import Offsets

/// A program of the operator's, such as a hook: run without a shell, with a deadline, and gone when this says so.
public struct ExternalProgram: Sendable {
    /// How long after its deadline it may clean up before it is killed.
    public static let grace: Duration = .seconds(2)

    /// The program, a path or a name to look for in `PATH`, and its arguments.
    public let command: [String]
    /// What it reads from standard input, which ends there.
    public let input: [UInt8]
    /// Variables that it gets besides, or in place of, those of this process.
    public let environment: [String: String]
    /// Variables of this process that it does not get.
    public let omittedVariables: Set<String>
    /// How long it may take.
    public let timeout: Duration
    /// How many bytes of its output are kept.
    public let mostOutput: Int

    /// A program to run.
    public init(
        command: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:],
        omittedVariables: Set<String> = [],
        timeout: Duration,
        mostOutput: Int
    ) {
        self.command = command
        self.input = input
        self.environment = environment
        self.omittedVariables = omittedVariables
        self.timeout = timeout
        self.mostOutput = mostOutput
    }

    /// Runs the program and returns when it has ended, or had to be ended.
    ///
    /// It leads a process group of its own. At its deadline, and when the task is cancelled, the group gets SIGTERM,
    /// and SIGKILL ``grace`` later. Whatever of the group is left when the program has ended is killed, so that nothing
    /// piles up. Ends at the latest at the deadline plus the grace plus ten seconds.
    ///
    /// - Returns: how it ended, and what it has written to standard output and standard error, in order of arrival.
    /// - Throws: `cannot-start-process` when it could not be started, `process-stuck` when not even SIGKILL ends it.
    public func run() async throws(TidemarkError) -> (outcome: SupervisedOutcome, output: CollectedOutput) {
        guard let name = command.first else {
            throw SystemError.starting("a program without a name", number: ENOENT)
        }
        ProcessSignals.ignoreBrokenPipes()
        ProcessSignals.keepChildStatus()
        let inbox = SupervisionInbox()
        // The program can take its time to read, or leave it, and nobody has to write. It can also be opened as
        // /dev/stdin, which a socket cannot.
        let standardInput = try MemoryFile(holding: input, for: name)
        let (collection, writing) = try OutputCollection.open(mostBytes: mostOutput)
        let standardOutput = Descriptor(writing)
        let start = ContinuousClock.now
        let child = try ChildProcess.start(
            name,
            arguments: command.map { Array($0.utf8) },
            environment: ChildProcess.ownEnvironment(setting: environment, without: omittedVariables),
            lifeline: nil,
            streams: (standardInput.descriptor.number, standardOutput.number, standardOutput.number),
            leadsGroup: true
        )
        standardOutput.close()
        child.whenEnded { inbox.noteEnd() }
        let outcome = await withTaskCancellationHandler {
            await watch(child, inbox, since: start)
        } onCancel: {
            inbox.note(.terminate)
        }
        let output = collection.finish()
        return (try outcome.get(), output)
    }

    private func watch(
        _ child: ChildProcess,
        _ inbox: SupervisionInbox,
        since start: ContinuousClock.Instant
    ) async -> Result<SupervisedOutcome, TidemarkError> {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "tidemark.supervision.program"))
        timer.setEventHandler { inbox.noteTimeUp() }
        timer.activate()
        defer { timer.cancel() }
        var stage = SupervisionStage(
            patience: .until(Deadline(instant: start.advanced(by: timeout))),
            grace: Self.grace
        )
        while true {
            let wait = min(stage.limit.remaining, Supervisor.longestWait)
            timer.schedule(deadline: .now() + .nanoseconds(Int(wait / .nanoseconds(1))))
            let news = await inbox.next()
            if news.isEnded {
                child.sendToGroup(SIGKILL)
                guard let ending = child.reap() else { return .failure(failure(.processLost, "ended, unseen")) }
                return .success(stage.outcome(of: ending, after: start.duration(to: .now)))
            }
            for signal in news.signals {
                child.sendToGroup(signal.number)
                stage.signalled(signal, at: .now)
            }
            switch stage.step(at: .now) {
            case .wait: break
            case .send(let signal): child.sendToGroup(signal)
            case .giveUp: return .failure(failure(.processStuck, "was killed and does not end"))
            }
        }
    }

    private func failure(_ code: TidemarkError.Code, _ what: String) -> TidemarkError {
        TidemarkError(code, "\(command.first ?? "a program") \(what)")
    }
}
