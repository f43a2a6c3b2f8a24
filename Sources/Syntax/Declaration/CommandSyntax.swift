/// The one description of a command from which parsing and help come.
///
/// A command has either subcommands or arguments. `-h` (short) and `--help` (whole) belong to every command and are not
/// declared; a command with subcommands also has `help COMMAND`, and the outermost one `--version`.
public struct CommandSyntax: Sendable {
    /// The word that calls it.
    public let name: String
    /// One line without a full stop.
    public let summary: String
    /// Paragraphs, each one element; wrapped by the help text.
    public let discussion: [String]
    /// Its arguments in order; only the last may be optional, and only the very last one repeated.
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

/// Commands that stand under one heading in the help text of their parent.
public struct CommandGroup: Sendable {
    /// The heading, such as `Look`.
    public let title: String
    /// The commands in the order help shows them.
    public let commands: [CommandSyntax]

    /// A heading and its commands.
    public init(_ title: String, _ commands: [CommandSyntax]) {
        self.title = title
        self.commands = commands
    }
}

/// A command line worth copying, and what it does.
public struct CommandExample: Hashable, Sendable {
    /// The command line.
    public let line: String
    /// What it does, without a full stop.
    public let explanation: String

    /// An example.
    public init(_ line: String, _ explanation: String) {
        self.line = line
        self.explanation = explanation
    }
}

/// One way a command can end.
public struct CommandExit: Hashable, Sendable {
    /// The exit code of the process.
    public let code: Int32
    /// When it is given, without a full stop.
    public let meaning: String

    /// An exit code and its meaning.
    public init(_ code: Int32, _ meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}
