/// A column of a table.
struct TableColumn: Hashable, Sendable {
    /// Its heading.
    let title: String
    /// Whether it is aligned at the right, as numbers are.
    let isNumber: Bool

    /// A column of texts.
    static func text(_ title: String) -> TableColumn { TableColumn(title: title, isNumber: false) }

    /// A column of numbers.
    static func number(_ title: String) -> TableColumn { TableColumn(title: title, isNumber: true) }
}
