import Engine
import Offsets
import Supervision

/// The program as a process: what the executable calls.
public enum Tidemark {
    /// The variable that tells Swift's runtime what to do after a crash.
    private static let backtraceVariable = "SWIFT_BACKTRACE"
    /// Nothing.
    ///
    /// Its backtrace of every thread takes seconds, asks a question on a terminal, and buries the message that the
    /// supervisor writes. A core file is written as the system is set up to.
    private static let noBacktrace = "enable=no"

    /// Runs a command line and gives the exit code of the process.
    ///
    /// A command that talks to Kafka runs in a child of the same program, because the Kafka client library can crash or
    /// hang; this process then only waits for it, passes signals on, and says what happened to it. When the child is
    /// lost while it may have written, another one decides what is left behind.
    public static func run(_ arguments: [String]) async -> Int32 {
        // First of all, while there is one thread: a child learns here that it is one.
        let child = SupervisedChild.current
        let context = CommandContext.process(child: child)
        let program = Program.tidemark
        if arguments.first == CompletionAnswer.command {
            CompletionAnswer(program, context).write(to: Array(arguments.dropFirst()))
            // Whatever goes wrong, somebody is typing and wants no message.
            try? context.output.flush()
            return ExitCode.done.rawValue
        }
        do {
            // Before anything that opens a file: what runs out of them below here reports no error.
            try OpenFileLimit.raise()
            guard let work = try program.supervisedWork(arguments, in: context) else {
                return await program.run(arguments, in: context).rawValue
            }
            guard child == nil else { return try await runAsChild(arguments, program, context) }
            let supervision = ParentProcess(work: work, program: program, context: context)
            return try await supervision.run(asJSON: Program.wantsJSON(arguments))
        } catch {
            let asJSON = Program.wantsJSON(arguments)
            return program.report(TidemarkError(any: error), asJSON: asJSON, in: context).rawValue
        }
    }

    /// The variables that a child gets besides those of this process.
    static func environmentOfChildren(_ context: CommandContext) -> [String: String] {
        // Whoever sets the variable wants something else.
        context.environment[backtraceVariable] == nil ? [backtraceVariable: noBacktrace] : [:]
    }

    private static func runAsChild(
        _ arguments: [String],
        _ program: Program,
        _ context: CommandContext
    ) async throws -> Int32 {
        let interruption = context.stop
        let interruptions = try Interruptions.listen { interruption.request($0.code) }
        let exitCode = await interruptions.run { await program.run(arguments, in: context).rawValue }
        // Cancelling a task does not say by which signal; this does.
        guard exitCode == ExitCode.interrupted.rawValue, let requested = interruption.requested else { return exitCode }
        return requested.exitCode.rawValue
    }
}
