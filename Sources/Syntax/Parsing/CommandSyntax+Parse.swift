extension CommandSyntax {
    /// The spellings of the one option that every command has.
    static let helpOption = Flag("help", help: "show all there is to know of the command")
    /// The option for the same in short.
    static let shortHelpOption = Flag(.short("h"), help: "show examples and the names of the options")
    /// The option that only the outermost command has.
    static let versionOption = Flag("version", help: "show the version")
    /// The command that every command with subcommands has.
    static let helpCommand = "help"
    /// The option of the outermost `help` that writes everything as manual pages.
    static let manualsOption = "--mdoc"

    /// What a command line asks of this, the outermost, command.
    ///
    /// `arguments` come without the program's name. A value given as an option wins over the environment, and that over
    /// the settings. A request for help wins over every mistake after it.
    public func parse(
        _ arguments: [String],
        environment: [String: String] = [:],
        settings: OptionSettings = OptionSettings()
    ) throws(SyntaxError) -> Invocation {
        var command = self
        var path = [name]
        var rest = arguments[...]
        while !command.subcommands.isEmpty {
            guard let word = rest.popFirst() else { throw .missingCommand(commandPath: path) }
            switch word {
            case "--help", "-h":
                return .help(HelpPage(command: command, commandPath: path, isShort: word == "-h"))
            case "--version" where path.count == 1:
                return .version
            case Self.helpCommand:
                return try command.help(for: rest, commandPath: path)
            default:
                command = try command.subcommand(word, commandPath: path)
                path.append(word)
            }
        }
        var scanner = ArgumentScanner(command: command, commandPath: path)
        return try scanner.scan(rest, environment: environment, settings: settings)
    }

    private func help(for words: ArraySlice<String>, commandPath: [String]) throws(SyntaxError) -> Invocation {
        if words.first == Self.manualsOption, commandPath.count == 1 {
            guard words.count == 2, let directory = words.last, !directory.isEmpty else {
                throw .missingValue(Self.manualsOption, "DIR", commandPath: commandPath + [Self.helpCommand])
            }
            return .manuals(directory: directory)
        }
        let words = words.filter { $0 != "--help" && $0 != "-h" }
        if let word = words.first, !topics.isEmpty, !word.hasPrefix("-"),
            !allSubcommands.contains(where: { $0.name == word })
        {
            guard let topic = topics.first(where: { $0.name == word }) else {
                let known = allSubcommands.map(\.name) + topics.map(\.name)
                throw .unknownTopic(word, among: known, commandPath: commandPath)
            }
            guard words.count == 1 else {
                throw .unexpectedArgument(words[1], commandPath: commandPath + [Self.helpCommand])
            }
            return .topic(topic)
        }
        var command = self
        var path = commandPath
        for word in words {
            guard !command.subcommands.isEmpty else { throw .noSubcommands(word, commandPath: path) }
            command = try command.subcommand(word, commandPath: path)
            path.append(word)
        }
        return .help(HelpPage(command: command, commandPath: path))
    }

    private func subcommand(_ word: String, commandPath: [String]) throws(SyntaxError) -> CommandSyntax {
        if let found = allSubcommands.first(where: { $0.name == word }) { return found }
        guard !word.hasPrefix("-") else {
            throw SyntaxError(
                code: .unknownOption,
                message: "\(word) comes before the command",
                hint: "Options come after the command: \(commandPath.joined(separator: " ")) COMMAND \(word) …",
                commandPath: commandPath
            )
        }
        throw .unknownCommand(word, among: allSubcommands.map(\.name) + [Self.helpCommand], commandPath: commandPath)
    }
}

/// What a command line asks for.
public enum Invocation: Sendable {
    /// Run a command.
    case run(ParsedArguments)
    /// Show the help of a command.
    case help(HelpPage)
    /// Show a page that is about no command.
    case topic(HelpTopic)
    /// Write all help as manual pages into a directory.
    case manuals(directory: String)
    /// Show the version.
    case version
}
