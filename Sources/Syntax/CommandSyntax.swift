/// The one description of a command from which parsing and help come.
///
/// A command has either subcommands or arguments. `--help` and `-h` belong to every command and are not declared; a
/// command with subcommands also has `help COMMAND`, and the outermost one `--version`.
public struct CommandSyntax: Sendable {
    /// The word that calls it.
    public let name: String
    /// One line without a full stop.
    public let summary: String
    /// Paragraphs, each one element; wrapped by the help text.
    public let discussion: [String]
    /// Its arguments in order; only the last one may be optional or repeated.
    public let arguments: [ArgumentDeclaration]
    /// Its options under their headings.
    public let options: [OptionGroup]
    /// Command lines worth copying.
    public let examples: [CommandExample]
    /// The ways it can end, by code: those of its own, and those that its options bring, in its own words where it has any.
    public let exits: [CommandExit]
    /// Its subcommands under their headings.
    public let subcommands: [CommandGroup]
    /// What `help` shows besides commands; the outermost command alone has such pages.
    public let topics: [HelpTopic]

    /// Describes a command.
    public init(
        _ name: String,
        summary: String,
        discussion: [String] = [],
        arguments: [any ArgumentKey] = [],
        options: [OptionGroup] = [],
        examples: [CommandExample] = [],
        exits: [CommandExit] = [],
        subcommands: [CommandGroup] = [],
        topics: [HelpTopic] = []
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.arguments = arguments.map(\.declaration)
        self.options = options
        self.examples = examples
        self.exits = Self.merge(exits, options.flatMap(\.exits))
        self.subcommands = subcommands
        self.topics = topics
    }

    /// Each code once, in the order of the codes; the first meaning of a code counts.
    private static func merge(_ own: [CommandExit], _ others: [CommandExit]) -> [CommandExit] {
        var meanings: [Int32: String] = [:]
        for exit in own + others { meanings[exit.code] = meanings[exit.code] ?? exit.meaning }
        return meanings.sorted { $0.key < $1.key }.map { CommandExit($0.key, $0.value) }
    }

    /// Its options without their headings.
    var allOptions: [OptionDeclaration] { options.flatMap(\.options) }

    /// Its subcommands without their headings.
    var allSubcommands: [CommandSyntax] { subcommands.flatMap(\.commands) }
}
