/// Rows in aligned columns under a heading, for people; scripts read JSON.
///
/// A column in which no row has anything is left out. On a terminal that is too narrow, free text is shortened and columns
/// are left out that tell least; a name is never cut off: half a group's name is the name of another group.
struct Table {
    private static let gap = 2
    /// Fewer columns of a free text say nothing.
    private static let shortestText = 12

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

    /// Writes the heading and the rows, whose cells are safe to show already; nothing where there is no row.
    ///
    /// The rows are gone through twice, once for the widths: a lazy collection keeps memory constant.
    func write(_ rows: some Collection<[String]>, to sink: OutputSink) {
        guard !rows.isEmpty else { return }
        var widths = columns.map { DisplayWidth.columns($0.title) }
        var isEmpty = [Bool](repeating: true, count: columns.count)
        for row in rows {
            for (index, cell) in row.enumerated() {
                widths[index] = max(widths[index], DisplayWidth.columns(cell))
                isEmpty[index] = isEmpty[index] && cell == Cell.none
            }
        }
        var shown = columns.indices.filter { $0 == 0 || !isEmpty[$0] }
        if let width = sink.style.width { fit(&shown, &widths, into: width) }
        let heading = line(columns.map(\.title), shown, widths)
        sink.writeLine(sink.style.bold(heading))
        for row in rows { sink.writeLine(line(row, shown, widths, sink.style)) }
    }

    /// Shortens texts and leaves out details until a row is no wider than the terminal, as far as that can be done.
    private func fit(_ shown: inout [Int], _ widths: inout [Int], into width: Int) {
        func excess() -> Int { shown.reduce(-Self.gap) { $0 + widths[$1] + Self.gap } - width }
        let wanted = widths
        // The last ones first: they tell least.
        for index in shown.reversed() where columns[index].isText && excess() > 0 {
            widths[index] = min(widths[index], max(Self.shortestText, widths[index] - excess()))
        }
        for isText in [false, true] {
            for index in shown.reversed()
            where columns[index].isDetail && columns[index].isText == isText && excess() > 0 {
                shown.removeAll { $0 == index }
            }
        }
        for index in shown where columns[index].isText && excess() < 0 {
            widths[index] = min(wanted[index], widths[index] - excess())
        }
    }

    private static func pad(_ line: inout String, _ columns: Int) {
        line += String(repeating: " ", count: max(0, columns))
    }

    private func line(
        _ cells: [String],
        _ shown: [Int],
        _ widths: [Int],
        _ style: OutputStyle = .plain
    ) -> String {
        var line = ""
        for index in shown {
            let isLast = index == shown.last
            var cell = cells[index]
            if columns[index].isText { cell = DisplayWidth.shortened(cell, to: widths[index]) }
            let padding = widths[index] - DisplayWidth.columns(cell)
            if columns[index].isProblem(cell) { cell = style.red(cell) }
            if columns[index].isNumber { Self.pad(&line, padding) }
            line += cell
            guard !isLast else { break }
            Self.pad(&line, columns[index].isNumber ? Self.gap : padding + Self.gap)
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
    /// Whether it is free text, which is shortened on a narrow terminal.
    private(set) var isText = false
    /// Whether it is left out on a narrow terminal.
    private(set) var isDetail = false
    /// The cells that tell of a problem.
    private(set) var problems: Set<String> = []

    /// A column of names and words.
    static func text(_ title: String) -> TableColumn { TableColumn(title: title, isNumber: false) }

    /// A column of numbers.
    static func number(_ title: String) -> TableColumn { TableColumn(title: title, isNumber: true) }

    /// A column of free text, which is shortened on a narrow terminal.
    static func freeText(_ title: String) -> TableColumn { TableColumn(title: title, isNumber: false, isText: true) }

    /// The column as one that is left out on a narrow terminal.
    var asDetail: TableColumn {
        var column = self
        column.isDetail = true
        return column
    }

    /// The column as one that is never left out or shortened.
    var asWhole: TableColumn {
        var column = self
        (column.isText, column.isDetail) = (false, false)
        return column
    }

    /// The column with cells that tell of a problem.
    func problems(_ cells: [String]) -> TableColumn {
        var column = self
        column.problems = Set(cells)
        return column
    }

    /// Whether a cell tells of a problem.
    func isProblem(_ cell: String) -> Bool { problems.contains(cell) }
}
