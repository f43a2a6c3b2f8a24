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
