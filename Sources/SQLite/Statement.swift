import CSQLite

/// A prepared statement; finalised when it goes out of scope.
///
/// It may outlive the ``Database`` variable: SQLite closes the file after the last statement is gone.
@safe public struct Statement: ~Copyable {
    private let connection: OpaquePointer?
    private let statement: OpaquePointer

    init(connection: OpaquePointer?, statement: OpaquePointer) {
        unsafe self.connection = connection
        unsafe self.statement = statement
    }

    deinit {
        unsafe sqlite3_finalize(statement)
    }

    /// Binds the values in order and runs the statement to its end; rows it returns are discarded.
    public func run(_ values: [Value] = []) throws(SQLiteError) {
        try rows(values) { (_: borrowing Row) throws(SQLiteError) in }
    }

    /// Binds the values in order, runs the statement and hands each row to `body`.
    ///
    /// The statement is reset afterwards, however this ends, and can be used again.
    public func rows(
        _ values: [Value] = [],
        _ body: (borrowing Row) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        defer {
            unsafe sqlite3_reset(statement)
            unsafe sqlite3_clear_bindings(statement)
        }
        try bind(values)
        while true {
            let result = unsafe sqlite3_step(statement)
            switch result {
            case SQLITE_ROW: try body(unsafe Row(statement))
            case SQLITE_DONE: return
            default: throw unsafe SQLiteError.last(of: connection, resultCode: result)
            }
        }
    }

    /// What `body` makes of each row, in the order of the statement.
    public func map<Element>(
        _ values: [Value] = [],
        _ body: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(SQLiteError) -> [Element] {
        var elements: [Element] = []
        try rows(values) { (row: borrowing Row) throws(SQLiteError) in elements.append(try body(row)) }
        return elements
    }

    /// What `body` makes of the first row, `nil` when there is none.
    public func first<Element>(
        _ values: [Value] = [],
        _ body: (borrowing Row) throws(SQLiteError) -> Element
    ) throws(SQLiteError) -> Element? {
        try map(values, body).first
    }

    private func bind(_ values: [Value]) throws(SQLiteError) {
        let expected = unsafe sqlite3_bind_parameter_count(statement)
        guard values.count == Int(expected) else {
            let message = "the statement takes \(expected) values, not \(values.count)"
            throw SQLiteError(.misuse, message)
        }
        for (index, value) in values.enumerated() {
            let result = bind(value, at: Int32(index + 1))
            guard result == SQLITE_OK else { throw unsafe SQLiteError.last(of: connection, resultCode: result) }
        }
    }

    private func bind(_ value: Value, at index: Int32) -> Int32 {
        switch value {
        case .null: return unsafe sqlite3_bind_null(statement, index)
        case .integer(let number): return unsafe sqlite3_bind_int64(statement, index, number)
        case .text(var text):
            return text.withUTF8 { bytes in
                unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                    // No bytes have no address; an empty text is not NULL.
                    guard let start = characters.baseAddress else {
                        return unsafe tidemark_sqlite3_bind_text(statement, index, "", 0)
                    }
                    return unsafe tidemark_sqlite3_bind_text(statement, index, start, UInt64(characters.count))
                }
            }
        case .blob(let bytes):
            return unsafe bytes.withUnsafeBytes { buffer in
                unsafe tidemark_sqlite3_bind_blob(statement, index, buffer.baseAddress, UInt64(buffer.count))
            }
        }
    }
}
