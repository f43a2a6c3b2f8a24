extension ErrorTopic {
    static let store = ErrorTopic(
        "Store, journal and files",
        about: "The directory with the snapshots, the catalog and the journal; and what can happen to any file.",
        [
            ErrorExplanation(
                .noStore,
                "There is no store in this directory yet.",
                advice: """
                    Check `--store` and TIDEMARK_STORE. `tidemark snapshot` makes the store, with a first snapshot.
                    """
            ),
            ErrorExplanation(
                .noStoreDirectory,
                """
                Where the store is to be is not known: there is no `--store`, no TIDEMARK_STORE and no HOME, as \
                in some services.
                """,
                advice: "Name it with `--store DIR` or TIDEMARK_STORE."
            ),
            ErrorExplanation(
                .storeBusy,
                "Another tidemark holds the store. Nothing was written.",
                advice: """
                    The message names it. Wait for it with `--wait 5m`, or try again later; a lock of a process that \
                    is dead is free.
                    """
            ),
            ErrorExplanation(
                .noLocks,
                """
                The file system of the store gives no locks, without which two runs could write at once. Nothing was \
                written.
                """,
                advice: """
                    Choose a `--store` on a local disk. On NFS, start its lock service (`rpc.statd`) on both machines, \
                    or mount it with version 4, which has locks of its own.
                    """
            ),
            ErrorExplanation(
                .daemonRunning,
                "The store has a daemon already, which does all of its jobs. Nothing was changed.",
                advice:
                    "The message names it. End it first (`systemctl stop tidemark`), or give this one another `--store`."
            ),
            ErrorExplanation(
                .jobRunning,
                "The job is running already, by the daemon or by hand. Nothing was changed.",
                advice: "The message names who runs it. A job never runs beside itself: try again when that is over."
            ),
            ErrorExplanation(
                .busy,
                "Another process holds a database of the store.",
                advice: "Try again in a moment. Where it lasts, see who has the file open: `fuser FILE`."
            ),
            ErrorExplanation(
                .snapshotNotFound,
                "There is no snapshot of this name, or none that may be meant by it.",
                advice: "`tidemark list` shows what there is. A snapshot that was passed over can be named by its id."
            ),
            ErrorExplanation(
                .badImport,
                "A file that was to be imported has a line that is none of its form, or has no offsets. Nothing was imported.",
                advice: """
                    Correct the line that the message names. A `kafka-csv` has `group,topic,partition,offset`, or \
                    `topic,partition,offset` with `--group NAME`, and no heading; each partition of a group is there once.
                    """
            ),
            ErrorExplanation(
                .notInTrash,
                "The snapshot is not in the trash: it was never removed, or its time there has passed.",
                advice: "`tidemark undelete` without a name lists what is in the trash, `tidemark list` the others."
            ),
            ErrorExplanation(
                .emptyRetention,
                "Nothing says which snapshots are to be kept, so that nothing is removed.",
                advice: """
                    Give a rule, such as `--keep-daily 30`, or write `[job.NAME.retention]` into the configuration file. \
                    With `--yes` the trash is emptied all the same.
                    """
            ),
            ErrorExplanation(
                .massRemoval,
                """
                More than half of the snapshots of a job would be removed, which is more than a policy at work does. Nothing \
                was removed.
                """,
                advice: """
                    See with `tidemark prune --dry-run` what would go, and why. Where that is meant, say so with `--yes`; \
                    `tidemark undelete` has it back for a time.
                    """
            ),
            ErrorExplanation(
                .snapshotMissing,
                "The catalog knows the snapshot, and its file is gone. An older one never takes its place unasked.",
                advice: "Put the file back where there is a copy, or name an older snapshot by its id."
            ),
            ErrorExplanation(
                .damagedSnapshot,
                """
                The file of the snapshot is damaged: a checksum does not match, or it ends too early. Nothing of \
                it was used.
                """,
                advice: "Use another snapshot, or a copy of this one. Look at the disk."
            ),
            ErrorExplanation(
                .forgedSnapshot,
                """
                The snapshot says that a key of `[store.keys]` has signed it, and the signature does not fit. Nothing of \
                it was used.
                """,
                advice: """
                    Where another key has this name now, give each key a name of its own. Else somebody has written the file \
                    who does not have the key: use another snapshot, and find out who can write to the store.
                    """
            ),
            ErrorExplanation(
                .notAuthentic,
                """
                No key of `[store.keys]` has signed the snapshot, and the configuration has `require-authentic`. Nothing \
                was written.
                """,
                advice: """
                    Use a snapshot that is signed; `tidemark verify` tells which are. Where it is signed by an older key, add \
                    that to `[store.keys]`. One from before there were keys is restored with `require-authentic = false`.
                    """
            ),
            ErrorExplanation(
                .damagedMarks,
                """
                What was noted of a snapshot, its hold, tags and note, cannot be read. The snapshot is taken for held, and is \
                not removed.
                """,
                advice: """
                    Put back an intact copy of the file that is named. Or remove it, and hold, tag and note the snapshot \
                    again; `tidemark log` shows what there was.
                    """
            ),
            ErrorExplanation(
                .readBackDiffers,
                "A snapshot was written, and reading it gave other bytes. It was not kept.",
                advice: """
                    The disk or its file system is faulty: check it, and take the snapshot into another `--store`.
                    """
            ),
            ErrorExplanation(
                .snapshotNotStorable,
                """
                What was captured cannot be written in the format of a snapshot: a name or a number is beyond its \
                limits.
                """,
                advice: """
                    Please report it with the message. Leave out the group that is named with `--exclude-group` \
                    meanwhile.
                    """
            ),
            ErrorExplanation(
                .damagedDatabase,
                "The catalog or the journal is damaged.",
                advice: """
                    Put back an intact copy. A catalog may also be removed: it is made again from the snapshots. Look \
                    at the disk.
                    """
            ),
            ErrorExplanation(
                .damagedJournal,
                """
                A run in the journal is not as it was written. Nothing was written by it, and undo and recovery \
                refuse it.
                """,
                advice: """
                    Put back an intact copy of `journal.sqlite` where there is one. An unfinished run can be \
                    closed as it is with `tidemark recover --accept RUN`. Look at the disk.
                    """
            ),
            ErrorExplanation(
                .auditBroken,
                """
                A record of the audit log is not as it was written. Records before it are; it and those after it \
                prove nothing.
                """,
                advice: """
                    Keep a copy of `journal.sqlite` for whoever looks into it, and put back an intact one. Look at \
                    the disk, and at who may write there.
                    """
            ),
            ErrorExplanation(
                .archiveMissing,
                """
                A file into which old runs and records of the audit log have moved, `journal-FIRST-LAST.sqlite`, is not \
                beside the journal.
                """,
                advice: """
                    Put it back from a copy of the store. Without it these runs cannot be undone; the journal and \
                    everything in it can be used as before.
                    """
            ),
            ErrorExplanation(
                .notADatabase,
                """
                What has the name of a database of the store is a directory, a link or something else that is no \
                regular file. It was not opened.
                """,
                advice: "Move it away, and find out who put it there."
            ),
            ErrorExplanation(
                .notAFile,
                """
                What has the name of a file of the store is a directory, a pipe or something else that is no \
                regular file. It was not opened.
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
                The journal was written by an older Tidemark and has to be brought up to date, which a command \
                that only reads does not do.
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
                There is no room for what is to be written. No snapshot is left half written; where a restore was \
                under way, the message says what became of it.
                """,
                advice: """
                    Free space there, or choose another place; the message says how much is needed, where that is \
                    known.
                    """
            ),
            ErrorExplanation(
                .inputOutput,
                "Reading or writing a file failed. Where a restore was under way, the message says what became of it.",
                advice: "Look at the disk and at the system's log (`dmesg`); then run the command again."
            ),
            ErrorExplanation(
                .outputFailed,
                """
                What the command prints could not be written, so that it is incomplete. A restore whose plan \
                could not be shown has written nothing.
                """,
                advice: "See where the output goes: a full disk, a closed pipe. Run the command again."
            ),
            ErrorExplanation(
                .badTimeZone,
                "The system's file for a time zone is damaged.",
                advice: "Install the package tzdata again, or use UTC."
            ),
            ErrorExplanation(
                .tooFewOpenFiles,
                "This process may have too few files open to reach every broker.",
                advice: "Raise the limit: `ulimit -n 1024`, or LimitNOFILE= of the systemd unit."
            ),
        ]
    )
}
