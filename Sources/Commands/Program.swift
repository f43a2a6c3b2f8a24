import Engine
import Offsets
import Settings
import Syntax

/// The program: its commands under one name.
struct Program: Sendable {
    /// The commands under the headings of the help text.
    let groups: [(title: String, commands: [Command])]
    /// What `help` shows besides commands.
    var topics: [HelpTopic] = []

    /// The description of the whole command line.
    var syntax: CommandSyntax {
        CommandSyntax(
            "tidemark",
            summary: "Back up the committed offsets of Kafka consumer groups, and put them back in one transaction",
            discussion: [
                "A snapshot is one file with the offsets of all groups of a cluster, or of those that are selected. A restore "
                    + "shows its plan, writes all of it in one Kafka transaction or nothing, reads every partition back, and "
                    + "can be undone.",
                "The exit code is 0 when everything is done, 3 when a part is missing and named, and otherwise "
                    + "the code of the error; `tidemark help errors` lists them.",
            ],
            examples: examples,
            subcommands: groups.map { CommandGroup($0.title, $0.commands.map(\.syntax)) },
            topics: topics
        )
    }

    private var examples: [CommandExample] {
        [
            CommandExample("tidemark snapshot --bootstrap-server kafka-1:9092", "back up the offsets of all groups"),
            CommandExample("tidemark list", "the snapshots there are"),
            CommandExample("tidemark restore latest --dry-run", "what a restore would write; nothing is written"),
            CommandExample("tidemark restore @03:00 --group billing", "put one group back as it was at three"),
            CommandExample("tidemark undo latest", "take the last restore back"),
        ]
    }

    /// What a command line asks for, with the command it names and the configuration file that holds for it.
    ///
    /// What the file says of options is among the arguments.
    ///
    /// - Throws: exit 64 for a mistake on the command line, and for a job or cluster that the file does not have; 66, 74, 77
    ///   or 78 when the file cannot be used.
    func parse(
        _ arguments: [String],
        in context: CommandContext
    ) throws -> (invocation: Invocation, command: Command?, settings: Settings?) {
        let invocation = try syntax.parse(arguments, environment: context.environment)
        guard case .run(let parsed) = invocation, let command = command(parsed.commandPath) else {
            return (invocation, nil, nil)
        }
        guard let settings = try ConfigurationFile.settings(for: command, parsed, context) else {
            return (invocation, command, nil)
        }
        let completed = try syntax.parse(
            arguments,
            environment: context.environment,
            settings: try OptionSettings(settings, for: parsed)
        )
        return (completed, command, settings)
    }

    /// The command that these words lead to, the program's name first.
    private func command(_ path: [String]) -> Command? {
        var commands = groups.flatMap(\.commands)
        var found: Command?
        for word in path.dropFirst() {
            found = commands.first { $0.syntax.name == word }
            commands = found?.subcommands ?? []
        }
        return found
    }

    /// What a supervisor has to know of a command line; `nil` when it needs none, mistakes included.
    func supervisedWork(_ arguments: [String], in context: CommandContext) throws -> SupervisedWork? {
        guard
            let (invocation, command, _) = try? parse(arguments, in: context),
            case .run(let parsed) = invocation
        else { return nil }
        return try command?.supervision?(parsed)
    }

    /// Runs what a command line asks for in this process, and reports an error once: the message on standard error,
    /// and, where JSON is asked for, the error document on standard output.
    func run(_ arguments: [String], in context: CommandContext) async -> ExitCode {
        do {
            let (invocation, command, settings) = try parse(arguments, in: context)
            var exitCode = ExitCode.done
            switch invocation {
            case .help(let page): context.output.write(page.text(width: context.terminal.width))
            case .topic(let topic): context.output.write(topic.text(width: context.terminal.width))
            case .manuals(let directory): try Manuals.write(self, to: directory)
            case .version: context.output.writeLine("tidemark \(TidemarkVersion.current)")
            case .run(let parsed):
                var context = context
                context.isQuiet = parsed[OutputOptions.quiet]
                context.format = try OutputFormat(parsed)
                let colour = try parsed[OutputOptions.colour]
                context.output.style = context.terminal.outputStyle(colour, environment: context.environment)
                context.messages.style = context.terminal.messageStyle(colour, environment: context.environment)
                context.settings = settings
                if let run = command?.run { exitCode = try await run(parsed, context) }
            }
            try context.output.flush()
            return exitCode
        } catch {
            let error = TidemarkError(any: error).namedAfter(context.stop.requested)
            let exitCode = report(error, asJSON: Self.wantsJSON(arguments), in: context)
            if error.code == .missingCommand { showCommands(for: arguments, in: context) }
            return exitCode
        }
    }

    /// Shows the commands there are, beside the error.
    private func showCommands(for arguments: [String], in context: CommandContext) {
        let parsed = try? syntax.parse(arguments + ["-h"], environment: context.environment)
        guard case .help(let page) = parsed else { return }
        context.messages.write("\n" + page.text(width: context.terminal.width))
        // There is nowhere left to say that standard error failed.
        try? context.messages.flush()
    }

    /// Reports an error and gives its exit code.
    func report(_ error: TidemarkError, asJSON: Bool, in context: CommandContext) -> ExitCode {
        context.complain(error)
        guard asJSON else {
            // What was written before the error is data all the same; the error itself is reported already.
            try? context.output.flush()
            return error.exitCode
        }
        putOut(error, in: context)
        return error.exitCode
    }

    /// Puts out the document of an error that is reported already.
    func putOut(_ error: TidemarkError, in context: CommandContext) {
        JSONWriter.document(to: context.output) { $0.member("error", ErrorPayload(error)) }
        do throws(TidemarkError) {
            try context.output.flush()
        } catch let failure {
            if failure.code != error.code { context.complain(failure) }
        }
    }

    /// Whether an error is to be shown as JSON too; asked of the bare words, since they may not parse.
    static func wantsJSON(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains("--json")
    }
}
