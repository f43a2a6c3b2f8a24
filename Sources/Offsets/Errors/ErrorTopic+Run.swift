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
                The transaction was ended from outside: another restore into this cluster has begun, or it had \
                been open for too long. Nothing was written.
                """,
                advice: """
                    See that no other tidemark writes to this cluster, also from other machines. Then run the command \
                    again.
                    """
            ),
            ErrorExplanation(
                .deadline,
                "The time allowed for the restore was over before it could commit. Nothing was changed.",
                advice: "Run it again with a longer `--timeout`, or with fewer groups."
            ),
            ErrorExplanation(
                .interrupted,
                """
                Ctrl-C ended the command, cleanly. A restore that had not begun to commit has changed nothing; \
                one that had is completed, and its own result is the exit code.
                """,
                advice: "Run the command again when you want to."
            ),
            ErrorExplanation(
                .terminated,
                """
                SIGTERM, or the end of the terminal, ended the command, cleanly. A restore that had not begun to \
                commit has changed nothing; one that had is completed, and its own result is the exit code.
                """,
                advice: """
                    See who ended it: a service manager, a reboot, a lost connection. Run the command again when you \
                    want to.
                    """
            ),
            ErrorExplanation(
                .interruptedAndKilled,
                """
                The command was asked to end, and the process that talks to Kafka did not in the time that it \
                needs at most, so that it was killed. What a restore has changed is not known yet.
                """,
                advice: "Run `tidemark recover`: it brings every group to the old or the new state, and says which."
            ),
            ErrorExplanation(
                .deadlinePassedAndKilled,
                """
                The process that talks to Kafka did not end at its deadline and was killed, while it was writing. \
                What it has changed is not known yet.
                """,
                advice: "Run `tidemark recover`: it brings every group to the old or the new state, and says which."
            ),
            ErrorExplanation(
                .kafkaProcessCrashed,
                """
                The process that talks to Kafka crashed or was killed from outside. Where it may have written, \
                `recover` was run at once, and its words tell what it found.
                """,
                advice: """
                    Run `tidemark runs latest`, and `tidemark recover` where the run is unfinished. Running the same \
                    command again is safe. Look for SIGKILL by the system when memory was short; otherwise please \
                    report it with the message.
                    """
            ),
            ErrorExplanation(
                .undecided,
                """
                Whether the run was written cannot be found out now, or what it has written could not be put \
                back. The message names the groups: of a run in one transaction, all hold the old or all hold the \
                new offsets.
                """,
                advice: """
                    Bring the brokers back that the message names, then run `tidemark recover`. Where nothing can \
                    decide it any more, compare what the groups hold, and close it with `tidemark recover --accept \
                    RUN`.
                    """
            ),
            ErrorExplanation(
                .notVerified,
                "The offsets were written, but could not be read back.",
                advice: "Run `tidemark recover` when the brokers answer again: it reads them back and closes the run."
            ),
            ErrorExplanation(
                .notDeleted,
                "The offsets were written as planned, but what the plan removes could not be deleted yet.",
                advice: """
                    Remove the cause that the message names, such as a missing right to DELETE, and run `tidemark \
                    recover`. `tidemark recover --accept RUN` leaves it as it is.
                    """
            ),
            ErrorExplanation(
                .raced,
                """
                The offsets were written, and something else has overwritten some of them since, or uses a group \
                whose offsets were to go.
                """,
                advice: """
                    Find and stop what commits for the groups that are named: consumers, synchronisers. Then restore \
                    these groups again.
                    """
            ),
            ErrorExplanation(
                .groupMoved,
                "A group that was to be removed holds an offset that the run did not find there, so that it stays.",
                advice: "Find what commits for this group."
            ),
            ErrorExplanation(
                .movedSince,
                """
                The restore was done and verified. The second look (`--soak`) found that something has moved \
                groups since.
                """,
                advice: """
                    Find what commits for the groups that are named; a consumer that assigns itself partitions is no \
                    member and is not kept out. Restore these groups again.
                    """
            ),
            ErrorExplanation(
                .expiredSince,
                """
                The restore was done and verified. The second look (`--soak`) found that nothing is left of some \
                groups: the brokers have most likely removed the offsets of groups without members.
                """,
                advice: """
                    Raise `offsets.retention.minutes` on the brokers, or start the consumers at once. Then restore \
                    these groups again.
                    """
            ),
            ErrorExplanation(
                .runUnfinished,
                "An earlier run on this cluster is unfinished, so that no other may begin.",
                advice: """
                    Run `tidemark recover`, which finishes it. If it cannot, `tidemark recover --accept \
                    RUN` closes it as it is.
                    """
            ),
            ErrorExplanation(
                .runOver,
                "The run that was to be accepted is over already.",
                advice: "Nothing needs to be done; `tidemark runs RUN` shows how it ended."
            ),
            ErrorExplanation(
                .runNotFound,
                "The journal has no such run.",
                advice: "`tidemark runs` lists them. See that `--store` is the right one."
            ),
            ErrorExplanation(
                .outdatedJournal,
                """
                Kafka holds the mark of runs of this store that its journal does not have: an old copy of \
                `journal.sqlite` was put back, it seems. What those runs wrote stands.
                """,
                advice: """
                    Put back the newest journal there is. Without it they cannot be undone; an older run can be, by \
                    its id.
                    """
            ),
        ]
    )
}
