import CSQLite

/// The present row of a statement; it cannot be copied or kept, so it never outlives the step that made it.
///
/// Columns count from 0. A value of another type than asked for is an error, never a conversion.
@safe public struct Row: ~Copyable {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) {
        unsafe self.statement = statement
    }

    /// How many columns there are.
    public var columnCount: Int32 { unsafe sqlite3_column_count(statement) }

    /// An integer.
    public func integer(_ column: Int32) throws(SQLiteError) -> Int64 {
        try expect(SQLITE_INTEGER, column)
        return unsafe sqlite3_column_int64(statement, column)
    }

    /// An integer, `nil` for NULL.
    public func optionalInteger(_ column: Int32) throws(SQLiteError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// A text.
    public func text(_ column: Int32) throws(SQLiteError) -> String {
        try expect(SQLITE_TEXT, column)
        guard let bytes = unsafe sqlite3_column_text(statement, column) else { throw outOfMemory }
        let count = Int(unsafe sqlite3_column_bytes(statement, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// A text, `nil` for NULL.
    public func optionalText(_ column: Int32) throws(SQLiteError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// Bytes.
    public func blob(_ column: Int32) throws(SQLiteError) -> [UInt8] {
        try expect(SQLITE_BLOB, column)
        return storedBytes(column)
    }

    /// Looks at bytes where SQLite has them.
    ///
    /// - Parameters:
    ///   - column: The column.
    ///   - body: Is given the bytes, which are gone when it returns.
    /// - Returns: What `body` returns.
    /// - Throws: `.mismatch` where the column holds no bytes.
    public func withBlob<Result>(_ column: Int32, _ body: (Span<UInt8>) -> Result) throws(SQLiteError) -> Result {
        try expect(SQLITE_BLOB, column)
        return withStoredBytes(column, body)
    }

    /// Bytes, `nil` for NULL.
    public func optionalBlob(_ column: Int32) throws(SQLiteError) -> [UInt8]? {
        isNull(column) ? nil : try blob(column)
    }

    /// Whether the column is NULL.
    public func isNull(_ column: Int32) -> Bool { storedType(column) == SQLITE_NULL }

    /// SQLite's number for the type of a column.
    func storedType(_ column: Int32) -> Int32 { unsafe sqlite3_column_type(statement, column) }

    /// An integer that is known to be one.
    func storedInteger(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(statement, column) }

    /// The bytes of a text or a blob.
    func storedBytes(_ column: Int32) -> [UInt8] {
        withStoredBytes(column) { span in unsafe span.withUnsafeBytes { unsafe [UInt8]($0) } }
    }

    /// The same where SQLite has them.
    func withStoredBytes<Result>(_ column: Int32, _ body: (Span<UInt8>) -> Result) -> Result {
        // SQLite gives a null pointer for a blob of length 0; the length is asked for last, as its manual wants it.
        let bytes = unsafe sqlite3_column_blob(statement, column)
        let count = unsafe bytes == nil ? 0 : Int(sqlite3_column_bytes(statement, column))
        let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
        return unsafe body(Span(_unsafeBytes: buffer))
    }

    private func expect(_ type: Int32, _ column: Int32) throws(SQLiteError) {
        let found = storedType(column)
        guard found == type else {
            throw SQLiteError(.mismatch, "column \(column) has type \(found) where \(type) is expected")
        }
    }

    private var outOfMemory: SQLiteError { SQLiteError(resultCode: SQLITE_NOMEM, message: "out of memory") }
}
