extension Database {
    /// How many rows one statement inserts: beginning and ending a statement takes about as long as inserting a row.
    static let rowsOfInsertion = 16

    /// Inserts a row for each element, in their order.
    ///
    /// Outside of a transaction each statement is one of its own.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - columns: The columns that get values; the others get their defaults.
    ///   - elements: What is to be inserted.
    ///   - row: The values of an element's row, in the order of the columns.
    /// - Throws: SQLite's error, `.misuse` where a row has another number of values, and what `row` throws.
    public func insert<Element>(
        into table: String,
        _ columns: [String],
        _ elements: some Sequence<Element>,
        row: (Element) throws(SQLiteError) -> [Value]
    ) throws(SQLiteError) {
        let places = "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
        let start = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
        let one = try prepare(start + places)
        let many = try prepare(start + Array(repeating: places, count: Self.rowsOfInsertion).joined(separator: ", "))
        var values: [Value] = []
        for element in elements {
            let added = try row(element)
            guard added.count == columns.count else {
                throw SQLiteError(.misuse, "a row of \(table) takes \(columns.count) values, not \(added.count)")
            }
            values += added
            guard values.count == Self.rowsOfInsertion * columns.count else { continue }
            try many.run(values)
            values.removeAll(keepingCapacity: true)
        }
        for start in stride(from: 0, to: values.count, by: max(1, columns.count)) {
            try one.run(Array(values[start..<start + columns.count]))
        }
    }
}
