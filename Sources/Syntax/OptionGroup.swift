/// Options that stand under one heading in the help text.
public struct OptionGroup: Sendable {
    /// The heading, such as `Selection`.
    public let title: String
    /// The options in the order help shows them.
    public let options: [OptionDeclaration]

    /// A heading and its options.
    public init(_ title: String, _ options: any OptionKey...) {
        self.title = title
        self.options = options.map(\.declaration)
    }
}
