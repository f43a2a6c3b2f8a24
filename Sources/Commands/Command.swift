import Offsets
import Syntax

/// One command of the program: its description and what it does.
struct Command: Sendable {
    /// The description, from which parsing and help come.
    let syntax: CommandSyntax
    /// What a supervisor has to know, for a command that talks to Kafka; `nil` for one that does not.
    let supervision: (@Sendable (ParsedArguments) throws -> SupervisedWork)?
    /// Does what the command is for; data to the context's output, messages to its messages.
    ///
    /// Returns the exit code. What it throws is reported by the caller, once.
    let run: @Sendable (ParsedArguments, CommandContext) async throws -> ExitCode

    /// A command that works without a cluster.
    init(
        _ syntax: CommandSyntax,
        run: @escaping @Sendable (ParsedArguments, CommandContext) async throws -> ExitCode
    ) {
        self.syntax = syntax
        self.supervision = nil
        self.run = run
    }

    /// A command that talks to Kafka, and so runs as a supervised child.
    init(
        _ syntax: CommandSyntax,
        supervision: @escaping @Sendable (ParsedArguments) throws -> SupervisedWork,
        run: @escaping @Sendable (ParsedArguments, CommandContext) async throws -> ExitCode
    ) {
        self.syntax = syntax
        self.supervision = supervision
        self.run = run
    }
}
