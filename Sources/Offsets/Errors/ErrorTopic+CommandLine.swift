extension ErrorTopic {
    static let commandLine = ErrorTopic(
        "Command line",
        about: "What was typed cannot be carried out. Nothing was written.",
        [
            ErrorExplanation(
                .missingCommand,
                "No command was named.",
                advice: "Name one; `tidemark --help` lists them."
            ),
            ErrorExplanation(
                .missingReason,
                "The configuration asks for a reason, `require-reason` in `[store]`, and none was given.",
                advice: "Say why with `--reason TEXT`; the audit log keeps it."
            ),
            ErrorExplanation(
                .unknownCommand,
                "There is no such command, or no such page of help.",
                advice: "Take the spelling that the hint suggests, or look in `tidemark --help`."
            ),
            ErrorExplanation(
                .unknownOption,
                "The command has no such option, or the option comes before the command.",
                advice: "Look in `tidemark COMMAND --help`; options come after the command."
            ),
            ErrorExplanation(
                .repeatedOption,
                "An option that takes one value was given more than once.",
                advice: "Give it once."
            ),
            ErrorExplanation(
                .missingValue,
                "An option came without its value.",
                advice: "Add the value; one that begins with a dash is written `--option=VALUE`."
            ),
            ErrorExplanation(
                .unexpectedValue,
                "A value was given to an option that takes none.",
                advice: "Write the option alone."
            ),
            ErrorExplanation(
                .invalidValue,
                "The value of an option, of an argument or of an environment variable is not of its kind.",
                advice: "The message names the place; `tidemark COMMAND --help` says what is expected there."
            ),
            ErrorExplanation(
                .missingArgument,
                "An argument that the command needs is not there.",
                advice: "Add it; `tidemark COMMAND --help` shows the order."
            ),
            ErrorExplanation(
                .unexpectedArgument,
                "There are more arguments than the command takes.",
                advice: "Look for a missing quote or a missing option name in front of the word that is named."
            ),
            ErrorExplanation(
                .contradiction,
                "Two options exclude each other.",
                advice: "Leave out one of the two that the message names."
            ),
            ErrorExplanation(
                .noCluster,
                "No option, variable or file says where the cluster is.",
                advice: """
                    Write it into the configuration file, or name its brokers with `--bootstrap-server HOST:PORT` or \
                    TIDEMARK_BOOTSTRAP_SERVER.
                    """
            ),
            ErrorExplanation(
                .noSuchConfiguredCluster,
                "The configuration file has no cluster of the name that was given, or there is no such file.",
                advice:
                    "Correct `--cluster` or TIDEMARK_CLUSTER; `tidemark config show` lists the clusters of the file."
            ),
            ErrorExplanation(
                .noSuchJob,
                "The configuration file has jobs, and none of the name that was given.",
                advice: "Correct `--job`, or write the job into the file; `tidemark config show` lists its jobs."
            ),
            ErrorExplanation(
                .badServers,
                "The list of brokers given with `-X bootstrap.servers` is not one of HOST:PORT.",
                advice: "Write `HOST:PORT[,HOST:PORT…]`."
            ),
            ErrorExplanation(
                .badPattern,
                "A pattern for groups or topics is empty or cannot be understood.",
                advice: """
                    See whether the shell has replaced a variable by nothing, and put patterns in single quotes. \
                    `re:` begins a regular expression.
                    """
            ),
            ErrorExplanation(
                .badPartition,
                "A number given to `--partition` is none that a partition can have.",
                advice: "Give a number from 0 up."
            ),
            ErrorExplanation(
                .sentinelGroup,
                "The group that was named is Tidemark's own mark in Kafka and holds no consumer's offsets.",
                advice: "Name the consumer group that you mean."
            ),
            ErrorExplanation(
                .badMapping,
                """
                A rule for names (`--to`, `--map`, `--rename`, `--topic-map` and their files) cannot be \
                understood or carried out: two sources have one target, a target is itself a source, or a rule \
                fits nothing.
                """,
                advice: "Correct the rule that the message names. See docs/restore.md, \"Under other names\"."
            ),
            ErrorExplanation(
                .badSnapshotReference,
                """
                What was given as a snapshot is neither an id, the beginning of one, `latest`, `latest~N` nor \
                `@TIME`.
                """,
                advice: "Take an id from `tidemark list`."
            ),
            ErrorExplanation(
                .historyTooLong,
                "The history of a group has more offsets than are put out at once.",
                advice: "Ask for less with `--since`, `--until`, `--topic` or `--partition`."
            ),
            ErrorExplanation(
                .ambiguousSnapshot,
                "Several snapshots have an id that begins so.",
                advice: "Type more of the id; the message names the candidates."
            ),
            ErrorExplanation(
                .ambiguousCluster,
                """
                The store has snapshots of several clusters, and a name such as `latest` may mean any of them; or the \
                configuration file has several clusters, and nothing says which is meant.
                """,
                advice: """
                    Name the snapshot by its id, or add `--cluster` to `show`; name the cluster of the file with \
                    `--cluster NAME` or TIDEMARK_CLUSTER.
                    """
            ),
            ErrorExplanation(
                .ambiguousRun,
                "Several runs have an id that begins so.",
                advice: "Type more of the id; the message names the candidates."
            ),
            ErrorExplanation(
                .runNotNamed,
                """
                `recover --accept` was not given the id of a run. It takes no `latest`, because that may be \
                another run a moment later.
                """,
                advice: "Take the id from `tidemark runs`."
            ),
            ErrorExplanation(
                .notConfirmed,
                """
                The plan was shown and not carried out, because there was nobody to ask: no terminal, or \
                `--json`. Nothing was written.
                """,
                advice: "In a script, add `--yes` to carry it out, or `--dry-run` only to look."
            ),
            ErrorExplanation(
                .noAnswer,
                "Nobody answered the question in time. Nothing was written.",
                advice: "Run the command again, and answer; or add `--yes`."
            ),
            ErrorExplanation(
                .unusableFile,
                """
                A file that was named on the command line is a directory, a device or something else that is no \
                regular file, or is longer than any file of its kind.
                """,
                advice: "Check the path."
            ),
            ErrorExplanation(
                .notAPlan,
                "The file given to `apply` is no plan.",
                advice: "Give the file that `restore --plan-out FILE` has made."
            ),
            ErrorExplanation(
                .noSuchFile,
                "A file that was named on the command line, or the configuration file, is not there.",
                advice: """
                    Check the path; a relative one counts from the working directory. The configuration is looked for at \
                    `--config`, TIDEMARK_CONFIG, /etc/tidemark/tidemark.toml.
                    """
            ),
            ErrorExplanation(
                .badConfiguration,
                """
                The configuration file has mistakes, or is no file that could be one: a directory, too long, no text in \
                UTF-8. Nothing of it is used. Or the daemon is to start by a file that has no cluster yet.
                """,
                advice: """
                    Correct every place that is named, then see `tidemark config check`; docs/configuration.md has all keys.
                    """
            ),
            ErrorExplanation(
                .badSchedule,
                "The schedule is not one that systemd's `OnCalendar=` would take.",
                advice: """
                    Correct it at the place that the message names; `tidemark schedule check` shows when it is due.
                    """
            ),
            ErrorExplanation(
                .neverDue,
                "The schedule is correct and has no moment to come, such as one in the past or the 30th of February.",
                advice: "Compare its normal form, which the hint shows, with what you mean."
            ),
            ErrorExplanation(
                .twoTimeZones,
                "The schedule names one time zone and `--zone` another one.",
                advice: "Name it once."
            ),
            ErrorExplanation(
                .noSuchTimeZone,
                "The system knows no time zone of this name.",
                advice: """
                    Take a name from `timedatectl list-timezones`, or UTC; install the package tzdata where there are \
                    none.
                    """
            ),
        ]
    )
}
