public import Offsets
import SQLite

extension Journal {
    /// The name of this installation, made at random the first time: two stores never share a sentinel group.
    ///
    /// - Returns: 16 hexadecimal digits, always the same for a journal.
    /// - Throws: when the journal cannot be read or written.
    public func installation() throws(TidemarkError) -> String {
        try changing { () throws(SQLiteError) in
            let known = try database.prepare("SELECT id FROM installation")
            let found = try known.first { (row: borrowing Row) throws(SQLiteError) in try row.text(0) }
            if let found { return found }
            let digits = String(UInt64.random(in: 0 ... .max), radix: 16)
            let id = String(repeating: "0", count: 16 - digits.count) + digits
            try database.prepare("INSERT INTO installation VALUES (1, ?)").run([.text(id)])
            return id
        }
    }
}
