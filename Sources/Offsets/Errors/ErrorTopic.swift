/// Errors that belong together, under a heading of `docs/errors.md` and of `tidemark help errors`.
public struct ErrorTopic: Hashable, Sendable {
    /// The heading.
    public let title: String
    /// What they have in common.
    public let about: String
    /// The errors, those of one cause beside each other.
    public let explanations: [ErrorExplanation]

    init(_ title: String, about: String, _ explanations: [ErrorExplanation]) {
        self.title = title
        self.about = about
        self.explanations = explanations
    }

    /// The whole table: every code is in one topic.
    public static let all = [commandLine, cluster, plan, run, store, program]
}
