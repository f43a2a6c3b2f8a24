/// One step of the tour.
enum TourStep: Hashable, Sendable {
    /// A line that says what comes and why.
    case why(String)
    /// A command of Tidemark's with its arguments, run as the user would run it.
    case tidemark([String])
    /// Something bad happens to the cluster.
    case damage(Damage)
    /// The variables that tell every further command where the cluster and the backups are.
    case settings
    /// The offsets of the oldest and the newest snapshot have to be the same.
    case comparison
}
