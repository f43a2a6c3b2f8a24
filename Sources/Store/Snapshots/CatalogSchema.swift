import SQLite

/// The tables of `catalog.sqlite`.
///
/// A later version drops and creates them: a catalog that lacks rows is filled from the files by the next writer.
enum CatalogSchema {
    /// "tmkc" in ASCII.
    private static let applicationID: Int32 = 0x746d_6b63

    static let schema = Schema(applicationID: applicationID, migrations: [version1, version2, version3])

    /// Empties every table.
    static let emptying = """
        DELETE FROM tag; DELETE FROM snapshot; DELETE FROM overview; DELETE FROM kind; DELETE FROM place
        """

    /// What versions 1 and 2 made is dropped by version 3, so that a new catalog need not have it first.
    private static let version1 = "-- nothing is left of it"
    private static let version2 = "-- nothing is left of it, either"

    /// The rows of the snapshots, and what is said of all of them together.
    ///
    /// With `written_at` a file that was written to since is read again, and by `checksum`, over the row and its tags, a row
    /// that was changed is none. The snapshot before it, the selection, and whether it was imported, are what the order and
    /// `latest` need. Readers of one snapshot believe `overview`, `kind` and `place` alone, which have a checksum of their own.
    private static let version3 = """
        DROP TABLE IF EXISTS tag;
        DROP TABLE IF EXISTS snapshot;
        DROP TABLE IF EXISTS overview;
        DROP TABLE IF EXISTS kind;
        DROP TABLE IF EXISTS place;

        CREATE TABLE snapshot (
            id TEXT PRIMARY KEY,
            bytes INTEGER NOT NULL,
            written_at INTEGER NOT NULL,
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
            note TEXT,
            previous_digest BLOB CHECK (length(previous_digest) = 32),
            selection TEXT,
            imported_from TEXT,
            checksum BLOB NOT NULL CHECK (length(checksum) = 32)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tag (
            snapshot TEXT NOT NULL REFERENCES snapshot ON DELETE CASCADE,
            number INTEGER NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (snapshot, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE overview (
            number INTEGER PRIMARY KEY CHECK (number = 1),
            names BLOB NOT NULL CHECK (length(names) = 32),
            checksum BLOB NOT NULL CHECK (length(checksum) = 32)
        ) STRICT;

        CREATE TABLE kind (
            number INTEGER PRIMARY KEY,
            cluster_id TEXT NOT NULL,
            cluster_name TEXT,
            selection TEXT
        ) STRICT;

        CREATE TABLE place (
            snapshot TEXT PRIMARY KEY,
            time INTEGER NOT NULL,
            steps INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
