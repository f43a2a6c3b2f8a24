import Syntax

/// The form in which a command puts out what it found.
enum OutputFormat: Hashable, Sendable {
    /// A table, and beside it what people should know.
    case table
    /// One JSON document.
    case json
    /// The table, and beside it what has to be read alone.
    case quiet

    /// What the options say; a document is a document, also of a command that is to be quiet.
    init(_ arguments: ParsedArguments) {
        self = arguments[OutputOptions.json] ? .json : arguments[OutputOptions.quiet] ? .quiet : .table
    }
}

/// How a command shows what it found.
enum OutputOptions {
    /// JSON instead of tables.
    static let json = Flag("json", help: "one JSON document on standard output")
    /// More detail.
    static let verbose = Flag(.long("verbose", short: "v"), help: "a line for every partition instead of every group")
    /// Fewer messages.
    static let quiet = Flag(.long("quiet", short: "q"), help: "say nothing on standard error but errors and warnings")
    /// No progress.
    static let noProgress = Flag("no-progress", help: "do not show progress")

    /// The options of a command that shows groups, or their partitions.
    static let all = OptionGroup("Output", json, verbose, quiet, noProgress, exits: CommandExits.everywhere)
    /// The options of a command that has nothing but messages to put out.
    static let messages = OptionGroup("Output", quiet, exits: CommandExits.everywhere)
    /// The options of a command that has one way to show what it found.
    static let plain = OptionGroup("Output", json, quiet, noProgress, exits: CommandExits.everywhere)
}
