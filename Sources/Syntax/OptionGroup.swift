/// Options that stand under one heading in the help text.
public struct OptionGroup: Sendable {
    /// The heading, such as `Selection`.
    public let title: String
    /// The options in the order help shows them.
    public let options: [OptionDeclaration]
    /// The ways in which any command with these options can end: what they name may fail it.
    public let exits: [CommandExit]

    /// A heading, its options, and the exit codes that they bring into a command.
    public init(_ title: String, _ options: any OptionKey..., exits: [CommandExit] = []) {
        self.title = title
        self.options = options.map(\.declaration)
        self.exits = exits
    }
}
