/// A manual page: what stands in it, without how that is written.
public struct ManualPage: Sendable {
    /// Another page, or this one, as `man` calls it.
    public struct Reference: Hashable, Sendable {
        /// Its name, such as `tidemark-restore`.
        public let name: String
        /// The section of the manual: 1 for commands, 5 for files, 7 for everything else.
        public let section: Int

        /// A page.
        public init(_ name: String, _ section: Int) {
            self.name = name
            self.section = section
        }
    }

    /// What an entry of a list is about.
    public enum Term: Sendable {
        /// An option of a command.
        case option(OptionDeclaration)
        /// An argument of a command, or another word that stands for what is put in its place.
        case argument(String)
        /// Another page.
        case page(Reference)
        /// A variable of the environment.
        case variable(String)
        /// A file or directory.
        case path(String)
        /// A word that is written just so, such as a key or an exit code.
        case word(String)
    }

    /// A piece of a part; text between backticks stands out.
    public enum Block: Sendable {
        /// A heading below that of the part.
        case heading(String)
        /// A paragraph.
        case paragraph(String)
        /// Terms, each with what is to be said of it.
        case terms([(term: Term, text: String)])
        /// Lines as they are.
        case lines([String])
        /// How a command is called: words as they are, then what is put in its place.
        case usage([String], [String])
    }

    /// What is below one heading.
    public struct Part: Sendable {
        /// The heading, in capitals.
        public let title: String
        /// What is below it.
        public var blocks: [Block]

        init(_ title: String, _ blocks: [Block]) {
            self.title = title
            self.blocks = blocks
        }
    }

    /// What `man` calls it.
    public let reference: Reference
    /// What stands behind its name in lists of pages and is found by `man -k`, without a full stop.
    public let summary: String
    /// What is below the headings, which are in capitals.
    public var parts: [Part]
    /// Which pages to read as well, in any order; this one is left out.
    public var seeAlso: [Reference] = []

    /// The name of its file, such as `tidemark-restore.1`.
    public var fileName: String { "\(reference.name).\(reference.section)" }
}

/// The day that pages are of: they are the same whenever they are made.
public struct ManualDay: Hashable, Sendable {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// As `mdoc` writes it: `November 27, 2026`.
    let text: String

    /// A day that is written `2026-11-27`.
    public init(_ date: String) {
        let parts = date.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, Self.months.indices.contains(parts[1] - 1) else {
            text = date
            return
        }
        text = "\(Self.months[parts[1] - 1]) \(parts[2]), \(parts[0])"
    }
}
