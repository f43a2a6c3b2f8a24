extension ErrorTopic {
    static let cluster = ErrorTopic(
        "Cluster and connection",
        about: "The brokers cannot be reached, do not let anybody in, or answer with an error.",
        [
            ErrorExplanation(
                .unreachable,
                """
                No broker answered in time, or the brokers that matter did not: the one that coordinates a group, \
                or those that hold its partition of `__consumer_offsets`. Nothing was written, unless the message \
                speaks of a run that was.
                """,
                advice: """
                    Read which address or partition the message names. Check the brokers there, the network and \
                    `--bootstrap-server`; then run the command again, with a longer `--timeout` if the cluster is \
                    slow.
                    """
            ),
            ErrorExplanation(
                .clusterChanged,
                """
                The name of the configuration stands for another cluster than it did when it was first used with this \
                store: the brokers have another cluster id. Nothing was read or written.
                """,
                advice: """
                    Correct the bootstrap servers of the cluster in the configuration file. Where another cluster has taken \
                    the place of the old one on purpose, run the command once with `--accept-new-cluster-id`.
                    """
            ),
            ErrorExplanation(
                .denied,
                """
                The brokers or the operating system do not permit it: a right is missing, the password or the \
                certificate is not accepted, the listener wants TLS or SASL or does not have it, a file belongs \
                to somebody else, or a port is for root alone.
                """,
                advice: """
                    The message names the right, the file or what the listener wants. Where a right in Kafka is \
                    missing, the hint often has the `kafka-acls` line that grants it; the README has the table of all \
                    rights.
                    """
            ),
            ErrorExplanation(
                .deadlinePassed,
                """
                The process that talks to Kafka was not done at the deadline and was stopped. It ended cleanly, \
                or only read, so that nothing is left half done.
                """,
                advice: "See which brokers are slow or down. Run the command again, with a longer `--timeout`."
            ),
            ErrorExplanation(
                .kafkaError,
                """
                A broker answered with an error that has no better name here. Nothing was written, unless the \
                message speaks of a run that was.
                """,
                advice: """
                    The message ends with Kafka's own name of the error. Look for it in the brokers' logs, then try \
                    again.
                    """
            ),
            ErrorExplanation(
                .noTransactionCoordinator,
                """
                The brokers answer, but none of them coordinates transactions: the topic `__transaction_state` is \
                not there, or its partitions have no leader. Nothing was written.
                """,
                advice: """
                    Bring the brokers back that hold it. On a cluster with fewer than three brokers, see \
                    `transaction.state.log.replication.factor`.
                    """
            ),
            ErrorExplanation(
                .badProperty,
                "The Kafka client does not accept its configuration.",
                advice: """
                    Check the `-X` options and the file given with `--command-config`; the message names the \
                    property.
                    """
            ),
            ErrorExplanation(
                .badFile,
                "A certificate, a key or another file that the Kafka client needs cannot be used.",
                advice: "Check the path, who may read the file, and that it holds PEM."
            ),
            ErrorExplanation(
                .badSecretFile,
                """
                A file with a secret or with settings cannot be read, can be read by others, is empty, or is no \
                text.
                """,
                advice: "Check the path; a secret takes `chmod 600 FILE`."
            ),
            ErrorExplanation(
                .badCommandConfig,
                """
                The properties file of a Java client, given with `--command-config`, has a line or a setting that \
                cannot be taken over.
                """,
                advice: "Correct the line that is named, or set librdkafka's property with `-X` instead."
            ),
            ErrorExplanation(
                .badServersInFile,
                "`bootstrap.servers` in the file given with `--command-config` is not a list of HOST:PORT.",
                advice: "Correct the file, or name the brokers with `--bootstrap-server`."
            ),
            ErrorExplanation(
                .noSuchGroup,
                "The cluster, or the snapshot, has no group that was asked for.",
                advice: """
                    Check the spelling; names are compared letter by letter. `tidemark groups` lists those of the \
                    cluster, `tidemark show SNAPSHOT` those of a snapshot.
                    """
            ),
            ErrorExplanation(
                .unsupportedGroup,
                "The group that was asked for is of a kind that has no committed offsets, such as a share group.",
                advice: "Leave it out."
            ),
        ]
    )
}
