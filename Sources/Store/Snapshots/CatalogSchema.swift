import SQLite

/// The tables of `catalog.sqlite`.
///
/// A later version drops and creates them: a catalog that lacks rows is filled from the files by the next writer.
enum CatalogSchema {
    /// "tmkc" in ASCII.
    private static let applicationID: Int32 = 0x746d_6b63

    static let schema = Schema(applicationID: applicationID, migrations: [version1, version2])

    private static let version1 = """
        CREATE TABLE snapshot (
            id TEXT PRIMARY KEY,
            bytes INTEGER NOT NULL,
            cluster_id TEXT NOT NULL,
            cluster_name TEXT,
            job TEXT,
            started_at INTEGER NOT NULL,
            finished_at INTEGER NOT NULL,
            group_count INTEGER NOT NULL,
            offset_count INTEGER NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            offsets_digest BLOB NOT NULL CHECK (length(offsets_digest) = 32),
            state TEXT NOT NULL,
            note TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tag (
            snapshot TEXT NOT NULL REFERENCES snapshot ON DELETE CASCADE,
            number INTEGER NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (snapshot, number)
        ) STRICT, WITHOUT ROWID;
        """

    private static let version2 = """
        DELETE FROM snapshot;
        ALTER TABLE snapshot ADD COLUMN previous_digest BLOB CHECK (length(previous_digest) = 32);
        ALTER TABLE snapshot ADD COLUMN selection TEXT;
        """
}
