/// A page of help that is about no command, such as what an error means; `help NAME` of the outermost command shows it.
public struct HelpTopic: Sendable {
    /// Explanations of terms under a heading.
    public struct Section: Sendable {
        /// The heading.
        public let title: String
        /// Paragraphs before the terms.
        public let paragraphs: [String]
        /// Each term with its explanation.
        public let rows: [(term: String, text: String)]
        /// Lines after the terms that are shown as they are.
        public let lines: [String]

        /// A heading with its paragraphs, its terms and its lines.
        public init(
            _ title: String,
            _ rows: [(term: String, text: String)] = [],
            paragraphs: [String] = [],
            lines: [String] = []
        ) {
            self.title = title
            self.paragraphs = paragraphs
            self.rows = rows
            self.lines = lines
        }
    }

    /// The word after `help`.
    public let name: String
    /// One line without a full stop; the first one of the page.
    public let summary: String
    /// Whether the help of the program names it: one of many alike is found by its name alone.
    public let isListed: Bool
    private let makeDiscussion: @Sendable () -> [String]
    private let makeSections: @Sendable () -> [Section]
    /// The manual page that is made of it; `nil` where there is none.
    public let manual: ManualPage.Reference?

    /// Paragraphs, each one element; wrapped by the text.
    public var discussion: [String] { makeDiscussion() }

    /// What follows the paragraphs.
    public var sections: [Section] { makeSections() }

    /// A page; its text is made when it is read, because every command has all pages and shows none.
    public init(
        _ name: String,
        summary: String,
        isListed: Bool = true,
        discussion: @autoclosure @escaping @Sendable () -> [String] = [],
        sections: @autoclosure @escaping @Sendable () -> [Section] = [],
        manual: ManualPage.Reference? = nil
    ) {
        self.name = name
        self.summary = summary
        self.isListed = isListed
        makeDiscussion = discussion
        makeSections = sections
        self.manual = manual
    }

    /// The text, ending with a newline, wrapped to so many columns.
    public func text(width: Int) -> String {
        let width = max(width, HelpPage.narrowest)
        var blocks = ([summary] + discussion).map { TextWrapping.lines($0, width: width) }
        blocks += sections.flatMap { Self.blocks($0, width: width) }
        return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private static func blocks(_ section: Section, width: Int) -> [[String]] {
        let table = HelpPage.table(section.rows, width: width)
        guard !section.paragraphs.isEmpty || !section.lines.isEmpty else { return [[section.title + ":"] + table] }
        var blocks = section.paragraphs.map { TextWrapping.lines($0, width: width) }
        blocks = [[section.title + ":"] + (blocks.first ?? [])] + blocks.dropFirst()
        if !table.isEmpty { blocks.append(table) }
        if !section.lines.isEmpty { blocks.append(section.lines.map { "    \($0)" }) }
        return blocks
    }
}
