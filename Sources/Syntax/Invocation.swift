/// What a command line asks for.
public enum Invocation: Sendable {
    /// Run a command.
    case run(ParsedArguments)
    /// Show the help of a command.
    case help(HelpPage)
    /// Show a page that is about no command.
    case topic(HelpTopic)
    /// Show the version.
    case version
}
