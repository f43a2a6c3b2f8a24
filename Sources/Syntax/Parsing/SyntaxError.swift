import Offsets

/// A mistake on the command line.
public struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of mistake.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// No command was named where one is needed.
        case missingCommand = "missing-command"
        /// The command does not exist.
        case unknownCommand = "unknown-command"
        /// The command has no such option.
        case unknownOption = "unknown-option"
        /// An option that takes a single value was given more than once.
        case repeatedOption = "repeated-option"
        /// An option came without the value it takes.
        case missingValue = "missing-value"
        /// A flag came with a value.
        case unexpectedValue = "unexpected-value"
        /// A value is not of its option's or argument's kind.
        case invalidValue = "invalid-value"
        /// A required argument is not there.
        case missingArgument = "missing-argument"
        /// There are more arguments than the command takes.
        case unexpectedArgument = "unexpected-argument"
    }

    /// What kind of mistake.
    public let code: Code
    /// What is wrong, naming the option, argument or command.
    public let message: String
    /// What to write instead, or where to read about it.
    public let hint: String
    /// The words that led to the command, the program's name first.
    public let commandPath: [String]

    /// The message and the hint.
    public var description: String { "\(message)\n\(hint)" }
}

extension SyntaxError {
    static func missingCommand(commandPath: [String]) -> SyntaxError {
        let program = commandPath.joined(separator: " ")
        return SyntaxError(
            code: .missingCommand,
            message: "no command given",
            hint: "'\(program) --help' lists the commands.",
            commandPath: commandPath
        )
    }

    static func unknownCommand(_ word: String, among known: [String], commandPath: [String]) -> SyntaxError {
        let program = commandPath.joined(separator: " ")
        return SyntaxError(
            code: .unknownCommand,
            message: "'\(word)' is not a command of \(program)",
            hint: Spelling.nearest(to: word, among: known).map { "Did you mean '\($0)'?" }
                ?? "'\(program) --help' lists the commands.",
            commandPath: commandPath
        )
    }

    static func noSubcommands(_ word: String, commandPath: [String]) -> SyntaxError {
        let command = commandPath.joined(separator: " ")
        return SyntaxError(
            code: .unknownCommand,
            message: "\(command) has no subcommands, so there is no help for '\(word)'",
            hint: "'\(command) --help' shows its arguments and options.",
            commandPath: commandPath
        )
    }

    static func unknownTopic(_ word: String, among known: [String], commandPath: [String]) -> SyntaxError {
        let program = commandPath.joined(separator: " ")
        return SyntaxError(
            code: .unknownCommand,
            message: "'\(word)' is neither a command nor a topic of \(program)",
            hint: Spelling.nearest(to: word, among: known).map { "Did you mean '\($0)'?" }
                ?? "'\(program) --help' lists the commands and topics.",
            commandPath: commandPath
        )
    }

    static func unknownOption(_ spelled: String, among known: [String], commandPath: [String]) -> SyntaxError {
        let command = commandPath.joined(separator: " ")
        return SyntaxError(
            code: .unknownOption,
            message: "\(command) has no option \(spelled)",
            hint: Spelling.nearest(to: spelled, among: known).map { "Did you mean \($0)?" }
                ?? "'\(command) --help' lists the options.",
            commandPath: commandPath
        )
    }

    static func repeatedOption(_ spelled: String, commandPath: [String]) -> SyntaxError {
        SyntaxError(
            code: .repeatedOption,
            message: "\(spelled) is given more than once",
            hint: "Give it once.",
            commandPath: commandPath
        )
    }

    static func missingValue(_ spelled: String, _ placeholder: String, commandPath: [String]) -> SyntaxError {
        let example = spelled.hasPrefix("--") ? "\(spelled)=\(placeholder)" : "\(spelled)\(placeholder)"
        return SyntaxError(
            code: .missingValue,
            message: "\(spelled) needs a value: \(spelled) \(placeholder)",
            hint: "A value that begins with a dash is written without a space: \(example).",
            commandPath: commandPath
        )
    }

    static func unexpectedValue(_ spelled: String, commandPath: [String]) -> SyntaxError {
        SyntaxError(
            code: .unexpectedValue,
            message: "\(spelled) takes no value",
            hint: "Write \(spelled) alone.",
            commandPath: commandPath
        )
    }

    static func invalidValue(_ reason: InvalidValue, of spelled: String, commandPath: [String]) -> SyntaxError {
        SyntaxError(
            code: .invalidValue,
            message: "\(spelled): \(reason.message)",
            hint: "See '\(commandPath.joined(separator: " ")) --help'.",
            commandPath: commandPath
        )
    }

    static func missingArgument(_ argument: ArgumentDeclaration, commandPath: [String]) -> SyntaxError {
        let command = commandPath.joined(separator: " ")
        return SyntaxError(
            code: .missingArgument,
            message: "\(argument.name) is missing: \(argument.help)",
            hint: "See '\(command) --help'.",
            commandPath: commandPath
        )
    }

    static func unexpectedArgument(_ text: String, commandPath: [String]) -> SyntaxError {
        let command = commandPath.joined(separator: " ")
        return SyntaxError(
            code: .unexpectedArgument,
            message: "'\(text)' is an unexpected argument of \(command)",
            hint: "See '\(command) --help'.",
            commandPath: commandPath
        )
    }
}
