import SQLite

/// The tables of `journal.sqlite`.
///
/// Steps are only ever added: the journal cannot be rebuilt.
enum JournalSchema {
    /// "tmkj" in ASCII.
    private static let applicationID: Int32 = 0x746d_6b6a

    static let schema = Schema(
        applicationID: applicationID,
        migrations: [version1, version2, version3, version4, version5, version6]
    )

    // Groups and topics of a run are written once and numbered, because an item of a large run is otherwise little but
    // their names. Pre-images are rows of their own: adding them does not touch the items, which nothing may change.
    private static let version1 = """
        CREATE TABLE installation (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id TEXT NOT NULL
        ) STRICT;

        CREATE TABLE run (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            mode TEXT NOT NULL,
            commit_protocol TEXT NOT NULL,
            cluster_id TEXT NOT NULL,
            cluster_name TEXT,
            snapshot TEXT,
            undo_of TEXT,
            plan_digest BLOB NOT NULL CHECK (length(plan_digest) = 32),
            transactional_id TEXT NOT NULL,
            sentinel_group TEXT NOT NULL,
            sentinel_topic TEXT,
            sentinel_partition INTEGER CHECK ((sentinel_partition IS NULL) = (sentinel_topic IS NULL)),
            state TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            finished_at INTEGER,
            deadline INTEGER NOT NULL,
            user_name TEXT,
            uid INTEGER NOT NULL,
            login_uid INTEGER,
            error_code TEXT,
            error_message TEXT CHECK ((error_message IS NULL) = (error_code IS NULL)),
            error_hint TEXT
        ) STRICT;

        CREATE INDEX run_unfinished ON run (cluster_id) WHERE finished_at IS NULL;

        CREATE TABLE run_group (
            run INTEGER NOT NULL REFERENCES run,
            number INTEGER NOT NULL,
            name TEXT NOT NULL,
            existed INTEGER NOT NULL CHECK (existed IN (0, 1)),
            state TEXT,
            type TEXT NOT NULL,
            PRIMARY KEY (run, number),
            UNIQUE (run, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_topic (
            run INTEGER NOT NULL REFERENCES run,
            number INTEGER NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (run, number),
            UNIQUE (run, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE run_item (
            run INTEGER NOT NULL,
            group_number INTEGER NOT NULL,
            topic_number INTEGER NOT NULL,
            partition INTEGER NOT NULL CHECK (partition >= 0),
            action TEXT NOT NULL CHECK (action IN ('set', 'delete', 'keep')),
            planned_offset INTEGER CHECK (planned_offset >= 0),
            planned_leader_epoch INTEGER,
            planned_metadata TEXT CHECK ((planned_metadata IS NULL) = (planned_offset IS NULL)),
            PRIMARY KEY (run, group_number, topic_number, partition),
            FOREIGN KEY (run, group_number) REFERENCES run_group,
            FOREIGN KEY (run, topic_number) REFERENCES run_topic,
            CHECK (action <> 'set' OR planned_offset IS NOT NULL),
            CHECK (action <> 'delete' OR planned_offset IS NULL)
        ) STRICT, WITHOUT ROWID;

        -- No row: not read. A row without an offset: read, and there was none.
        CREATE TABLE pre_image (
            run INTEGER NOT NULL,
            group_number INTEGER NOT NULL,
            topic_number INTEGER NOT NULL,
            partition INTEGER NOT NULL,
            offset INTEGER CHECK (offset >= 0),
            leader_epoch INTEGER,
            metadata TEXT CHECK ((metadata IS NULL) = (offset IS NULL)),
            PRIMARY KEY (run, group_number, topic_number, partition),
            FOREIGN KEY (run, group_number, topic_number, partition) REFERENCES run_item
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event (
            number INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run,
            at INTEGER NOT NULL,
            state TEXT NOT NULL,
            group_number INTEGER,
            step TEXT CHECK ((step IS NULL) = (group_number IS NULL)),
            detail TEXT,
            FOREIGN KEY (run, group_number) REFERENCES run_group
        ) STRICT;

        CREATE INDEX event_of_run ON event (run);

        CREATE TABLE mismatch (
            number INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES run,
            group_name TEXT NOT NULL,
            topic TEXT NOT NULL,
            partition INTEGER NOT NULL,
            expected_offset INTEGER,
            expected_leader_epoch INTEGER,
            expected_metadata TEXT,
            found_offset INTEGER,
            found_leader_epoch INTEGER,
            found_metadata TEXT
        ) STRICT;

        CREATE INDEX mismatch_of_run ON mismatch (run);

        -- AUTOINCREMENT remembers the last number, so that rows cut off at the end are missed.
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            user_name TEXT,
            uid INTEGER NOT NULL,
            login_uid INTEGER,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            cluster_id TEXT,
            cluster_name TEXT,
            plan_digest BLOB CHECK (length(plan_digest) = 32),
            offsets_before INTEGER,
            offsets_after INTEGER,
            result TEXT NOT NULL,
            detail TEXT,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;

        CREATE TRIGGER run_stays BEFORE DELETE ON run
        BEGIN SELECT RAISE(ABORT, 'a run is never deleted'); END;
        CREATE TRIGGER run_identity_stays
        BEFORE UPDATE OF number, id, kind, mode, commit_protocol, cluster_id, cluster_name, snapshot, undo_of, plan_digest,
            transactional_id, sentinel_group, sentinel_topic, sentinel_partition, started_at, deadline,
            user_name, uid, login_uid ON run
        BEGIN SELECT RAISE(ABORT, 'what a run is never changes'); END;
        CREATE TRIGGER run_end_stays BEFORE UPDATE ON run WHEN OLD.finished_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a run that is over never changes'); END;

        CREATE TRIGGER run_group_stays BEFORE UPDATE ON run_group
        BEGIN SELECT RAISE(ABORT, 'groups of a run never change'); END;
        CREATE TRIGGER run_group_is_kept BEFORE DELETE ON run_group
        BEGIN SELECT RAISE(ABORT, 'groups of a run are never deleted'); END;
        CREATE TRIGGER run_item_stays BEFORE UPDATE ON run_item
        BEGIN SELECT RAISE(ABORT, 'items of a run never change'); END;
        CREATE TRIGGER run_item_is_kept BEFORE DELETE ON run_item
        BEGIN SELECT RAISE(ABORT, 'items of a run are never deleted'); END;
        CREATE TRIGGER run_item_comes_with_the_plan BEFORE INSERT ON run_item
        WHEN (SELECT state FROM run WHERE number = NEW.run) <> 'planned'
        BEGIN SELECT RAISE(ABORT, 'items of a run are journalled with its plan'); END;
        CREATE TRIGGER pre_image_stays BEFORE UPDATE ON pre_image
        BEGIN SELECT RAISE(ABORT, 'a pre-image never changes'); END;
        CREATE TRIGGER pre_image_is_kept BEFORE DELETE ON pre_image
        BEGIN SELECT RAISE(ABORT, 'a pre-image is never deleted'); END;
        CREATE TRIGGER pre_image_comes_before_the_write BEFORE INSERT ON pre_image
        WHEN (SELECT state FROM run WHERE number = NEW.run) <> 'prechecked'
        BEGIN SELECT RAISE(ABORT, 'a pre-image is journalled before any write'); END;
        CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
        CREATE TRIGGER event_is_kept BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;
        CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log never changes'); END;
        CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is never cut'); END;
        """

