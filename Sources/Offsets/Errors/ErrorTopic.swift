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

/// What an error means and what to do about it, for the operator: a row of the one table of errors.
public struct ErrorExplanation: Hashable, Sendable {
    /// The error; it knows its exit code.
    public let code: TidemarkError.Code
    /// What has happened, and whether anything was written; code and names of options stand between backticks.
    public let meaning: String
    /// What to do next.
    public let advice: String

    init(_ code: TidemarkError.Code, _ meaning: String, advice: String) {
        self.code = code
        self.meaning = meaning
        self.advice = advice
    }

    /// The first sentence of the meaning.
    public var summary: String {
        var end = meaning.startIndex
        while let stop = meaning[end...].firstIndex(of: ".") {
            end = meaning.index(after: stop)
            if end == meaning.endIndex || meaning[end] == " " { return String(meaning[..<end]) }
        }
        return meaning
    }
}
