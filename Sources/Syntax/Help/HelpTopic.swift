/// A page of help that is about no command, such as what an error means; `help NAME` of the outermost command shows it.
public struct HelpTopic: Sendable {
    /// Explanations of terms under a heading.
    public struct Section: Sendable {
        /// The heading.
        public let title: String
        /// Each term with its explanation.
        public let rows: [(term: String, text: String)]

        /// A heading with its terms.
        public init(_ title: String, _ rows: [(term: String, text: String)]) {
            self.title = title
            self.rows = rows
        }
    }

    /// The word after `help`.
    public let name: String
    /// One line without a full stop; the first one of the page.
    public let summary: String
    /// Whether the help of the program names it: one of many alike is found by its name alone.
    public let isListed: Bool
    /// Paragraphs, each one element; wrapped by the text.
    public let discussion: [String]
    /// What follows the paragraphs.
    public let sections: [Section]

    /// A page.
    public init(
        _ name: String,
        summary: String,
        isListed: Bool = true,
        discussion: [String] = [],
        sections: [Section] = []
    ) {
        self.name = name
        self.summary = summary
        self.isListed = isListed
        self.discussion = discussion
        self.sections = sections
    }

    /// The text, ending with a newline, wrapped to so many columns.
    public func text(width: Int) -> String {
        let width = max(width, HelpPage.narrowest)
        var blocks = ([summary] + discussion).map { TextWrapping.lines($0, width: width) }
        blocks += sections.map { [$0.title + ":"] + HelpPage.table($0.rows, width: width) }
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }
}
