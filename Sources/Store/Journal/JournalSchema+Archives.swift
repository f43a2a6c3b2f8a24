extension JournalSchema {
    /// With archives, and who did something where and why.
    ///
    /// What an archive has may be removed here, and nothing else. The digest over what is in an archive, its row and those
    /// of its runs, is in the audit log. Runs have neither host nor reason: the record of their beginning has.
    static let version4 = """
        ALTER TABLE audit ADD COLUMN host TEXT;
        ALTER TABLE audit ADD COLUMN reason TEXT;
        CREATE INDEX audit_of_subject ON audit (subject);

        CREATE TABLE archive (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL CHECK (last >= first),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            made_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE archived_run (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            archive INTEGER NOT NULL REFERENCES archive,
            cluster_id TEXT NOT NULL,
            sentinel_group TEXT NOT NULL,
            state TEXT NOT NULL
        ) STRICT;

        \(kept("archive"))
        \(kept("archived_run"))
        CREATE TRIGGER archive_stays BEFORE UPDATE ON archive
        BEGIN SELECT RAISE(ABORT, 'an archive never changes'); END;
        CREATE TRIGGER archived_run_stays BEFORE UPDATE ON archived_run
        BEGIN SELECT RAISE(ABORT, 'a run in an archive never changes'); END;

        DROP TRIGGER run_stays;
        CREATE TRIGGER run_stays BEFORE DELETE ON run
        WHEN NOT EXISTS (SELECT 1 FROM archived_run WHERE id = OLD.id)
        BEGIN SELECT RAISE(ABORT, 'a run is never deleted'); END;
        DROP TRIGGER audit_is_kept;
        CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
        WHEN NOT EXISTS (SELECT 1 FROM archive WHERE OLD.number BETWEEN first AND last)
        BEGIN SELECT RAISE(ABORT, 'the audit log is never cut'); END;
        \(kept("run_group", of: "run", "groups of a run are"))
        \(kept("run_item", of: "run", "items of a run are"))
        \(kept("pre_image", of: "run", "a pre-image is"))
        \(kept("event", of: "run", "an event is"))
        """

    /// A trigger that keeps every row of a table.
    private static func kept(_ table: String) -> String {
        """
        CREATE TRIGGER \(table)_is_kept BEFORE DELETE ON \(table)
        BEGIN SELECT RAISE(ABORT, 'what is in an archive is never forgotten'); END;
        """
    }

    /// In the place of one that keeps every row of a table, a trigger that keeps those of runs which are in no archive.
    private static func kept(_ table: String, of column: String, _ words: String) -> String {
        """
        DROP TRIGGER \(table)_is_kept;
        CREATE TRIGGER \(table)_is_kept BEFORE DELETE ON \(table)
        WHEN NOT EXISTS (SELECT 1 FROM run JOIN archived_run USING (id) WHERE run.number = OLD.\(column))
        BEGIN SELECT RAISE(ABORT, '\(words) never deleted'); END;
        """
    }
}
