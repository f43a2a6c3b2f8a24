import Offsets

/// One step of the tour.
enum TourStep: Hashable, Sendable {
    /// A line that says what comes and why.
    case why(String)
    /// A command of Tidemark's with its arguments, run as the user would run it, and the exit code it has to end with.
    case tidemark([String], ends: ExitCode = .done)
    /// Something bad happens to the cluster.
    case damage(Damage)
    /// Steps that are taken while a consumer of the group runs, which reads the topic and commits nothing.
    case whileConsuming(topic: String, group: String, [TourStep])
    /// The variables that tell every further command where the cluster and the backups are.
    case settings
    /// The offsets of the oldest and the newest snapshot have to be the same.
    case comparison
}

extension TourStep {
    /// The tour: a backup, a bad day, a restore that is refused, a restore, and its undo.
    static let story: [TourStep] = [
        .why("The cluster to look after, and where the backups go."),
        .settings,

        .why("A small shop: these groups read its topics."),
        .tidemark(["groups"]),
        .why("Where one of them stands, and how far it is behind."),
        .tidemark(["describe", "billing"]),

        .why("Back up the offsets of every group."),
        .tidemark(["snapshot"]),

        .why("Then a bad day: a deploy rewinds billing to the beginning ..."),
        .damage(.rewound(group: "billing")),
        .why("... somebody deletes mailer ..."),
        .damage(.deleted(group: "mailer")),
        .why("... and warehouse skips orders it has not seen."),
        .damage(.skipped(group: "warehouse", topic: "orders")),

        .why("billing is about to charge everyone again, and mailer is gone."),
        .tidemark(["describe", "billing"]),
        .tidemark(["groups"]),

        .why("What would a restore write? This only shows the plan."),
        .tidemark(["restore", "latest", "--dry-run"]),
        .why("One service was not stopped: a consumer of billing runs. So nothing is written, to any group."),
        .whileConsuming(
            topic: "orders",
            group: "billing",
            [.tidemark(["restore", "latest", "--yes"], ends: .refused)]
        ),

        .why("It is stopped now. Every group or none, in one Kafka transaction, read back before it says done."),
        .tidemark(["restore", "latest", "--yes"]),

        .why("As it was."),
        .tidemark(["describe", "billing"]),
        .tidemark(["groups"]),

        .why("To be sure: a second snapshot holds exactly the offsets of the first."),
        .tidemark(["snapshot"]),
        .tidemark(["list"]),
        .comparison,

        .why("Was the restore the mistake? Undo it: what it changed is as it was before, and mailer is gone again."),
        .tidemark(["undo", "latest", "--yes"]),
        .tidemark(["groups"]),
        .why("An undo is a run like any other, so that it can be undone, too."),
        .tidemark(["undo", "latest", "--yes"]),
        .why("Every run, and how it ended."),
        .tidemark(["runs"]),
    ]
}
