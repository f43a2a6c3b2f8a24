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
