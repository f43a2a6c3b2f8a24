import CSQLite

extension SQLiteError {
    /// An error by SQLite's extended result code.
    init(resultCode: Int32, message: String) {
        self.init(code: Code(resultCode: resultCode), resultCode: resultCode, message: message)
    }

    /// What the connection reports about its last call.
    static func last(of connection: OpaquePointer?, resultCode: Int32) -> SQLiteError {
        guard unsafe connection != nil, let text = unsafe sqlite3_errmsg(connection) else {
            return SQLiteError(resultCode: resultCode, message: unsafe String(cString: sqlite3_errstr(resultCode)))
        }
        let extended = unsafe sqlite3_extended_errcode(connection)
        let number = extended & SQLiteError.primaryMask == resultCode & SQLiteError.primaryMask ? extended : resultCode
        return SQLiteError(resultCode: number, message: unsafe String(cString: text))
    }

    /// The low byte of an extended result code is the primary one.
    fileprivate static let primaryMask: Int32 = 0xff
}

extension SQLiteError.Code {
    fileprivate init(resultCode: Int32) {
        self =
            switch resultCode & SQLiteError.primaryMask {
            case SQLITE_CANTOPEN: .cannotOpen
            case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH: .denied
            case SQLITE_FULL: .full
            case SQLITE_IOERR, SQLITE_NOLFS: .inputOutput
            case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_CONSTRAINT: .constraint
            case SQLITE_MISMATCH: .mismatch
            default: .misuse
            }
    }
}
