import Offsets
import Supervision

/// The process that an operator starts, while a child of it does the work.
struct ParentProcess: Sendable {
    let work: SupervisedWork
    let program: Program
    let context: CommandContext

    /// Does the work in a child; when that is lost and may have written, recovers what it left behind.
    ///
    /// - Parameter asJSON: whether the command is to put out a document.
    /// - Returns: the child's exit code; 69 or 70 when it could not speak for itself, whatever a recovery finds: what was
    ///   asked for did not come to its end.
    /// - Throws: ``TidemarkError`` when no child could be started, or it does not end.
    func run(asJSON: Bool) async throws(TidemarkError) -> Int32 {
        let (command, writes) = command
        let result = try await Supervisor().run(command)
        guard let error = result.outcome.error(of: command) else { return try result.outcome.exitCode(of: command) }
        guard writes, result.outcome.isLoss, let recovery = work.recovery else {
            return program.report(error, asJSON: asJSON && !result.hasAnswered, in: context).rawValue
        }
        context.complain(TidemarkError(error.code, error.message))
        let advice = await recover(recovery)
        context.note(advice)
        if asJSON, !result.hasAnswered {
            let told = TidemarkError(error.code, error.message, hint: advice)
            program.putOut(told, in: context)
        }
        return error.exitCode.rawValue
    }

    /// The command for the child, and whether it may write after all: where nobody can be asked, nobody agrees.
    private var command: (SupervisedCommand, writes: Bool) {
        let isAsking = work.asks && context.terminal.canAsk
        let writes = work.writes && (!work.asks || isAsking)
        let timeout = isAsking ? work.timeout + Defaults.timeToAnswer : work.timeout
        let command = SupervisedCommand(
            activity: work.activity,
            environment: Tidemark.environmentOfChildren(context),
            patience: work.silence.map { .whileAlive(silence: $0) } ?? .until(deadline(timeout)),
            writes: writes
        )
        return (command, writes)
    }

    /// Decides in another child what was left behind; its words are messages, since the output is that of the command.
    ///
    /// - Returns: what an operator should know and do now.
    private func recover(_ arguments: [String]) async -> String {
        context.note("finding out what was written")
        let command = SupervisedCommand(
            activity: "recovering",
            arguments: [CommandLine.arguments.first ?? "tidemark"] + arguments,
            environment: Tidemark.environmentOfChildren(context),
            patience: .until(deadline(work.timeout + Defaults.recoveryPatience)),
            writes: true,
            output: .messages
        )
        do throws(TidemarkError) {
            let code = try await Supervisor().run(command).outcome.exitCode(of: command)
            guard code != ExitCode.done.rawValue else {
                return "the interrupted run was finished; `tidemark runs latest` shows how it ended"
            }
            return "the recovery ended with \(code); run `tidemark recover` once its cause is fixed"
        } catch {
            context.complain(error)
            return "the recovery did not finish; run `tidemark recover`"
        }
    }

    private func deadline(_ timeout: Duration) -> Deadline {
        .after(timeout + SupervisedCommand.timeToReport)
    }
}
