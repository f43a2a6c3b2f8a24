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
