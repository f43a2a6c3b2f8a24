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
                The group has running members, or may have, so nothing may be written to it. Nothing was changed, \
                in any group.
                """,
                advice: """
                    Stop the consumers that the message names, then try again. A member that was killed counts until \
                    its session times out, often 45 seconds. `--wait-empty 10m` waits for them to leave and goes on \
                    at once; `--on-active skip` leaves such groups out.
                    """
            ),
            ErrorExplanation(
                .missingTopic,
                """
                The cluster does not have a topic of the plan, or does not show it to this user. Nothing was \
                written.
                """,
                advice: "Create the topic, or leave it out with `--on-missing skip`."
            ),
            ErrorExplanation(
                .missingPartition,
                "The topic has fewer partitions than the plan needs. Nothing was written.",
                advice: """
                    Leave these partitions out with `--on-missing skip`, after finding out who made the topic \
                    smaller: most likely it was created again.
                    """
            ),
            ErrorExplanation(
                .belowLogStart,
                "The record at an offset of the plan has expired. Nothing was written.",
                advice: """
                    `--on-out-of-range clamp` writes the start of the log instead, which reads everything that is \
                    left; `skip` leaves these partitions out.
                    """
            ),
            ErrorExplanation(
                .beyondLogEnd,
                """
                The log ends before an offset of the plan. Records were lost, or it is another topic of the same \
                name. Nothing was written.
                """,
                advice: """
                    Find out which. `--on-out-of-range clamp` writes the end of the log instead; `skip` leaves these \
                    partitions out.
                    """
            ),
            ErrorExplanation(
                .topicRecreated,
                """
                A topic was deleted and created again, or has lost records, since the offset was taken, so that \
                the offset means another record now. Nothing was written.
                """,
                advice: """
                    Decide where the consumers should begin. `--on-out-of-range clamp` writes the nearest offset in \
                    the log; `skip` leaves the topic out.
                    """
            ),
            ErrorExplanation(
                .logBoundsUnknown,
                """
                The start and end of a log could not be read, so that an offset cannot be checked. Nothing was \
                written.
                """,
                advice: "Look for the broker that leads the partition, and try again."
            ),
            ErrorExplanation(
                .targetNotEmpty,
                "The group that a copy goes to holds offsets already. Nothing was written.",
                advice: """
                    Check the name. `--merge` writes the source's offsets over those and leaves all others; `--mode \
                    exact` also removes what the source does not have.
                    """
            ),
            ErrorExplanation(
                .tooFarBehind,
                """
                A group would begin further behind the end of a log than `--verify-lag` allows. Nothing was written.
                """,
                advice: "Let the source catch up, then copy again; or allow more."
            ),
            ErrorExplanation(
                .negativeOffset,
                """
                A group holds an offset below 0, which Kafka's clients take for none. It cannot be put back by \
                anybody.
                """,
                advice: "Nothing needs to be done: it is overwritten as if nothing were there."
            ),
            ErrorExplanation(
                .noRecordSince,
                """
                A group is reset to a moment, and no record of the partition is as young: the end of its log is taken, as \
                Kafka's own tool does. It does not stop a plan.
                """,
                advice: "Check the time and its zone where this is not what was meant."
            ),
            ErrorExplanation(
                .outsideSourceLog,
                """
                `copy --translate timestamp` found an offset that the log of its own cluster does not have any more, so that there \
                is no record to look for. Nothing was written.
                """,
                advice: """
                    With `--on-out-of-range clamp` the first record that is still there counts, or the end of the log for an offset \
                    beyond it; with `skip` the partition is left out.
                    """
            ),
            ErrorExplanation(
                .recordWithoutTime,
                """
                `copy --translate timestamp` met a record without a time, as producers before Kafka 0.10 wrote them. Nothing was \
                written.
                """,
                advice: """
                    With `--on-out-of-range clamp` the group begins at the start of the log; with `skip` the partition is left out.
                    """
            ),
            ErrorExplanation(
                .maySkipRecords,
                """
                `copy --translate timestamp` found an offset by time, and nothing shows that no record of those that the group has \
                not read yet is before it: the target's records have times of their own, or other ones, or there was too much to \
                look through. Nothing was written.
                """,
                advice: """
                    Compare both topics; `reset --to-datetime` with an earlier time is safe. `--on-out-of-range clamp` takes what was \
                    found, `skip` leaves the partition out.
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
                The metadata of an offset holds a NUL character, which the Kafka client library cannot write. \
                Nothing was written.
                """,
                advice: "Leave the group or the partition out."
            ),
            ErrorExplanation(
                .outsideView,
                """
                The user who took the snapshot could not see everything, so what is missing in it may only have \
                been hidden. Nothing was written.
                """,
                advice: """
                    Leave these topics out with `--exclude-topic`, name groups and topics in full, or do without \
                    `--mode exact` and `--only missing`.
                    """
            ),
            ErrorExplanation(
                .movedSinceRun,
                "Something has moved a group since the run that is to be undone. Nothing was written.",
                advice: "Look at what the group holds now. `--groups-still-unmoved` undoes the other groups."
            ),
            ErrorExplanation(
                .planStale,
                "A group, a topic or a log is not as it was when the plan was made or shown. Nothing was changed.",
                advice: """
                    Something commits for this group: find and stop it. Then run the command again, which makes a new \
                    plan.
                    """
            ),
            ErrorExplanation(
                .planEdited,
                "The file of the plan was changed after it was saved. Nothing was written.",
                advice: "Make a new plan with `restore --plan-out FILE`."
            ),
            ErrorExplanation(
                .damagedPlan,
                "The file of the plan cannot be read, most likely because it was cut off. Nothing was written.",
                advice: "Make a new plan with `restore --plan-out FILE`."
            ),
            ErrorExplanation(
                .planTooLarge,
                "The plan is too large to be saved and read again. There is no file.",
                advice: "Save several plans of fewer groups, or restore without a file."
            ),
            ErrorExplanation(
                .wrongCluster,
                """
                The snapshot, the plan or the run belongs to another cluster than the one that was reached. \
                Nothing was written.
                """,
                advice: """
                    Check `--cluster` or `--bootstrap-server`. To restore a snapshot into another cluster on purpose, add \
                    `--other-cluster`.
                    """
            ),
            ErrorExplanation(
                .nothingToDo,
                "The plan changes nothing: every group holds already what it should.",
                advice: "Nothing needs to be done."
            ),
            ErrorExplanation(
                .nothingSelected,
                "Nothing in the snapshot, the file or the cluster fits the selection.",
                advice: """
                    Widen the groups, `--topic` and `--partition`; `tidemark show SNAPSHOT` lists what a snapshot has, \
                    `tidemark describe GROUP` what a group holds.
                    """
            ),
            ErrorExplanation(
                .noOffset,
                "A group holds no offset of a partition in which it was to be shifted. Nothing was written.",
                advice: """
                    Name the partitions that it holds as `--topic TOPIC:0,1,2`, or take `--all-topics`; `--to-earliest` \
                    and the other positions need no offset to begin with.
                    """
            ),
            ErrorExplanation(
                .groupNotCaptured,
                "The snapshot lacks the group, because it could not be read when the snapshot was taken.",
                advice: "Restore it from an older snapshot; `tidemark list` shows them."
            ),
            ErrorExplanation(
                .groupOfAnotherKind,
                "The name belongs to a group that takes no offsets, such as a share group. Nothing was written.",
                advice: """
                    Restore under another name with `--to` or `--map`, or leave the group out with `--exclude-group`.
                    """
            ),
            ErrorExplanation(
                .foreignTransaction,
                """
                Another application has a transaction open on the offsets of a group, so that nobody can know \
                what the group will hold. Nothing was changed.
                """,
                advice: """
                    Wait until it ends; the brokers abort it after its `transaction.timeout.ms`. The message has the \
                    command that finds who it is.
                    """
            ),
            ErrorExplanation(
                .noTransactions,
                "The cluster has no transactions that a restore could use. Nothing was written.",
                advice: """
                    The message says why. Correct that on the brokers, or allow a restore group after group with \
                    `--allow-best-effort`; read docs/restore.md, "best effort", first.
                    """
            ),
            ErrorExplanation(
                .noFence,
                """
                The brokers would let a transaction overwrite the offsets of a group with members. Nothing was \
                written.
                """,
                advice: """
                    Bring every broker to Kafka 3.3 or later, or stop all consumers and use `--allow-best-effort`.
                    """
            ),
            ErrorExplanation(
                .transactionTooLong,
                """
                One transaction for so many groups would be open for longer than the brokers allow. Nothing was \
                written.
                """,
                advice: """
                    Restore fewer groups at a time with `--group`, or raise `transaction.max.timeout.ms` on the \
                    brokers.
                    """
            ),
            ErrorExplanation(
                .nothingToUndo,
                "The run changed nothing, so that there is nothing to undo.",
                advice: "Nothing needs to be done; `tidemark runs RUN` shows how it ended."
            ),
            ErrorExplanation(
                .noPreImage,
                "The journal does not have what the groups held before the run, so that it cannot be undone.",
                advice: "Restore a snapshot that was taken before it."
            ),
            ErrorExplanation(
                .runUndecided,
                "What the run has left is not known, so that it cannot be undone.",
                advice: """
                    `tidemark runs RUN` names its groups and what they hold. Restore a snapshot where they should \
                    hold something else.
                    """
            ),
        ]
    )
}
