extension ErrorTopic {
    static let commandLine = ErrorTopic(
        "Command line",
        about: "The command line or the configuration is wrong. Nothing was written.",
        [
            ErrorExplanation(
                .missingCommand,
                "No command was given.",
                advice: "Give one; `tidemark --help` lists them."
            ),
            ErrorExplanation(
                .missingReason,
                "The configuration requires a reason (`require-reason` in `[store]`), and none was given.",
                advice: "Add `--reason TEXT`; the audit log keeps it."
            ),
            ErrorExplanation(
                .unknownCommand,
                "There is no such command, or no such help page.",
                advice: "Use the spelling in the hint, or look in `tidemark --help`."
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
                advice: "Give the option without a value."
            ),
            ErrorExplanation(
                .invalidValue,
                "The value of an option, an argument or an environment variable is not valid.",
                advice: "The message names it; `tidemark COMMAND --help` says what is expected."
            ),
            ErrorExplanation(
                .missingArgument,
                "A required argument is missing.",
                advice: "Add it; `tidemark COMMAND --help` shows the order."
            ),
            ErrorExplanation(
                .unexpectedArgument,
                "There are more arguments than the command takes.",
                advice: "Look for a missing quote or a missing option name in front of the word that is named."
            ),
            ErrorExplanation(
                .contradiction,
                "Two options cannot be used together.",
                advice: "Leave out one of the two that the message names."
            ),
            ErrorExplanation(
                .noCluster,
                "No option, environment variable or configuration file says which cluster to use.",
                advice: """
                    Add it to the configuration file, or give its brokers with `--bootstrap-server HOST:PORT` or \
                    TIDEMARK_BOOTSTRAP_SERVER.
                    """
            ),
            ErrorExplanation(
                .noSuchConfiguredCluster,
                "The configuration file has no cluster of this name, or there is no configuration file.",
                advice: """
                    Correct `--cluster` or TIDEMARK_CLUSTER; `tidemark config show` lists the clusters of the \
                    file.
                    """
            ),
            ErrorExplanation(
                .noSuchJob,
                "The configuration file has jobs, but none of this name.",
                advice: "Correct `--job`, or add the job to the file; `tidemark config show` lists its jobs."
            ),
            ErrorExplanation(
                .badServers,
                "The list of brokers given with `-X bootstrap.servers` is not a list of HOST:PORT.",
                advice: "Write `HOST:PORT[,HOST:PORT…]`."
            ),
            ErrorExplanation(
                .badPattern,
                "A pattern for groups or topics is empty or not valid.",
                advice: """
                    Check whether a shell variable was empty, and put patterns in single quotes. `re:` begins a \
                    regular expression.
                    """
            ),
            ErrorExplanation(
                .badPartition,
                "A number of a partition is not one that a partition can have.",
                advice: "Give a number from 0 up."
            ),
            ErrorExplanation(
                .sentinelGroup,
                "The group is Tidemark's own mark in Kafka and holds no consumer's offsets.",
                advice: "Give the consumer group that you mean."
            ),
            ErrorExplanation(
                .badMapping,
                """
                A rule for names (`--to`, `--map`, `--rename`, `--topic-map` and their files) is not valid or \
                cannot be applied: two sources have the same target, a target is itself a source, or a rule \
                matches nothing.
                """,
                advice: "Correct the rule that the message names. See docs/restore.md, \"Under other names\"."
            ),
            ErrorExplanation(
                .badSnapshotReference,
                "The snapshot is not given as an id, the beginning of an id, `latest`, `latest~N` or `@TIME`.",
                advice: "Take an id from `tidemark list`."
            ),
            ErrorExplanation(
                .historyTooLong,
                "The history of the group has too many offsets to print at once.",
                advice: "Ask for less with `--since`, `--until`, `--topic` or `--partition`."
            ),
            ErrorExplanation(
                .ambiguousSnapshot,
                "Several snapshots have an id that begins like this.",
                advice: "Type more of the id; the message lists the matches."
            ),
            ErrorExplanation(
                .ambiguousCluster,
                """
                The store has snapshots of several clusters, and a name such as `latest` could mean any of them; \
                or the configuration file has several clusters, and none was chosen.
                """,
                advice: """
                    Give the snapshot's id, or add `--cluster` to `show`; choose a cluster of the file with \
                    `--cluster NAME` or TIDEMARK_CLUSTER.
                    """
            ),
            ErrorExplanation(
                .ambiguousRun,
                "Several runs have an id that begins like this.",
                advice: "Type more of the id; the message lists the matches."
            ),
            ErrorExplanation(
                .runNotNamed,
                """
                `recover --accept` needs the id of a run. It does not take `latest`, because a moment later that \
                may be another run.
                """,
                advice: "Take the id from `tidemark runs`."
            ),
            ErrorExplanation(
                .notConfirmed,
                """
                The plan was shown but not applied, because there was nobody to ask: no terminal, or `--json`. \
                Nothing was written.
                """,
                advice: "In a script, add `--yes` to apply the plan, or `--dry-run` to only show it."
            ),
            ErrorExplanation(
                .noAnswer,
                "Nobody answered the question in time. Nothing was written.",
                advice: "Run the command again, and answer; or add `--yes`."
            ),
            ErrorExplanation(
                .unusableFile,
                """
                A file named on the command line is a directory, a device or something else that is not a regular \
                file, or it is too long.
                """,
                advice: "Check the path."
            ),
            ErrorExplanation(
                .notAPlan,
                "The file given to `apply` is not a plan.",
                advice: "Give a file made by `restore --plan-out FILE`."
            ),
            ErrorExplanation(
                .noSuchFile,
                "A file named on the command line, or the configuration file, does not exist.",
                advice: """
                    Check the path; a relative path starts at the working directory. The configuration file is \
                    `--config`, TIDEMARK_CONFIG or /etc/tidemark/tidemark.toml.
                    """
            ),
            ErrorExplanation(
                .badConfiguration,
                """
                The configuration file has mistakes, or cannot be one: a directory, too long, not UTF-8. Nothing \
                in it is used. Or the daemon was started with a file that has no cluster yet.
                """,
                advice: """
                    Correct every place that is named, then run `tidemark config check`; docs/configuration.md has \
                    all keys.
                    """
            ),
            ErrorExplanation(
                .badSchedule,
                "The schedule is not valid: systemd's `OnCalendar=` would not take it.",
                advice: """
                    Correct it at the place that the message names; `tidemark schedule check` shows when it is \
                    due.
                    """
            ),
            ErrorExplanation(
                .neverDue,
                """
                The schedule is valid but will never be due: it is in the past, or on a day such as the 30th of \
                February.
                """,
                advice: "Compare its normal form, which the hint shows, with what you mean."
            ),
            ErrorExplanation(
                .twoTimeZones,
                "The schedule names one time zone and `--zone` another one.",
                advice: "Give the time zone once."
            ),
            ErrorExplanation(
                .noSuchTimeZone,
                "The system has no time zone of this name.",
                advice: """
                    Use a name from `timedatectl list-timezones`, or UTC; if it lists none, install the package \
                    tzdata.
                    """
            ),
        ]
    )
}
