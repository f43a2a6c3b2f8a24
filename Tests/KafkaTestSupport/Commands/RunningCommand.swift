import Dispatch
import Foundation
import Glibc
import Synchronization
import TestSupport

/// A command that was started as a user starts it, in a process group of its own, off a terminal or on one.
///
/// One that is let go of is killed, its children with it.
package final class RunningCommand: Sendable {
    /// How long any command of a test may run: reached only when a test fails.
    package static let patience = Duration.seconds(120)

    /// The variable that a supervised child is started with.
    private static let marker = "TIDEMARK_SUPERVISED"

    let process: pid_t
    private let arguments: [String]
    private let scratch: ScratchDirectory
    private let start = ContinuousClock.now
    private let end = EndOfProcess()
    private let terminal: PseudoTerminal?

    /// Starts the built program with arguments; `environment` is added to a small one without settings of Tidemark's.
    ///
    /// `prefix` are the words of a program that starts it in its turn, none for none.
    package init(
        _ arguments: [String],
        environment: [String: String],
        output: StandardOutput,
        terminal: PseudoTerminal? = nil,
        behind prefix: [String] = []
    ) throws {
        self.arguments = arguments
        self.terminal = terminal
        scratch = try ScratchDirectory(named: "tidemark-command")
        process = try ProcessStart(
            arguments: prefix + [BuiltProgram.path] + arguments,
            environment: Self.usualEnvironment.merging(environment) { $1 },
            output: output,
            capturedOutput: scratch.file("stdout"),
            capturedErrors: scratch.file("stderr"),
            terminal: terminal?.path
        ).run()
        terminal?.watch()
        end.watch(process)
    }

    deinit { kill(SIGKILL, .group) }

    /// Whom a signal is for.
    package enum Recipient: String, Hashable, Sendable, CaseIterable {
        /// The process that the user started.
        case parent
        /// The process that talks to Kafka; nobody when there is none (yet, or any more).
        case child
        /// Both, as a terminal does it.
        case group
    }

    /// Sends a signal.
    ///
    /// - Returns: Whether there was anybody to send it to.
    @discardableResult
    package func kill(_ signal: Int32, _ recipient: Recipient) -> Bool {
        switch recipient {
        case .parent: end.ifRunning { Glibc.kill(process, signal) == 0 } ?? false
        case .child: ProcessTable.children(of: process).map { Glibc.kill($0, signal) == 0 }.contains(true)
        case .group: ProcessTable.group(process).isEmpty ? false : Glibc.kill(-process, signal) == 0
        }
    }

    /// Sends a signal to the child that runs a command, of several or of different ones.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    package func kill(_ signal: Int32, childThatRuns command: String) -> Bool {
        ProcessTable.children(of: process).filter { ProcessTable.hasArgument(command, in: $0) }
            .map { Glibc.kill($0, signal) == 0 }.contains(true)
    }

    /// Returns as soon as the process that talks to Kafka is there; `false` when the command ended before.
    ///
    /// One that does not run its own program yet is not there: stopped then, it would hold its parent in the system
    /// call that starts it.
    package func hasChild() async throws -> Bool {
        var isThere = false
        try await Waiting.until("\(arguments) has a child", within: Self.patience) {
            isThere = ProcessTable.children(of: process).contains { ProcessTable.has(Self.marker, in: $0) }
            return isThere || end.status != nil
        }
        return isThere
    }

    /// The numbers of its processes; empty when it has ended.
    package var processes: [Int32] { ProcessTable.group(process) }

    /// What it has written to its standard output so far; empty when that is no file of the test's.
    package var output: String { text("stdout") }

    /// What it has written to its standard error so far; on a terminal, everything that this shows.
    package var messages: String { terminal?.text ?? text("stderr") }

    /// Whether the process that the user started has ended.
    package var hasEnded: Bool { end.status != nil }

    /// Returns when the process that the user started has ended.
    package func result(within patience: Duration = RunningCommand.patience) async throws -> CommandResult {
        try await Waiting.until("tidemark \(arguments.joined(separator: " ")) ends", within: patience) {
            hasEnded && terminal?.isOver ?? true
        }
        return CommandResult(
            arguments: arguments,
            ending: CommandEnding(status: end.status ?? -1),
            output: output,
            messages: messages,
            duration: start.duration(to: end.moment ?? .now),
            peakMemory: end.peakMemory ?? 0,
            processorTime: end.processorTime ?? .zero
        )
    }

    /// Returns when no process of the command is left, an orphaned child included.
    package func isGone(within patience: Duration = RunningCommand.patience) async throws {
        try await Waiting.until("every process of tidemark \(arguments) ends", within: patience) {
            ProcessTable.group(process).isEmpty
        }
    }

    private func text(_ file: String) -> String {
        (try? String(decoding: scratch.bytes(file), as: UTF8.self)) ?? ""
    }

    /// Without settings of Tidemark's, but for the client, so that the same tests run with either.
    private static let usualEnvironment: [String: String] = {
        let kept = ["PATH", "HOME", "LD_LIBRARY_PATH", "LANG", "TMPDIR", "TIDEMARK_CLIENT"]
        return ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    }()
}
