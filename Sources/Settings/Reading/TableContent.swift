/// A table as it stands in a file.
struct TableContent: Sendable {
    /// The parts of its heading.
    let path: [String]
    /// Where its heading is; of one that is not there, the table around it.
    let place: FilePlace
    /// Its keys in the order of the file.
    let entries: [TOMLEntry]

    /// A key of it from the outermost table on, as TOML writes it.
    func spelled(_ name: String) -> String { TOMLSpelling.key(path + [name]) }

    /// Its heading, `the file` for the outermost one.
    var heading: String { path.isEmpty ? "the file" : "[\(TOMLSpelling.key(path))]" }

    /// What stands under a key.
    func entry(_ name: String) -> TOMLEntry? { entries.first { $0.key == name } }
}
