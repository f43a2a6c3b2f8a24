import Offsets
public import Settings
public import Supervision

/// The commands of this program that the daemon runs as children, as an operator would type them.
public struct ChildCommands: Sendable {
    /// More than the document of a snapshot in which 50 000 groups failed has.
    static let mostOutput = 16 * 1_024 * 1_024
    /// How long a recovery may take: that of `recover`.
    static let recoveryTimeout: Duration = .seconds(15 * 60)
    /// How long a snapshot waits while another one has the store for a moment: jobs may be due at the same time.
    static let patienceWithOthers: Duration = .seconds(30)
    /// The variable by which a child learns where the content of its configuration file is, when that is not in the file:
    /// the daemon works by what it has read until it reads it again, and so do its children.
    public static let heldConfiguration = "TIDEMARK_HELD_CONFIGURATION"

    private let file: String
    private let store: String
    private let environment: [String: String]
    let supervisor: Supervisor
    let held: @Sendable () -> MemoryFile?

    /// Children with a configuration file and a store.
    ///
    /// - Parameters:
    ///   - file: the configuration.
    ///   - store: the store's directory.
    ///   - environment: variables they get besides those of this process.
    ///   - supervisor: who runs them.
    ///   - held: the content of the file that they work by; `nil` for what is in it.
    public init(
        file: String,
        store: String,
        environment: [String: String] = [:],
        supervisor: Supervisor = Supervisor(),
        held: @escaping @Sendable () -> MemoryFile? = { nil }
    ) {
        self.file = file
        self.store = store
        self.environment = environment
        self.supervisor = supervisor
        self.held = held
    }

    /// Takes the snapshot of a job.
    ///
    /// It is asked to end at the job's deadline, or when the task is cancelled, and killed after its grace.
    ///
    /// - Parameters:
    ///   - job: the job.
    ///   - signals: those to this process that are passed on.
    /// - Returns: what came of it; never without a snapshot "succeeded".
    public func snapshot(
        _ job: JobSettings,
        signals: Set<InterruptSignal>
    ) async -> (result: JobResult, document: [UInt8], isLoss: Bool) {
        let configuration = held()
        defer { withExtendedLifetime(configuration) {} }
        let command = command(
            "taking the snapshot of job \(job.name.value)",
            [
                "snapshot", "--job", job.name.value, "--json",
                "--wait", DurationText.text(min(job.timeout.value, Self.patienceWithOthers)),
            ],
            patience: job.timeout.value,
            configuration,
            writes: false,
            signals: signals
        )
        do throws(TidemarkError) {
            let done = try await supervisor.run(command)
            return (Self.result(of: done, command), done.output.bytes, done.outcome.isLoss)
        } catch {
            return (.failed(FailedRun(error)), [], false)
        }
    }

    /// Brings interrupted runs on a cluster to their end.
    ///
    /// - Returns: why not; `nil` when none is left.
    public func recover(cluster: String) async -> FailedRun? {
        let configuration = held()
        defer { withExtendedLifetime(configuration) {} }
        let command = command(
            "recovering interrupted restores on \(cluster)",
            ["recover", "--cluster", cluster, "--json"],
            patience: Self.recoveryTimeout,
            configuration,
            writes: true,
            signals: []
        )
        do throws(TidemarkError) {
            let done = try await supervisor.run(command)
            if case .exited(ExitCode.done.rawValue) = done.outcome { return nil }
            guard case .failed(let failure) = Self.result(of: done, command) else {
                return FailedRun(TidemarkError(.terminated, "the recovery was asked to stop"))
            }
            return failure
        } catch {
            return FailedRun(error)
        }
    }

    func command(
        _ activity: String,
        _ words: [String],
        patience: Duration,
        _ configuration: MemoryFile?,
        writes: Bool,
        signals: Set<InterruptSignal>
    ) -> SupervisedCommand {
        let held = configuration.map { [Self.heldConfiguration: $0.path] } ?? [:]
        return SupervisedCommand(
            activity: activity,
            arguments: [CommandLine.arguments.first ?? "tidemark"] + words + ["--config", file, "--store", store],
            environment: environment.merging(held) { $1 },
            patience: .until(.after(patience + SupervisedCommand.timeToReport)),
            writes: writes,
            output: .collected(mostBytes: Self.mostOutput),
            signals: signals
        )
    }

    /// What the end of a child comes to.
    static func result(of done: SupervisedResult, _ command: SupervisedCommand) -> JobResult {
        if case .interrupted = done.outcome { return .interrupted }
        if let error = done.outcome.error(of: command) { return .failed(FailedRun(error)) }
        guard case .exited(let code) = done.outcome else { return .interrupted }
        let document = done.output.isCut ? nil : SnapshotDocument.read(done.output.bytes)
        switch ExitCode(rawValue: code) {
        case .done, .partial:
            if let taken = document?.taken { return .succeeded(taken) }
            // The recovery of runs ends with 3, too, and says of what.
            return .failed(
                FailedRun(
                    code: document?.error?.code ?? TidemarkError.Code.internalError.rawValue,
                    message: document?.error?.message ?? lastWords(done)
                        ?? "\(command.activity) ended with \(code) without saying what it has done",
                    hint: document?.error?.hint,
                    endedWith: code == ExitCode.done.rawValue ? ExitCode.internalFault.rawValue : code
                )
            )
        case .interrupted, .terminated: return .interrupted
        default:
            let failure = document?.error
            return .failed(
                FailedRun(
                    code: failure?.code ?? "exit-\(code)",
                    message: failure?.message ?? lastWords(done) ?? "\(command.activity) ended with \(code)",
                    hint: failure?.hint,
                    endedWith: code
                )
            )
        }
    }

    /// The last error that a child has said, without the name of the program.
    private static func lastWords(_ done: SupervisedResult) -> String? {
        let beginning = "tidemark: error: "
        let line = done.messages.text.split(separator: "\n").last { $0.hasPrefix(beginning) }
        return line.map { String($0.dropFirst(beginning.count)) }
    }
}
