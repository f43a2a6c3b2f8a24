public import Offsets
public import Settings
import Supervision

/// The programs that a job runs around its work: without a shell, each with the run as JSON on standard input, a deadline
/// and its output kept within bounds.
///
/// What the daemon calls, and when, for a run of a job by whomever it was ordered: ``before(_:)``, then the child, then
/// ``ended(_:)`` with what came of it, also when ``before(_:)`` threw; in the task of the job, never in the loop. What is
/// returned is to be told to the operator, each as one message about the job.
public struct JobHooks: Sendable {
    /// How long hooks behind a run may still take when the daemon ends; less than it waits for its children.
    static let timeAtTheEnd: Duration = .seconds(10)
    /// How much of the output of a hook is kept, in bytes.
    static let mostOutput = 16 * 1_024

    private let commands: [HookMoment: [String]]
    private let timeout: Duration

    /// The hooks of a job as its settings say.
    public init(_ settings: HookSettings) {
        self.init(
            [
                .before: settings.before.value, .after: settings.after.value, .failed: settings.failed.value,
                .finally: settings.finally.value,
            ],
            timeout: settings.timeout.value
        )
    }

    init(_ commands: [HookMoment: [String]], timeout: Duration) {
        self.commands = commands.filter { !$0.value.isEmpty }
        self.timeout = timeout
    }

    /// Runs the `before` hook, where there is one.
    ///
    /// - Returns: what came of it; `nil` where there is none.
    /// - Throws: `hook-failed` (exit 1) when it failed in any way; the run must not take place then.
    public func before(_ report: HookReport) async throws(TidemarkError) -> HookResult? {
        guard let result = await run(.before, report) else { return nil }
        guard result.succeeded else {
            throw TidemarkError(
                .hookFailed,
                "job \(report.job) was not run: \(result.message)",
                hint: "It is run again at its next slot."
            )
        }
        return result
    }

    /// Runs what belongs after a run: `after` when it succeeded or `failed` when it did not, and `finally` in any case.
    ///
    /// A hook that fails changes nothing of the result of the run, and keeps no other from being run. When the task is
    /// cancelled because the daemon ends, they have a little time left (``timeAtTheEnd``), to put away what `before` has made.
    public func ended(_ report: HookReport) async -> [HookResult] {
        let work = Task { await runEnded(report) }
        return await withTaskCancellationHandler {
            await work.value
        } onCancel: {
            Task {
                try? await Task.sleep(for: Self.timeAtTheEnd)
                work.cancel()
            }
        }
    }

    private func runEnded(_ report: HookReport) async -> [HookResult] {
        var results: [HookResult] = []
        for moment in [report.error == nil ? HookMoment.after : .failed, .finally] {
            if let result = await run(moment, report) { results.append(result) }
        }
        return results
    }

    private func run(_ moment: HookMoment, _ report: HookReport) async -> HookResult? {
        guard let command = commands[moment], let name = command.first else { return nil }
        let program = ExternalProgram(
            command: command,
            input: report.document(for: moment),
            environment: ["TIDEMARK_HOOK": moment.rawValue, "TIDEMARK_JOB": report.job],
            omittedVariables: ServiceNotifier.privateVariables,
            timeout: timeout,
            mostOutput: Self.mostOutput
        )
        do throws(TidemarkError) {
            let (outcome, output) = try await program.run()
            return HookResult(moment: moment, program: name, ending: .ended(outcome), output: output)
        } catch {
            return HookResult(moment: moment, program: name, ending: .lost(error), output: CollectedOutput())
        }
    }
}

/// What came of a hook.
public struct HookResult: Sendable {
    enum Ending: Sendable {
        case ended(SupervisedOutcome)
        case lost(TidemarkError)
    }

    /// How much of a hook's output is told, in characters.
    static let mostToldOutput = 500

    /// When it was run.
    public let moment: HookMoment
    /// The program.
    public let program: String
    let ending: Ending
    let output: CollectedOutput

    /// Whether it exited with 0.
    public var succeeded: Bool {
        if case .ended(.exited(0)) = ending { true } else { false }
    }

    /// Whether it has written anything but blanks.
    public var hasWritten: Bool { !Self.trimmed(output.text).isEmpty }

    /// What is to be said of it: how it ended, and the end of what it has written.
    public var message: String {
        let words = "hook \(moment.rawValue) (\(program)) \(ending.words)"
        let text = Self.trimmed(output.text)
        guard !text.isEmpty else { return words }
        let told = text.suffix(Self.mostToldOutput)
        let isCut = told.count < text.count
        return "\(words): \(isCut ? "… " : "")\(told)\(output.isCut ? " …" : "")"
    }

    private static func trimmed(_ text: String) -> Substring {
        var rest = text[...]
        while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        while rest.last?.isWhitespace == true { rest = rest.dropLast() }
        return rest
    }
}

extension HookResult.Ending {
    fileprivate var words: String {
        switch self {
        case .ended(.exited(0)): "succeeded"
        case .ended(.exited(let code)): "exited with \(code)"
        case .ended(.crashed(let signal)): "was ended by \(SignalName.of(signal))"
        case .ended(.overran(let after, _)): "was ended because it was not done after \(DurationText.text(after))"
        case .ended(.interrupted(let signal, _)): "was ended by \(SignalName.of(signal.number))"
        case .lost(let error): "failed: \(error.message)"
        }
    }
}
