/// What a supervisor has to know of one invocation of a command that talks to Kafka.
struct SupervisedWork: Hashable, Sendable {
    /// What the command does, to follow "while", such as `taking a snapshot`.
    let activity: String
    /// The command's own deadline.
    let timeout: Duration
    /// Whether it may change the cluster.
    let writes: Bool
}
