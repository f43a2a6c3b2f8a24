extension ErrorTopic {
    static let cluster = ErrorTopic(
        "Cluster and connection",
        about: "The brokers cannot be reached, refuse access, or answer with an error.",
        [
            ErrorExplanation(
                .unreachable,
                """
                No broker answered in time, or not the ones that are needed: the coordinator of a group, or the \
                brokers that hold its partition of `__consumer_offsets`. Nothing was written, unless the message \
                names a run that was.
                """,
                advice: """
                    The message names the address or partition. Check the brokers there, the network and \
                    `--bootstrap-server`; then run the command again, with a longer `--timeout` if the cluster is \
                    slow.
                    """
            ),
            ErrorExplanation(
                .clusterChanged,
                """
                The cluster's name in the configuration now leads to another cluster than when it was first used \
                with this store: the brokers report another cluster id. Nothing was read or written.
                """,
                advice: """
                    Correct the bootstrap servers of the cluster in the configuration file. If another cluster has \
                    replaced the old one on purpose, run the command once with `--accept-new-cluster-id`.
                    """
            ),
            ErrorExplanation(
                .denied,
                """
                Kafka or the operating system refuses access: a right is missing, the password or the certificate \
                is not accepted, the listener wants TLS or SASL or does not have it, a file belongs to another \
                user, or a port is for root only.
                """,
                advice: """
                    The message names the right, the file or what the listener wants. If a right in Kafka is \
                    missing, the hint often has the `kafka-acls` line that grants it; the README has the table of \
                    all rights.
                    """
            ),
            ErrorExplanation(
                .deadlinePassed,
                """
                The process that talks to Kafka was not done at the deadline and was stopped. It ended cleanly, or \
                was only reading, so nothing is left half done.
                """,
                advice:
                    "Check which brokers are slow or down. Run the command again, with a longer `--timeout`."
            ),
            ErrorExplanation(
                .kafkaError,
                """
                A broker answered with an error that has no code of its own here. Nothing was written, unless the \
                message names a run that was.
                """,
                advice: """
                    The message ends with Kafka's name for the error. Look for it in the brokers' logs, then try \
                    again.
                    """
            ),
            ErrorExplanation(
                .noTransactionCoordinator,
                """
                The brokers answer, but none of them coordinates transactions: the topic `__transaction_state` \
                does not exist, or its partitions have no leader. Nothing was written.
                """,
                advice: """
                    Bring back the brokers that hold it. On a cluster with fewer than three brokers, check \
                    `transaction.state.log.replication.factor`.
                    """
            ),
            ErrorExplanation(
                .badProperty,
                "The Kafka client rejects its configuration.",
                advice: """
                    Check the `-X` options and the file given with `--command-config`; the message names the \
                    property.
                    """
            ),
            ErrorExplanation(
                .badFile,
                "A certificate, a key or another file that the Kafka client needs cannot be used.",
                advice: "Check the path, who may read the file, and that it is PEM."
            ),
            ErrorExplanation(
                .badSecretFile,
                """
                A file with a secret or with settings cannot be read, can be read by other users, is empty, or is \
                not text.
                """,
                advice: "Check the path; for a secret, `chmod 600 FILE`."
            ),
            ErrorExplanation(
                .badCommandConfig,
                """
                The Java client's properties file, given with `--command-config`, has a line or a setting that \
                cannot be used.
                """,
                advice: "Correct the line that is named, or set librdkafka's property with `-X` instead."
            ),
            ErrorExplanation(
                .badServersInFile,
                "`bootstrap.servers` in the file given with `--command-config` is not a list of HOST:PORT.",
                advice: "Correct the file, or give the brokers with `--bootstrap-server`."
            ),
            ErrorExplanation(
                .noSuchGroup,
                "The cluster, or the snapshot, does not have the group.",
                advice: """
                    Check the spelling, upper and lower case included. `tidemark groups` lists the groups of the \
                    cluster, `tidemark show SNAPSHOT` those of a snapshot.
                    """
            ),
            ErrorExplanation(
                .unsupportedGroup,
                "The group is of a kind that has no committed offsets, such as a share group.",
                advice: "Leave it out."
            ),
        ]
    )
}
