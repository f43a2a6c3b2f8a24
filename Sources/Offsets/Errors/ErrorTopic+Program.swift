extension ErrorTopic {
    static let program = ErrorTopic(
        "Tidemark itself",
        about: "A bug, or a machine in trouble; and the demo.",
        [
            ErrorExplanation(
                .internalFault,
                "Something unexpected happened: a bug in Tidemark.",
                advice: """
                    After a restore, run `tidemark recover`. Please report it, with the message and the command \
                    line.
                    """
            ),
            ErrorExplanation(
                .internalError,
                """
                The store was used, or answered, in a way that should be impossible: a bug in Tidemark or in a \
                library.
                """,
                advice: """
                    After a restore, run `tidemark recover`. Please report it, with the message and the command \
                    line.
                    """
            ),
            ErrorExplanation(
                .illegalTransition,
                """
                A run was about to take a step that its state does not allow: a bug in Tidemark. The step was not \
                taken.
                """,
                advice: "Run `tidemark recover`. Please report it, with the message and `tidemark runs RUN`."
            ),
            ErrorExplanation(
                .storeReadOnly,
                """
                A snapshot was about to be saved in a store that was opened for reading: a bug in Tidemark. \
                Nothing was written.
                """,
                advice: "Please report it, with the message and the command line."
            ),
            ErrorExplanation(
                .journalReadOnly,
                """
                The journal was about to be written, but was opened for reading: a bug in Tidemark. Nothing was \
                written.
                """,
                advice: "Please report it, with the message and the command line."
            ),
            ErrorExplanation(
                .digest,
                "A checksum could not be computed: OpenSSL refuses it. Nothing was written.",
                advice: "Check that OpenSSL is fully installed and allows SHA-256."
            ),
            ErrorExplanation(
                .cannotStartProcess,
                "The process that talks to Kafka could not be started. Nothing was read or written.",
                advice: "Check the machine's limits: memory, processes, open files."
            ),
            ErrorExplanation(
                .processLost,
                "A process ended, and the system did not keep its exit status.",
                advice: """
                    After a restore, run `tidemark recover`. Find out what else waits for the child processes of \
                    this one.
                    """
            ),
            ErrorExplanation(
                .processStuck,
                "A process was killed and does not end: it is stuck in the kernel.",
                advice: """
                    Check for a dead file system or device under the store. After a restore, run `tidemark \
                    recover` once that is fixed.
                    """
            ),
            ErrorExplanation(
                .portWithoutServe,
                "`demo --port` is for `--serve` alone.",
                advice: "Add `--serve`, or leave `--port` out."
            ),
            ErrorExplanation(
                .portTaken,
                "Another program listens on the port of `demo --serve`, or on the address of `[daemon] metrics`.",
                advice: """
                    Choose another one with `--port`, or leave it out for one that is free. For metrics, choose another \
                    address in the configuration; the daemon goes on without them meanwhile.
                    """
            ),
            ErrorExplanation(
                .cannotListen,
                "The simulated cluster of the demo, or the daemon for metrics, cannot listen on this machine.",
                advice: "Check that the address exists on this machine, and that the process may open sockets."
            ),
            ErrorExplanation(
                .hookFailed,
                "The `before` hook of a job failed, so the job did not run. Nothing was read or written.",
                advice: """
                    See what the hook has printed, which is in the message; run it by hand, as the service's user.
                    """
            ),
            ErrorExplanation(
                .demoStopped,
                "A command of the demo did not end as it should. The demo ends with the exit code of that command.",
                advice: "Please report it, with what was printed. No cluster or store of yours was touched."
            ),
            ErrorExplanation(
                .demoDiffers,
                "After the demo's restore the groups were not as before: a bug in Tidemark.",
                advice: "Please report it, with what was printed. No cluster or store of yours was touched."
            ),
        ]
    )
}
