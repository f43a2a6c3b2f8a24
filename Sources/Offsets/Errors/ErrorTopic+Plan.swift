extension ErrorTopic {
    static let plan = ErrorTopic(
        "Plans",
        about: """
            A restore, an undo or a saved plan is refused before anything is written. The first of them are findings: \
            a plan names every partition that has one.
            """,
        [
            ErrorExplanation(
                .groupActive,
                """
                The group has running members, or may have, so nothing may be written to it. No group was changed.
                """,
                advice: """
                    Stop the consumers that the message names, then try again. A member that was killed counts \
                    until its session times out, often 45 seconds. `--wait-empty 10m` waits for them to leave and \
                    then continues; `--on-active skip` leaves such groups out.
                    """
            ),
            ErrorExplanation(
                .missingTopic,
                "The cluster does not have a topic of the plan, or hides it from this user. Nothing was written.",
                advice: "Create the topic, or leave it out with `--on-missing skip`."
            ),
            ErrorExplanation(
                .missingPartition,
                "The topic has fewer partitions than the plan needs. Nothing was written.",
                advice: """
                    Find out why first: most likely the topic was created again. `--on-missing skip` leaves these \
                    partitions out.
                    """
            ),
            ErrorExplanation(
                .belowLogStart,
                "The record at an offset of the plan has expired. Nothing was written.",
                advice: """
                    `--on-out-of-range clamp` writes the start of the log instead, so that everything left is \
                    read; `skip` leaves these partitions out.
                    """
            ),
            ErrorExplanation(
                .beyondLogEnd,
                """
                The log ends before an offset of the plan. Records were lost, or the topic is another one of the \
                same name. Nothing was written.
                """,
                advice: """
                    Find out which. `--on-out-of-range clamp` writes the end of the log instead; `skip` leaves \
                    these partitions out.
                    """
            ),
            ErrorExplanation(
                .topicRecreated,
                """
                A topic was deleted and created again, or has lost records, since the offset was taken, so the \
                offset now points to another record. Nothing was written.
                """,
                advice: """
                    Decide where the consumers should start. `--on-out-of-range clamp` writes the nearest offset \
                    in the log; `skip` leaves the topic out.
                    """
            ),
            ErrorExplanation(
                .logBoundsUnknown,
                """
                The start and end of a log could not be read, so an offset cannot be checked. Nothing was written.
                """,
                advice: "Check the broker that leads the partition, and try again."
            ),
            ErrorExplanation(
                .targetNotEmpty,
                "The target group of a copy already holds offsets. Nothing was written.",
                advice: """
                    Check the name. `--merge` overwrites the offsets that the source has and leaves all others; \
                    `--mode exact` also removes those that the source does not have.
                    """
            ),
            ErrorExplanation(
                .tooFarBehind,
                """
                A group would start further behind the end of a log than `--verify-lag` allows. Nothing was \
                written.
                """,
                advice: "Let the source catch up, then copy again; or allow more."
            ),
            ErrorExplanation(
                .negativeOffset,
                "A group holds an offset below 0, which Kafka's clients ignore. It cannot be restored.",
                advice: "Nothing to do: it is overwritten as if there were none."
            ),
            ErrorExplanation(
                .noRecordSince,
                """
                A group is reset to a time, and the partition has no record that late: the end of its log is used, \
                as Kafka's own tool does. It does not stop a plan.
                """,
                advice: "Check the time and its zone if this is unexpected."
            ),
            ErrorExplanation(
                .outsideSourceLog,
                """
                `copy --translate timestamp` found an offset that the source's log no longer has, so there is no \
                record to look for. Nothing was written.
                """,
                advice: """
                    `--on-out-of-range clamp` uses the first record that is still there, or the end of the log for \
                    an offset beyond it; `skip` leaves the partition out.
                    """
            ),
            ErrorExplanation(
                .recordWithoutTime,
                """
                `copy --translate timestamp` met a record without a timestamp, as producers before Kafka 0.10 \
                wrote them. Nothing was written.
                """,
                advice: """
                    With `--on-out-of-range clamp` the group starts at the start of the log; with `skip` the \
                    partition is left out.
                    """
            ),
            ErrorExplanation(
                .maySkipRecords,
                """
                `copy --translate timestamp` found an offset by time, but cannot show that the group would skip no \
                unread record: the target's records have other timestamps or other contents, or there were too \
                many to search. Nothing was written.
                """,
                advice: """
                    Compare both topics; `reset --to-datetime` with an earlier time is safe. `--on-out-of-range \
                    clamp` uses the offset that was found, `skip` leaves the partition out.
                    """
            ),
            ErrorExplanation(
                .metadataTooLarge,
                "The metadata of an offset is longer than the brokers accept. Nothing was changed.",
                advice: "Raise `offset.metadata.max.bytes` on the brokers, or leave the partition out."
            ),
            ErrorExplanation(
                .metadataNotWritable,
                """
                The metadata of an offset contains a NUL character, which the Kafka client library cannot write. \
                Nothing was written.
                """,
                advice: "Leave the group or the partition out."
            ),
            ErrorExplanation(
                .outsideView,
                """
                The user who took the snapshot could not see everything, so what it lacks may only have been \
                hidden. Nothing was written.
                """,
                advice: """
                    Leave these topics out with `--exclude-topic`, give groups and topics by their full names, or \
                    do not use `--mode exact` and `--only missing`.
                    """
            ),
            ErrorExplanation(
                .movedSinceRun,
                "A group has moved since the run that is being undone. Nothing was written.",
                advice: "Check what the group holds now. `--groups-still-unmoved` undoes the other groups."
            ),
            ErrorExplanation(
                .planStale,
                "A group, a topic or a log has changed since the plan was made or shown. Nothing was changed.",
                advice: """
                    Something commits for this group: find it and stop it. Then run the command again, which makes \
                    a new plan.
                    """
            ),
            ErrorExplanation(
                .planEdited,
                "The plan file was changed after it was saved. Nothing was written.",
                advice: "Make a new plan with `restore --plan-out FILE`."
            ),
            ErrorExplanation(
                .damagedPlan,
                "The plan file cannot be read, most likely because it was cut off. Nothing was written.",
                advice: "Make a new plan with `restore --plan-out FILE`."
            ),
            ErrorExplanation(
                .planTooLarge,
                "The plan is too large to be saved. No file was written.",
                advice: "Save several plans of fewer groups, or restore without a plan file."
            ),
            ErrorExplanation(
                .wrongCluster,
                """
                The snapshot, the plan or the run belongs to another cluster than the one that was reached. \
                Nothing was written.
                """,
                advice: """
                    Check `--cluster` or `--bootstrap-server`. To restore a snapshot into another cluster on \
                    purpose, add `--other-cluster`.
                    """
            ),
            ErrorExplanation(
                .nothingToDo,
                "The plan changes nothing: every group already holds what it should.",
                advice: "Nothing to do."
            ),
            ErrorExplanation(
                .nothingSelected,
                "Nothing in the snapshot, the file or the cluster matches the selection.",
                advice: """
                    Widen the groups, `--topic` and `--partition`; `tidemark show SNAPSHOT` lists what a snapshot \
                    has, `tidemark describe GROUP` what a group holds.
                    """
            ),
            ErrorExplanation(
                .noOffset,
                "A group has no offset to shift in one of the partitions. Nothing was written.",
                advice: """
                    Give the partitions that it holds as `--topic TOPIC:0,1,2`, or use `--all-topics`; \
                    `--to-earliest` and the other positions need no offset to start from.
                    """
            ),
            ErrorExplanation(
                .groupNotCaptured,
                "The snapshot does not have the group, because it could not be read when the snapshot was taken.",
                advice: "Restore it from an older snapshot; `tidemark list` shows them."
            ),
            ErrorExplanation(
                .groupOfAnotherKind,
                """
                The name belongs to a group that has no committed offsets, such as a share group. Nothing was \
                written.
                """,
                advice: """
                    Restore under another name with `--to` or `--map`, or leave the group out with \
                    `--exclude-group`.
                    """
            ),
            ErrorExplanation(
                .foreignTransaction,
                """
                Another application has an open transaction on the offsets of a group, so nobody can know what the \
                group will hold. Nothing was changed.
                """,
                advice: """
                    Wait until it ends; the brokers abort it after its `transaction.timeout.ms`. The message has \
                    the command that shows who it is.
                    """
            ),
            ErrorExplanation(
                .noTransactions,
                "The cluster has no transactions that a restore could use. Nothing was written.",
                advice: """
                    The message says why. Correct it on the brokers, or allow a restore that writes one group \
                    after the other with `--allow-best-effort`; read docs/restore.md, "best effort", first.
                    """
            ),
            ErrorExplanation(
                .noFence,
                """
                The brokers would let a transaction overwrite the offsets of a group with members. Nothing was \
                written.
                """,
                advice: """
                    Upgrade every broker to Kafka 3.3 or later, or stop all consumers and use \
                    `--allow-best-effort`.
                    """
            ),
            ErrorExplanation(
                .transactionTooLong,
                """
                One transaction for this many groups would stay open longer than the brokers allow. Nothing was \
                written.
                """,
                advice: """
                    Restore fewer groups at a time with `--group`, or raise `transaction.max.timeout.ms` on the \
                    brokers.
                    """
            ),
            ErrorExplanation(
                .nothingToUndo,
                "The run changed nothing, so there is nothing to undo.",
                advice: "Nothing to do; `tidemark runs RUN` shows how it ended."
            ),
            ErrorExplanation(
                .noPreImage,
                "The journal does not have what the groups held before the run, so it cannot be undone.",
                advice: "Restore a snapshot that was taken before the run."
            ),
            ErrorExplanation(
                .runUndecided,
                "It is not known what the run has written, so it cannot be undone.",
                advice: """
                    `tidemark runs RUN` lists its groups and what they hold. Restore a snapshot where they should \
                    hold something else.
                    """
            ),
        ]
    )
}
