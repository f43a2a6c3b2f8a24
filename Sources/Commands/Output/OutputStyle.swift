/// How text looks where it goes: as wide as a terminal, and in colour where that is wanted.
struct OutputStyle: Hashable, Sendable {
    /// No terminal: nothing is shortened, and nothing coloured.
    static let plain = OutputStyle()

    /// The columns of the terminal; `nil` where it is none.
    var width: Int?
    /// Whether text may be bold and coloured.
    var isColoured = false

    /// What has to be seen first, such as a heading or a question.
    func bold(_ text: String) -> String { styled(text, "1") }

    /// What tells of a problem.
    func red(_ text: String) -> String { styled(text, "31") }

    /// What tells of something that is not as it should be.
    func yellow(_ text: String) -> String { styled(text, "33") }

    /// A text between the codes of ECMA-48 that turn a style on and all of them off.
    private func styled(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}

/// When text is bold and coloured.
enum ColourChoice: String, CaseIterable, Sendable {
    /// On a terminal that can, unless NO_COLOR asks for none of it.
    case auto
    /// Always, also in a file or a pipe.
    case always
    /// Never.
    case never
}
