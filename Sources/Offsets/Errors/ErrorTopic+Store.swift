extension ErrorTopic {
    static let store = ErrorTopic(
        "Store, journal and files",
        about: "The directory with the snapshots, the catalog and the journal; and what can happen to any file.",
        [
            ErrorExplanation(
                .noStore,
                "There is no store in this directory yet.",
                advice: """
                    Check `--store` and TIDEMARK_STORE. `tidemark snapshot` creates the store with its first \
                    snapshot.
                    """
            ),
            ErrorExplanation(
                .noStoreDirectory,
                """
                It is not known where the store is: there is no `--store`, no TIDEMARK_STORE and no HOME, as in \
                some services.
                """,
                advice: "Set `--store DIR` or TIDEMARK_STORE."
            ),
            ErrorExplanation(
                .storeBusy,
                "Another tidemark is using the store. Nothing was written.",
                advice: """
                    The message names it. Wait for it with `--wait 5m`, or try again later; a dead process holds \
                    no lock.
                    """
            ),
            ErrorExplanation(
                .noLocks,
                """
                The file system of the store has no file locks, without which two runs could write at the same \
                time. Nothing was written.
                """,
                advice: """
                    Use a `--store` on a local disk. On NFS, start its lock service (`rpc.statd`) on both \
                    machines, or mount it with version 4, which has locks of its own.
                    """
            ),
            ErrorExplanation(
                .daemonRunning,
                "The store already has a daemon, which runs all of its jobs. Nothing was changed.",
                advice:
                    "The message names it. Stop it first (`systemctl stop tidemark`), or use another `--store`."
            ),
            ErrorExplanation(
                .jobRunning,
                "The job is already running, started by the daemon or by hand. Nothing was changed.",
                advice: """
                    The message names who runs it. A job never runs twice at the same time: try again when it has \
                    ended.
                    """
            ),
            ErrorExplanation(
                .busy,
                "Another process is using a database of the store.",
                advice:
                    "Try again in a moment. If it persists, see which process has the file open: `fuser FILE`."
            ),
            ErrorExplanation(
                .snapshotNotFound,
                "There is no snapshot of this name, or none that it can mean.",
                advice:
                    "`tidemark list` shows what there is. A snapshot that was skipped can be given by its id."
            ),
            ErrorExplanation(
                .badImport,
                "A file to import has an invalid line, or no offsets. Nothing was imported.",
                advice: """
                    Correct the line that the message names. A `kafka-csv` has lines of \
                    `group,topic,partition,offset`, or of `topic,partition,offset` with `--group NAME`, no header, \
                    and each partition of a group once.
                    """
            ),
            ErrorExplanation(
                .notInTrash,
                "The snapshot is not in the trash: it was never removed, or its grace period has passed.",
                advice:
                    "`tidemark undelete` without a name lists the trash, `tidemark list` the other snapshots."
            ),
            ErrorExplanation(
                .emptyRetention,
                "No rule says which snapshots to keep, so nothing is removed.",
                advice: """
                    Give a rule, such as `--keep-daily 30`, or write `[job.NAME.retention]` into the configuration \
                    file. With `--yes` the trash is emptied all the same.
                    """
            ),
            ErrorExplanation(
                .massRemoval,
                """
                More than half of the snapshots of a job would be removed, far more than a policy normally removes \
                at once. Nothing was removed.
                """,
                advice: """
                    Check with `tidemark prune --dry-run` what would be removed, and why. If it is right, add \
                    `--yes`; `tidemark undelete` brings snapshots back for a while.
                    """
            ),
            ErrorExplanation(
                .snapshotMissing,
                """
                The catalog has the snapshot, but its file is gone. An older snapshot is never used in its place \
                unless you ask for it.
                """,
                advice: "Put the file back from a copy, or give an older snapshot by its id."
            ),
            ErrorExplanation(
                .damagedSnapshot,
                """
                The file of the snapshot is damaged: a checksum does not match, or the file ends too early. \
                Nothing in it was used.
                """,
                advice: "Use another snapshot, or a copy of this one. Check the disk."
            ),
            ErrorExplanation(
                .forgedSnapshot,
                """
                The snapshot says that a key of `[store.keys]` has signed it, but the signature does not match. \
                Nothing in it was used.
                """,
                advice: """
                    If another key has this name now, give each key a name of its own. Otherwise somebody who does \
                    not have the key has written the file: use another snapshot, and find out who can write to the \
                    store.
                    """
            ),
            ErrorExplanation(
                .notAuthentic,
                """
                No key of `[store.keys]` has signed the snapshot, and the configuration has `require-authentic`. \
                Nothing was written.
                """,
                advice: """
                    Use a signed snapshot; `tidemark verify` shows which are. If it was signed with an older key, \
                    add that key to `[store.keys]`. A snapshot from before there were keys can be restored with \
                    `require-authentic = false`.
                    """
            ),
            ErrorExplanation(
                .damagedMarks,
                """
                The file with the hold, the tags and the note of a snapshot cannot be read. The snapshot counts as \
                held, and is not removed.
                """,
                advice: """
                    Put back an intact copy of the file that is named. Or remove it, and hold, tag and note the \
                    snapshot again; `tidemark log` shows what there was.
                    """
            ),
            ErrorExplanation(
                .readBackDiffers,
                "A snapshot was written, but reading it back gave other bytes. It was not kept.",
                advice: """
                    The disk or its file system is faulty: check it, and use another `--store` until it is \
                    repaired.
                    """
            ),
            ErrorExplanation(
                .snapshotNotStorable,
                "What was captured does not fit the snapshot format: a name or a number is beyond its limits.",
                advice: """
                    Please report it with the message. Meanwhile, leave out the group that is named with \
                    `--exclude-group`.
                    """
            ),
            ErrorExplanation(
                .damagedDatabase,
                "The catalog or the journal is damaged.",
                advice: """
                    Put back an intact copy. The catalog can also be removed: it is rebuilt from the snapshots. \
                    Check the disk.
                    """
            ),
            ErrorExplanation(
                .damagedJournal,
                """
                A run in the journal is not as it was written. Nothing was written by it, and undo and recovery \
                refuse it.
                """,
                advice: """
                    Put back an intact copy of `journal.sqlite` if there is one. An unfinished run can be closed \
                    as it is with `tidemark recover --accept RUN`. Check the disk.
                    """
            ),
            ErrorExplanation(
                .auditBroken,
                """
                A record of the audit log was changed after it was written. The records before it are proved; this \
                one and those after it prove nothing.
                """,
                advice: """
                    Keep a copy of `journal.sqlite` for the investigation, and put back an intact one. Check the \
                    disk, and who can write there.
                    """
            ),
            ErrorExplanation(
                .archiveMissing,
                """
                An archive of the journal, `journal-FIRST-LAST.sqlite`, is missing. Old runs and records of the \
                audit log were moved there.
                """,
                advice: """
                    Put it back from a copy of the store. Without it these runs cannot be undone; the journal and \
                    everything in it still work.
                    """
            ),
            ErrorExplanation(
                .notADatabase,
                """
                A directory, a link or something else that is not a regular file has the name of one of the \
                store's databases. It was not opened.
                """,
                advice: "Move it away, and find out who put it there."
            ),
            ErrorExplanation(
                .notAFile,
                """
                A directory, a pipe or something else that is not a regular file has the name of one of the \
                store's files. It was not opened.
                """,
                advice: "Move it away, and find out who put it there."
            ),
            ErrorExplanation(
                .newerFormat,
                "The snapshot or the plan was written by a newer Tidemark.",
                advice: "Use the newer Tidemark."
            ),
            ErrorExplanation(
                .newerSchema,
                "The catalog or the journal was written by a newer Tidemark.",
                advice: "Use the newer Tidemark."
            ),
            ErrorExplanation(
                .olderSchema,
                """
                The journal was written by an older Tidemark and has to be upgraded, which a command that only \
                reads does not do.
                """,
                advice: "Run `tidemark recover` as the user who owns the store."
            ),
            ErrorExplanation(
                .cannotCreate,
                "A file or a directory cannot be created.",
                advice: "Check the path and who may write there, and whether the file system is mounted and writable."
            ),
            ErrorExplanation(
                .fileExists,
                "A file of this name already exists, and is not overwritten.",
                advice: "Give another name, or remove the file."
            ),
            ErrorExplanation(
                .diskFull,
                """
                There is not enough room for what has to be written. No snapshot is left half written; if a \
                restore was under way, the message says what became of it.
                """,
                advice: """
                    Free space there, or choose another place; the message says how much is needed, if that is \
                    known.
                    """
            ),
            ErrorExplanation(
                .inputOutput,
                """
                Reading or writing a file failed. If a restore was under way, the message says what became of it.
                """,
                advice: "Check the disk and the system's log (`dmesg`); then run the command again."
            ),
            ErrorExplanation(
                .outputFailed,
                """
                The output of the command could not be written, so it is incomplete. A restore whose plan could \
                not be shown has written nothing.
                """,
                advice: "Check where the output goes: a full disk, a closed pipe. Run the command again."
            ),
            ErrorExplanation(
                .badTimeZone,
                "The system's file for a time zone is damaged.",
                advice: "Install the package tzdata again, or use UTC."
            ),
            ErrorExplanation(
                .tooFewOpenFiles,
                "The limit of open files is too low to reach every broker.",
                advice: "Raise the limit: `ulimit -n 1024`, or LimitNOFILE= of the systemd unit."
            ),
        ]
    )
}
