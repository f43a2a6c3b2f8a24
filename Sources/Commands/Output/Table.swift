/// Rows in aligned columns under a heading, for people; scripts read JSON.
///
/// Nothing is cut off, however narrow the terminal: half a group's name is the name of another group.
struct Table {
    private static let gap = 2

    /// The columns from left to right.
    let columns: [TableColumn]

    /// A table with these columns.
    init(_ columns: TableColumn...) {
        self.init(columns)
    }

    /// A table with columns that are put together at run time.
    init(_ columns: [TableColumn]) {
        self.columns = columns
    }

    /// Writes the heading and the rows, whose cells are safe to show already.
    ///
    /// The rows are gone through twice, once for the widths: a lazy collection keeps memory constant.
    func write(_ rows: some Collection<[String]>, to sink: OutputSink) {
        var widths = columns.map { DisplayWidth.columns($0.title) }
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], DisplayWidth.columns(cell)) }
        }
        sink.writeLine(line(columns.map(\.title), widths))
        for row in rows { sink.writeLine(line(row, widths)) }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - DisplayWidth.columns(cell))
            let isLast = index == cells.count - 1
            line += columns[index].isNumber ? padding + cell : cell + (isLast ? "" : padding)
            if !isLast { line += String(repeating: " ", count: Self.gap) }
        }
        return line
    }
}

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
