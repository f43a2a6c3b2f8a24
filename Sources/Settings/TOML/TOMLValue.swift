/// A value of a text in TOML, and where it stands.
struct TOMLValue: Hashable, Sendable {
    /// What it is; a table's entries are in the order in which they are written.
    enum Content: Hashable, Sendable {
        case table([TOMLEntry])
        case array([TOMLValue])
        case string(String)
        case integer(Int64)
        case boolean(Bool)
        case float
        case time
    }

    /// Where it begins; of a table with a heading, the heading.
    let place: FilePlace
    /// What it is.
    let content: Content

    /// The kind in words, with an article: `a number`; never the value, which may be a secret.
    var kind: String {
        switch content {
        case .table: "a table"
        case .array: "a list"
        case .string: "a text"
        case .integer: "a whole number"
        case .boolean: "a truth value"
        case .float: "a number with a fraction"
        case .time: "a date or time"
        }
    }
}

/// A key of a table with its value.
struct TOMLEntry: Hashable, Sendable {
    let key: String
    /// Where the key stands; of a table with a heading, in it.
    let place: FilePlace
    let value: TOMLValue
}
