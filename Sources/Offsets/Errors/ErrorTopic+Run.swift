extension ErrorTopic {
    static let run = ErrorTopic(
        "Runs",
        about: """
            A run has begun. Whether it has changed anything is said each time; `tidemark runs latest` shows it, too.
            """,
        [
            ErrorExplanation(
                .fenced,
                """
                The transaction was ended from outside: another restore into this cluster has started, or it was \
                open for too long. Nothing was written.
                """,
                advice: """
                    Make sure that no other tidemark writes to this cluster, from other machines either. Then run \
                    the command again.
                    """
            ),
            ErrorExplanation(
                .deadline,
                "The time limit of the restore passed before it could commit. Nothing was changed.",
                advice: "Run it again with a longer `--timeout`, or with fewer groups."
            ),
            ErrorExplanation(
                .interrupted,
                """
                Ctrl-C ended the command, cleanly. A restore that had not started to commit has changed nothing; \
                one that had was completed, and its own result is the exit code.
                """,
                advice: "Run the command again when you are ready."
            ),
            ErrorExplanation(
                .terminated,
                """
                SIGTERM, or closing the terminal, ended the command, cleanly. A restore that had not started to \
                commit has changed nothing; one that had was completed, and its own result is the exit code.
                """,
                advice: """
                    Find out who ended it: a service manager, a reboot, a lost connection. Then run the command \
                    again.
                    """
            ),
            ErrorExplanation(
                .interruptedAndKilled,
                """
                The command was asked to end, but the process that talks to Kafka did not end in time and was \
                killed. What a restore has changed is not known yet.
                """,
                advice:
                    "Run `tidemark recover`: it brings every group to its old or its new state, and says which."
            ),
            ErrorExplanation(
                .deadlinePassedAndKilled,
                """
                The process that talks to Kafka did not end at its deadline and was killed while it was writing. \
                What it has changed is not known yet.
                """,
                advice:
                    "Run `tidemark recover`: it brings every group to its old or its new state, and says which."
            ),
            ErrorExplanation(
                .kafkaProcessCrashed,
                """
                The process that talks to Kafka crashed or was killed from outside. If it may have written \
                something, `recover` was run at once, and its messages say what it found.
                """,
                advice: """
                    Run `tidemark runs latest`, and `tidemark recover` if the run is unfinished. Running the same \
                    command again is safe. If memory was short, look for SIGKILL by the system; otherwise please \
                    report it with the message.
                    """
            ),
            ErrorExplanation(
                .undecided,
                """
                It cannot be found out now whether the run was written, or what it wrote could not be put back. \
                The message names the groups: in a run with one transaction, all hold the old offsets or all hold \
                the new ones.
                """,
                advice: """
                    Bring back the brokers that the message names, then run `tidemark recover`. If nothing can \
                    decide it any more, check what the groups hold, and close the run with `tidemark recover \
                    --accept RUN`.
                    """
            ),
            ErrorExplanation(
                .notVerified,
                "The offsets were written, but could not be read back.",
                advice: """
                    Run `tidemark recover` when the brokers answer again: it reads the offsets back and closes the \
                    run.
                    """
            ),
            ErrorExplanation(
                .notDeleted,
                "The offsets were written as planned, but what the plan removes could not be deleted yet.",
                advice: """
                    Fix what the message names, such as a missing right to DELETE, and run `tidemark recover`. \
                    `tidemark recover --accept RUN` leaves everything as it is.
                    """
            ),
            ErrorExplanation(
                .raced,
                """
                The offsets were written, but something else has overwritten some of them since, or is using a \
                group whose offsets were to be removed.
                """,
                advice: """
                    Find and stop what commits for the groups that are named: consumers, replication tools. Then \
                    restore these groups again.
                    """
            ),
            ErrorExplanation(
                .groupMoved,
                "A group that was to be removed holds an offset that the run did not find there, so it was kept.",
                advice: "Find out what commits for this group."
            ),
            ErrorExplanation(
                .movedSince,
                """
                The restore was done and verified. The second look (`--soak`) found that groups have moved since.
                """,
                advice: """
                    Find out what commits for the groups that are named; a consumer that assigns its partitions \
                    itself is not a member and is not kept out. Restore these groups again.
                    """
            ),
            ErrorExplanation(
                .expiredSince,
                """
                The restore was done and verified. The second look (`--soak`) found that the offsets of some \
                groups are gone: the brokers have most likely expired them, because the groups have no members.
                """,
                advice: """
                    Raise `offsets.retention.minutes` on the brokers, or start the consumers at once. Then restore \
                    these groups again.
                    """
            ),
            ErrorExplanation(
                .runUnfinished,
                "An earlier run on this cluster is unfinished, so no other may start.",
                advice: """
                    Run `tidemark recover`, which finishes it. If it cannot, `tidemark recover --accept RUN` \
                    closes the run as it is.
                    """
            ),
            ErrorExplanation(
                .runOver,
                "The run given to `recover --accept` has already ended.",
                advice: "Nothing to do; `tidemark runs RUN` shows how it ended."
            ),
            ErrorExplanation(
                .runNotFound,
                "The journal does not have this run.",
                advice: "`tidemark runs` lists them. Check that `--store` is the right one."
            ),
            ErrorExplanation(
                .outdatedJournal,
                """
                Kafka has marks of runs of this store that the journal does not have: it seems that an old copy of \
                `journal.sqlite` was put back. What those runs wrote is still in Kafka.
                """,
                advice: """
                    Put back the newest journal there is. Without it those runs cannot be undone; older runs can, \
                    by their ids.
                    """
            ),
        ]
    )
}