    private static let version2 = """
        CREATE TABLE fence_proof (
            cluster_id TEXT PRIMARY KEY,
            proved_at INTEGER NOT NULL,
            library TEXT NOT NULL,
            brokers TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// With rows that are vouched for.
    ///
    /// `evidence` is a digest over rows of a run (`RunEvidence`), and
    /// the events of a run are chained by `hash`. Runs of an older version have neither.
    private static let version3 = """
        ALTER TABLE audit ADD COLUMN evidence BLOB CHECK (length(evidence) = 32);
        ALTER TABLE event ADD COLUMN hash BLOB CHECK (length(hash) = 32);

        CREATE TABLE unread (
            run INTEGER NOT NULL REFERENCES run,
            number INTEGER NOT NULL,
            group_name TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// With the ids of the topics of a run, NULL where they were not known: an undo finds by them that a topic is another one.
    private static let version5 = """
        ALTER TABLE run_topic ADD COLUMN id BLOB CHECK (length(id) = 16);
        """

    /// With who wrote a transaction, NULL where the client does not tell: its coordinator can be asked how it ended.
    private static let version6 = """
        ALTER TABLE event ADD COLUMN producer_id INTEGER CHECK (producer_id >= 0);
        ALTER TABLE event ADD COLUMN producer_epoch INTEGER
            CHECK (producer_epoch >= 0 AND (producer_epoch IS NULL) = (producer_id IS NULL));
        """
}
