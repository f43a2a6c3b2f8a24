import Syntax

/// `tidemark help guarantee` and tidemark-restore(7): what a restore promises, in plain words.
///
/// `docs/restore.md` has the details.
enum GuaranteeTopic {
    static let topic = HelpTopic(
        "guarantee",
        summary: "What a restore of Kafka consumer group offsets guarantees, and what it cannot",
        discussion: [
            "A restore is all or nothing. Before the commit nothing has changed, in any group; after it everything has. All "
                + "offsets of a plan are written in one Kafka transaction, however many groups there are and wherever their "
                + "coordinators run. `restore`, `apply`, `undo`, `copy`, `rename` and `reset` work like this; removals follow the commit.",
            "Nothing is written without a plan that was shown. On a terminal the plan is shown and then confirmed; elsewhere "
                + "`--yes` applies it, and `--dry-run` only shows it.",
        ],
        sections: [order, killed, ends, undo, bestEffort, limits],
        manual: ManualPage.Reference("tidemark-restore", 7)
    )

    private static let order = HelpTopic.Section(
        "What happens, in order",
        [
            ("plan", "the exact offset of every partition, with what was found against it"),
            ("pre-image", "what every partition holds now is written to the journal, on the disk"),
            ("fence", "the brokers themselves refuse a group with members, not only a check beforehand"),
            ("commit", "one transaction with all offsets and a marker of the run"),
            ("read-back", "every partition is read again and compared; a missing offset counts as different"),
        ],
        paragraphs: [
            "An offset outside its log, a missing topic or a re-created one stops the whole plan, unless a policy says "
                + "otherwise (`--on-missing`, `--on-out-of-range`). Nothing is moved to another offset silently."
        ]
    )

    private static let killed = HelpTopic.Section(
        "If it is interrupted",
        paragraphs: [
            "Ctrl-C before the commit changes nothing. After a crash, a power cut or a kill, the next command that writes, or "
                + "`tidemark recover`, finishes the interrupted run: it ends the open transaction, reads the marker and "
                + "every partition, and closes the run as done or as aborted.",
            "Where neither can be shown, the run is undecided, and its groups are named with what they hold. `tidemark runs RUN` "
                + "shows each state of a run with its time.",
        ]
    )

    private static let ends = HelpTopic.Section(
        "How a run ends",
        [
            ("done", "committed, read back, and every partition holds what was planned"),
            ("aborted", "nothing was committed"),
            ("overwritten", "committed, but something else has moved some of it since; named, exit code 3"),
            ("rolled-back", "a run without a transaction failed, and what it had written was put back"),
            ("undecided", "the outcome is unknown; nothing more is written"),
        ]
    )

    private static let undo = HelpTopic.Section(
        "Undo",
        paragraphs: [
            "`tidemark undo RUN` puts back what the groups held before, offsets that the run created included, as long as the "
                + "groups have not moved since. If they have, it names them and stops. An undo is a run and can be undone."
        ]
    )

    private static let bestEffort = HelpTopic.Section(
        "Without transactions",
        paragraphs: [
            "Where the cluster refuses transactions, nothing is written, unless `--allow-best-effort` allows it: then group "
                + "after group is written, and if one fails, everything is put back. Such a run is labelled so."
        ]
    )

    private static let limits = HelpTopic.Section(
        "What no restore can rule out",
        [
            (
                "assigned consumers",
                "a consumer that assigns partitions to itself is no member of its group, and may commit over a restored offset at any time; "
                    + "stop such consumers first"
            ),
            ("plain commits", "one that comes during the transaction wins; the read-back finds it: overwritten"),
            ("removals", "offsets that are removed (`--mode exact`, `delete`) are removed after the commit, not in it"),
            ("expiry", "Kafka expires offsets of groups without members, by default after seven days"),
            ("lost records", "a topic may be deleted, re-created or truncated after the last check"),
            ("Kafka itself", "an unclean leader election may lose what was acknowledged"),
        ]
    )
}
