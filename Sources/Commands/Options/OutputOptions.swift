import Offsets
import Syntax

/// The form in which a command puts out what it found.
enum OutputFormat: Hashable, Sendable {
    /// A table, and beside it what people should know.
    case table
    /// One JSON document.
    case json
    /// Comma-separated values under a heading, and beside them what people should know.
    case csv
    /// The table, and beside it what has to be read alone.
    case quiet

    /// What the options say; a document is a document, also of a command that is to be quiet.
    ///
    /// - Throws: `contradiction` (exit 64) where two forms are asked for.
    init(_ arguments: ParsedArguments) throws(TidemarkError) {
        switch (arguments[OutputOptions.json], arguments[OutputOptions.csv]) {
        case (true, true):
            throw TidemarkError(
                .contradiction,
                "--csv and --json are two forms of the same output",
                hint: "Choose one of them."
            )
        case (true, false): self = .json
        case (false, true): self = .csv
        case (false, false): self = arguments[OutputOptions.quiet] ? .quiet : .table
        }
    }
}

/// How a command shows what it found.
enum OutputOptions {
    /// JSON instead of tables.
    static let json = Flag("json", help: "one JSON document on standard output")
    /// Comma-separated values instead of tables.
    static let csv = Flag("csv", help: "comma-separated values on standard output, under a heading")
    /// More detail.
    static let verbose = Flag(.long("verbose", short: "v"), help: "a line for every partition instead of every group")
    /// Fewer messages.
    static let quiet = Flag(.long("quiet", short: "q"), help: "say nothing on standard error but errors and warnings")
    /// No progress.
    static let noProgress = Flag("no-progress", help: "do not show progress")

    /// Colours.
    static let colour = Option<ColourChoice>(
        "color",
        .choice,
        default: .auto,
        defaultText: "auto: on a terminal, unless NO_COLOR is set",
        help: "when text is bold and problems are red"
    )

    /// The options of a command that shows groups, or their partitions.
    static let all = OptionGroup("Output", json, verbose, quiet, noProgress, colour, exits: CommandExits.everywhere)
    /// The options of a command that shows groups, or their partitions, and has them as rows for other programs.
    static let withRows = OptionGroup(
        "Output",
        json,
        csv,
        verbose,
        quiet,
        noProgress,
        colour,
        exits: CommandExits.everywhere
    )
    /// The options of a command that shows more of something else than groups.
    static func detailed(by verbose: Flag) -> OptionGroup {
        OptionGroup("Output", json, verbose, quiet, noProgress, colour, exits: CommandExits.everywhere)
    }

    /// The options of a command that has nothing but messages to put out.
    static let messages = OptionGroup("Output", quiet, exits: CommandExits.everywhere)
    /// The options of a command that has one way to show what it found.
    static let plain = OptionGroup("Output", json, quiet, noProgress, colour, exits: CommandExits.everywhere)
}
