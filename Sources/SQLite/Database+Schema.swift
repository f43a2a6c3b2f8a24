extension Database {
    /// The version of the file's schema, 0 for an empty file.
    ///
    /// - Throws: `.damaged` for a number below 0, which no program writes.
    public func schemaVersion() throws(SQLiteError) -> Int {
        let version = try pragma("user_version")
        guard let number = Int(exactly: version), number >= 0 else {
            throw SQLiteError(.damaged, "its schema has the version \(version)")
        }
        return number
    }

    /// Checks that the file is of this schema and not newer.
    ///
    /// - Returns: the file's version, 0 for an empty file.
    /// - Throws: `.damaged` for another application's database, `.newerSchema` for one of a newer program.
    public func check(_ schema: Schema) throws(SQLiteError) -> Int {
        let version = try schemaVersion()
        let owner = try pragma("application_id")
        if version == 0, owner == 0, try pragma("schema_version") == 0 { return 0 }
        guard owner == Int64(schema.applicationID) else {
            throw SQLiteError(.damaged, "it is a database of another application")
        }
        guard version <= schema.version else {
            let message = "its schema has version \(version), this program knows versions up to \(schema.version)"
            throw SQLiteError(.newerSchema, message)
        }
        return version
    }

    /// Brings the file to the present version, each step in a transaction of its own together with its number.
    public func migrate(to schema: Schema) throws(SQLiteError) {
        let present = try check(schema)
        for (index, step) in schema.migrations.enumerated().dropFirst(present) {
            try transaction { () throws(SQLiteError) in
                try execute(step)
                try execute("PRAGMA application_id = \(schema.applicationID); PRAGMA user_version = \(index + 1)")
            }
        }
    }

    /// Looks through every page for damage (`PRAGMA quick_check`).
    ///
    /// - Throws: `.damaged` with SQLite's first finding.
    public func quickCheck() throws(SQLiteError) {
        let finding = try prepare("PRAGMA quick_check(1)").first { (row: borrowing Row) throws(SQLiteError) in
            try row.text(0)
        }
        guard finding == "ok" else {
            throw SQLiteError(.damaged, finding ?? "quick_check said nothing")
        }
    }

    /// Writes a consistent copy of the whole database to a new file, which is not yet synchronised to the disk.
    public func copy(to path: String) throws(SQLiteError) {
        try prepare("VACUUM INTO ?").run([.text(path)])
    }

    private func pragma(_ name: String) throws(SQLiteError) -> Int64 {
        let value = try prepare("PRAGMA \(name)").first { (row: borrowing Row) throws(SQLiteError) in
            try row.integer(0)
        }
        return value ?? 0
    }
}
