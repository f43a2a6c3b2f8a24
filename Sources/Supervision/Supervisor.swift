import Dispatch
import Glibc
public import Offsets

/// Runs commands that talk to Kafka in a child process and tells how they ended.
///
/// The Kafka client library has faults that end its process and a call that can block for ever. The supervisor makes no
/// Kafka call; it starts the child, passes SIGINT, SIGTERM and SIGHUP on, enforces the deadline and returns.
public struct Supervisor: Sendable {
    /// The running program, also when its file has been replaced or removed since.
    private static let ownExecutable = "/proc/self/exe"

    /// A timer is set for no longer than this, and then again: far deadlines do not fit into its nanoseconds.
    static let longestWait: Duration = .seconds(3_600)

    private let executable: String

    /// A supervisor of children of one program.
    ///
    /// - Parameter executable: a path, or a name to look for in `PATH`; `nil` for the running program itself.
    public init(executable: String? = nil) {
        self.executable = executable ?? Self.running
    }

    /// Runs a command in a child and returns when the child has ended, or had to be ended.
    ///
    /// The child is asked to end by SIGTERM when the command's patience is over, and killed when it has not ended within its grace after
    /// that, or after a signal passed on; a stopped child is woken first. Cancelling the task counts as a SIGTERM. Ends
    /// at the latest at a deadline plus the grace plus ten seconds. The grace is that of the command, or what the
    /// child has said that it needs (``SupervisedChild/noteGrace(_:)``).
    ///
    /// - Throws: when no child could be started, or when not even SIGKILL ends it.
    public func run(_ command: SupervisedCommand) async throws(TidemarkError) -> SupervisedResult {
        ProcessSignals.ignoreBrokenPipes()
        ProcessSignals.keepChildStatus()
        let inbox = SupervisionInbox()
        let listening = try ProcessSignals.listen(to: command.signals.map(\.number)) { received in
            if let signal = InterruptSignal(number: received.number) { inbox.note(signal) }
        }
        let lifeline = try Channel.open()
        let streams = try ChildStreams(command.output)
        let start = ContinuousClock.now
        let child = try ChildProcess.start(
            executable,
            arguments: command.arguments.map { $0.map { Array($0.utf8) } } ?? ChildProcess.ownArguments,
            environment: ChildProcess.ownEnvironment(setting: variables(command, lifeline.reading.number)),
            lifeline: lifeline.reading.number,
            streams: (nil, streams.descriptors.output, streams.descriptors.messages)
        )
        streams.closeOurs()
        child.whenEnded { inbox.noteEnd() }
        var hasAnswered = false
        let result = await withTaskCancellationHandler {
            await watch(child, command, inbox, lifeline, since: start, &hasAnswered)
        } onCancel: {
            inbox.note(.terminate)
        }
        lifeline.close()
        listening.end()
        let (output, messages) = streams.finish()
        return SupervisedResult(
            outcome: try result.get(),
            hasAnswered: hasAnswered,
            output: output,
            messages: messages
        )
    }

    /// How the child ended.
    private func watch(
        _ child: ChildProcess,
        _ command: SupervisedCommand,
        _ inbox: SupervisionInbox,
        _ lifeline: borrowing Channel,
        since start: ContinuousClock.Instant,
        _ hasAnswered: inout Bool
    ) async -> Result<SupervisedOutcome, TidemarkError> {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "tidemark.supervision.deadline"))
        timer.setEventHandler { inbox.noteTimeUp() }
        timer.activate()
        defer { timer.cancel() }
        var stage = SupervisionStage(patience: command.patience, grace: command.grace)
        while true {
            let wait = min(stage.limit.remaining, command.patience.interval ?? Self.longestWait, Self.longestWait)
            timer.schedule(deadline: .now() + .nanoseconds(Int(wait / .nanoseconds(1))))
            let news = await inbox.next()
            for message in lifeline.messages() {
                switch message {
                case .answer: hasAnswered = true
                case .grace(let milliseconds): stage.allow(.milliseconds(milliseconds))
                case .heartbeat: stage.beat(at: .now)
                }
            }
            if news.isEnded {
                guard let ending = child.reap() else { return .failure(lost(child, command)) }
                return .success(stage.outcome(of: ending, after: start.duration(to: .now)))
            }
            for signal in news.signals {
                child.send(signal.number)
                stage.signalled(signal, at: .now)
            }
            switch stage.step(at: .now) {
            case .wait: break
            case .send(let signal): child.send(signal)
            case .giveUp: return .failure(stuck(child, command))
            }
        }
    }

    private func stuck(_ child: ChildProcess, _ command: SupervisedCommand) -> TidemarkError {
        TidemarkError(
            .processStuck,
            "process \(child.number), \(command.activity), was killed and does not end; it is stuck in the kernel",
            hint: "Look for a dead file system or device under the store."
        )
    }

    private func lost(_ child: ChildProcess, _ command: SupervisedCommand) -> TidemarkError {
        TidemarkError(
            .processLost,
            "process \(child.number), \(command.activity), ended, and the system did not keep how",
            hint: command.hint
        )
    }

    private func variables(_ command: SupervisedCommand, _ lifeline: Int32) -> [String: String] {
        let marker = SupervisionMarker(
            lifeline: lifeline,
            supervisor: getpid(),
            graceMilliseconds: max(0, Int64(command.grace / .milliseconds(1)))
        )
        return command.environment.merging([SupervisionMarker.variable: marker.text]) { $1 }
    }

    /// The running program; by its name where `/proc` is not to be had.
    private static var running: String {
        guard unsafe access(ownExecutable, X_OK) != 0 else { return ownExecutable }
        return CommandLine.arguments.first ?? "tidemark"
    }
}
