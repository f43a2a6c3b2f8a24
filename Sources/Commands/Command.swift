import Offsets
import Syntax

/// One command of the program: its description, and what it does or the commands below it.
struct Command: Sendable {
    /// Does what a command is for; data to the context's output, messages to its messages.
    ///
    /// Returns the exit code. What it throws is reported by the caller, once.
    typealias Run = @Sendable (ParsedArguments, CommandContext) async throws -> ExitCode

    /// The description, from which parsing and help come.
    let syntax: CommandSyntax
    /// What a supervisor has to know, for a command that talks to Kafka, or may: `nil` then where it does not; `nil` for
    /// one that never does.
    let supervision: (@Sendable (ParsedArguments) throws -> SupervisedWork?)?
    /// What it does; `nil` for one that has subcommands.
    let run: Run?
    /// The commands below it, such as `check` of `schedule`; none for one that does something itself.
    let subcommands: [Command]

    /// Whether it reads what the configuration file says of clusters, of the store or of jobs.
    var usesSettings: Bool { has(ClusterOptions.bootstrapServer) || has(StoreOptions.store) }

    /// Whether it has an option.
    func has(_ key: some OptionKey) -> Bool {
        let name = key.declaration.name
        return syntax.options.contains { $0.options.contains { $0.name == name } }
    }

    /// A command that works without a cluster.
    init(_ syntax: CommandSyntax, run: @escaping Run) {
        self.syntax = syntax
        self.supervision = nil
        self.run = run
        subcommands = []
    }

    /// A command that talks to Kafka, and so runs as a supervised child.
    init(
        _ syntax: CommandSyntax,
        supervision: @escaping @Sendable (ParsedArguments) throws -> SupervisedWork?,
        run: @escaping Run
    ) {
        self.syntax = syntax
        self.supervision = supervision
        self.run = run
        subcommands = []
    }

    /// A name for several commands.
    init(_ name: String, summary: String, subcommands: [Command]) {
        syntax = CommandSyntax(
            name,
            summary: summary,
            subcommands: [CommandGroup("Commands", subcommands.map(\.syntax))]
        )
        supervision = nil
        run = nil
        self.subcommands = subcommands
    }
}
